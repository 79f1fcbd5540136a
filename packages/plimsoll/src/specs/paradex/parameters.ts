import type { ParameterEntry } from '../../requirement/spec.js'
import { read } from '../amounts.js'

/** The venue's documents, from which the rule books of this folder are read. */
export const documents = 'tradeparadex/paradex-docs at 9b82a75a (2026-08-20), fern/pages/risk-system'
/** Underlyings of the first class of parameters, and of the second. */
export const majors: readonly string[] = Object.freeze(['BTC', 'ETH'])
export const others: readonly string[] = Object.freeze(['HYPE', 'CL'])

export function documented(value: number, page: string, unit: string, description: string): ParameterEntry {
  return read(value, `${documents}/${page}.mdx`, unit, description)
}

export function unpublished(unit: string, description: string): ParameterEntry {
  return { value: null, status: 'missing', unit, description }
}

/** A fee is charged for what would have to be closed; the schedule is not part of the risk documents. */
export const feeRate: ParameterEntry = unpublished(
  'fraction of notional',
  'Fee that closing a position costs, provided for in its margin.',
)
