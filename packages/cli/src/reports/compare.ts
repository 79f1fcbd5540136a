import {
  createValuation,
  generations,
  type MarginResult,
  type MarginSpec,
  margin,
  PlimsollError,
  rulebook,
} from 'plimsoll'
import { aboutFile } from '../error/inputError.js'
import type { BookOptions } from '../input/bookOptions.js'
import { readInputs, readSpecs } from '../input/readInputs.js'
import { toJson } from '../output/json.js'
import { type ComparedSpec, generationTable, specTable, stepTable } from '../render/compareTables.js'
import { heading, section } from '../render/heading.js'
import type { Terminal } from '../terminal/terminal.js'
import { contextView, resultView, specView } from './views.js'

export interface CompareOptions extends BookOptions {
  readonly specs: string
}

/** `plimsoll compare`. */
export async function reportCompare(bookFile: string, options: CompareOptions, terminal: Terminal): Promise<void> {
  const spec = rulebook(options.spec)
  const specs = readSpecs(options.specs)
  const { book, market, name } = await readInputs(bookFile, options.market, terminal)
  const ladder = aboutFile(name, () => {
    const valuation = createValuation(market, spec)
    // Refuses what the ladder alone would not: a market in another currency than the rule book's.
    margin(book, market, spec, valuation)
    return generations(book, market, spec, valuation)
  })
  const compared = specs.map(
    (each): ComparedSpec => ({ spec: each, ...resultOrRefusal(each, () => margin(book, market, each)) }),
  )
  if (options.json === true) {
    const [isolated, , whole] = ladder.generations
    terminal.write(
      toJson({
        plimsoll: 'compare/1',
        ...contextView(book, market),
        spec: specView(spec),
        generations: ladder.generations,
        steps: ladder.steps,
        saved: isolated!.capital - whole!.capital,
        specs: compared.map((entry) => ({
          spec: specView(entry.spec),
          ...(entry.result === undefined ? { error: entry.error } : resultView(entry.result, entry.spec)),
        })),
      }),
    )
    return
  }
  const { paint, columns } = terminal
  terminal.write(heading(book, market, spec, paint))
  terminal.write(
    section(`Capital by generation of margin, ${spec.currency}`, paint) + generationTable(ladder, paint, columns),
  )
  terminal.write(section('What saves it', paint) + stepTable(ladder, paint, columns))
  terminal.write(section('Rule books', paint) + specTable(compared, paint, columns))
}

/** A rule book that cannot value the book is a line of the comparison, not its end. */
function resultOrRefusal(spec: MarginSpec, compute: () => MarginResult): Pick<ComparedSpec, 'result' | 'error'> {
  try {
    return { result: compute(), error: undefined }
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error
    return { result: undefined, error: { code: error.code, message: `${spec.id}: ${error.message}` } }
  }
}
