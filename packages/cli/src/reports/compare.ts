import {
  compareSpecs,
  createValuation,
  type ErrorCode,
  type Generations,
  generations,
  type MarginSpec,
  type MarketSnapshot,
  margin,
  PlimsollError,
  type Portfolio,
  rulebook,
  type SpecResult,
  specDifference,
  specSummary,
} from 'plimsoll'
import { aboutFile } from '../error/inputError.js'
import { type BookOptions, defaultSpec } from '../input/bookOptions.js'
import { readInputsUnder } from '../input/readInputs.js'
import { toJson } from '../output/json.js'
import { differenceText } from '../render/differences.js'
import { generationTable, stepTable } from '../render/generationTables.js'
import { heading, section } from '../render/heading.js'
import { refusedOf, refusedText } from '../render/refused.js'
import { capitalOf, type Evaluated, evaluated, specTable } from '../render/specTable.js'
import type { Terminal } from '../terminal/terminal.js'
import { contextView, resultView, specView, worstView } from './views.js'

export interface CompareOptions extends BookOptions {
  readonly specs: string
  readonly against?: string
}

/** `plimsoll compare`. */
export async function reportCompare(bookFile: string, options: CompareOptions, terminal: Terminal): Promise<void> {
  const { book, market, specs, name } = await readInputsUnder(bookFile, options, options.specs, terminal)
  const [spec, ...others] = specs as [MarginSpec, ...MarginSpec[]]
  requireAmong(options.against, others)
  const ladder = aboutFile(name, () => ladderOf(book, market, spec))
  const compared = compareSpecs(book, market, others)
  const against = referenceOf(compared, options)
  if (options.json === true) {
    const [isolated, , whole] = ladder.generations
    terminal.write(
      toJson({
        plimsoll: 'compare/1',
        ...contextView(book, market),
        spec: specView(spec),
        generations: ladder.generations,
        measuredWith: ladder.specId,
        steps: ladder.steps,
        saved: isolated!.capital - whole!.capital,
        specs: compared.map(comparedView),
        against: against?.spec.id ?? null,
        differences:
          against === undefined
            ? []
            : evaluated(compared)
                .filter((each) => each !== against)
                .map((each) => differenceView(each, against)),
      }),
    )
    return
  }
  const { paint, columns } = terminal
  terminal.write(heading(book, market, spec, paint))
  terminal.write(
    section(`Capital by generation of margin, ${spec.currency}, measured with ${ladder.specId}`, paint) +
      generationTable(ladder, paint, columns),
  )
  terminal.write(section('What saves it', paint) + stepTable(ladder, paint, columns))
  const cheapestFirst = [...evaluated(compared)].sort((one, other) => capitalOf(one.result) - capitalOf(other.result))
  terminal.write(section('Rule books', paint) + specTable(cheapestFirst, against, paint, columns))
  const refused = refusedOf(compared)
  if (refused.length > 0)
    terminal.write(section('Not evaluated', paint) + refusedText(refused, market.history !== undefined, paint, columns))
  if (against === undefined || cheapestFirst.length < 2) return
  const title = `Why they differ from ${against.spec.id}`
  terminal.write(section(title, paint) + differenceText(cheapestFirst, against, paint, columns))
}

/** What is missing of a rule book, and not wrong with the book or the market. */
const lacks: ReadonlySet<ErrorCode> = new Set(['SPEC_INCOMPLETE', 'FACT_MISSING', 'HISTORY_MISSING', 'HISTORY_INVALID'])

/** The three generations, measured with our own rule book where the one that was named lacks something. */
function ladderOf(book: Portfolio, market: MarketSnapshot, spec: MarginSpec): Generations {
  const valuation = createValuation(market, spec)
  try {
    // Refuses what the ladder alone would not: a market in another currency than the rule book's.
    margin(book, market, spec, valuation)
    return generations(book, market, spec, valuation)
  } catch (error) {
    if (spec.id === defaultSpec || !(error instanceof PlimsollError) || !lacks.has(error.code)) throw error
    return ladderOf(book, market, rulebook(defaultSpec))
  }
}

function requireAmong(against: string | undefined, specs: readonly MarginSpec[]): void {
  if (against === undefined || specs.some(({ id }) => id === against)) return
  throw new PlimsollError('SPEC_UNKNOWN', {
    where: '--against',
    value: against,
    expected: `one of the rule books compared: ${specs.map(({ id }) => id).join(', ')}`,
  })
}

/** The rule book that the others are explained against, where it could be evaluated. */
function referenceOf(compared: readonly SpecResult[], { against, spec }: CompareOptions): Evaluated | undefined {
  const results = evaluated(compared)
  const asked = against ?? spec
  const found = results.find((each) => each.spec.id === asked)
  if (found !== undefined) return found
  let cheapest = results[0]
  for (const each of results) if (capitalOf(each.result) < capitalOf(cheapest!.result)) cheapest = each
  return cheapest
}

function comparedView(compared: SpecResult): object {
  const { spec } = compared
  if ('refusal' in compared) {
    const { code, message, where } = compared.refusal
    const { missing, facts, needsHistory } = specSummary(spec)
    return {
      spec: specView(spec),
      error: { code, message, where },
      needs: { parameters: missing, facts, history: needsHistory },
    }
  }
  const { result, terms } = compared
  return {
    spec: specView(spec),
    ...resultView(result, spec),
    capital: capitalOf(result),
    worst: worstView(result.worst),
    terms,
  }
}

function differenceView(compared: Evaluated, against: Evaluated): object {
  const { main, ...rest } = specDifference(compared.result, against.result)
  const of = main === undefined ? undefined : main.of === 'first' ? compared.spec.id : against.spec.id
  return { spec: compared.spec.id, ...rest, main: main === undefined ? null : { of, ...main.term } }
}
