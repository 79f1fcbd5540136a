import type { SpecView } from '../../contract/index.js'
import { type MarginSpec, specSummary } from '../library.js'

export function specView(spec: MarginSpec): SpecView {
  const { sources, completeness, missing, facts, ...summary } = specSummary(spec)
  return {
    ...summary,
    description: spec.description,
    sources: [...sources],
    completeness: { ...completeness },
    missing: [...missing],
    facts: [...facts],
  }
}
