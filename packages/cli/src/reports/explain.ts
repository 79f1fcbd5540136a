import { contributions, createValuation, margin, partsOf, termsOf } from 'plimsoll'
import { aboutFile } from '../error/inputError.js'
import type { BookOptions } from '../input/bookOptions.js'
import { readDepth } from '../input/readDepth.js'
import { readInputs } from '../input/readInputs.js'
import { toJson } from '../output/json.js'
import { heading, section } from '../render/heading.js'
import { type Leg, legTable } from '../render/legTable.js'
import { resultTree } from '../render/resultTree.js'
import { termTable } from '../render/termTable.js'
import type { Terminal } from '../terminal/terminal.js'
import { contextView, resultView, specView, worstView } from './views.js'

export interface ExplainOptions extends BookOptions {
  readonly tree?: boolean
  readonly depth?: string
}

/** `plimsoll explain`. */
export async function reportExplain(bookFile: string, options: ExplainOptions, terminal: Terminal): Promise<void> {
  const depth = readDepth(options.depth)
  const { book, market, spec, name } = await readInputs(bookFile, options, terminal)
  const { result, legs } = aboutFile(name, () => {
    const valuation = createValuation(market, spec)
    const result = margin(book, market, spec, valuation)
    const positions = new Map(contributions(book, market, spec, valuation).map((entry) => [entry.instrument, entry]))
    const parts = partsOf(result.tree.initial)
    const legs: Leg[] = [...positions.values()].map((entry) => ({ leg: entry.instrument, ...entry }))
    // Collateral and open orders take part in the scenarios too; with them the parts add up to the requirement.
    for (const [leg, part] of parts)
      if (!positions.has(leg) && part !== 0) legs.push({ leg, part, alone: null, saves: null })
    return { result, legs: legs.sort((one, other) => other.part - one.part) }
  })
  const terms = termsOf(result)
  if (options.json === true) {
    terminal.write(
      toJson({
        plimsoll: 'explain/1',
        ...contextView(book, market),
        spec: specView(spec),
        ...resultView(result, spec),
        worst: worstView(result.worst),
        terms,
        legs: legs.map(({ leg, part, alone, saves }) => ({ leg, part, alone, saves })),
        tree: result.tree,
      }),
    )
    return
  }
  const { paint, columns } = terminal
  terminal.write(heading(book, market, spec, paint))
  terminal.write(
    section(`Initial margin by leg, ${spec.currency}`, paint) + legTable(legs, result.initial, paint, columns),
  )
  if (terms.length > 0) {
    terminal.write(section('What is charged for, haircuts included', paint) + termTable(terms, paint, columns))
  }
  if (options.tree === true || depth !== undefined) terminal.write(resultTree(result, paint, { columns, depth }))
}
