import {
  bookUnderlyings,
  contributions,
  createValuation,
  formatDecimal,
  liquidationPrices,
  margin,
  positionRisks,
} from 'plimsoll'
import { aboutFile } from '../error/inputError.js'
import type { BookOptions } from '../input/bookOptions.js'
import { readDepth } from '../input/readDepth.js'
import { readInputs } from '../input/readInputs.js'
import { toJson } from '../output/json.js'
import { heading, section } from '../render/heading.js'
import { liquidationTable } from '../render/liquidationTable.js'
import { type PositionRow, positionTable } from '../render/positionTable.js'
import { resultTree } from '../render/resultTree.js'
import { summary, worstTable } from '../render/summary.js'
import type { Terminal } from '../terminal/terminal.js'
import { contextView, resultView, specView, worstView } from './views.js'

export interface MarginOptions extends BookOptions {
  readonly tree?: boolean
  readonly depth?: string
}

/** `plimsoll margin`. */
export async function reportMargin(bookFile: string, options: MarginOptions, terminal: Terminal): Promise<void> {
  const depth = readDepth(options.depth)
  const { book, market, spec, name } = await readInputs(bookFile, options, terminal)
  const { result, liquidation, positions } = aboutFile(name, () => {
    const valuation = createValuation(market, spec)
    const parts = new Map(contributions(book, market, spec, valuation).map((entry) => [entry.instrument, entry]))
    const risks = new Map(positionRisks(book, market, valuation).map((risk) => [risk.instrument.id, risk]))
    return {
      result: margin(book, market, spec, valuation),
      liquidation: liquidationPrices(book, market, spec, valuation, bookUnderlyings(book, market)),
      // In the order in which the book lists them.
      positions: book.positions.map(({ instrument, quantity, entryPrice }): PositionRow => {
        return { ...parts.get(instrument)!, risk: risks.get(instrument)!, quantity, entryPrice }
      }),
    }
  })
  if (options.json === true) {
    terminal.write(
      toJson({
        plimsoll: 'margin/1',
        ...contextView(book, market),
        spec: specView(spec),
        ...resultView(result, spec),
        worst: worstView(result.worst),
        liquidation,
        positions: positions.map(positionView),
        tree: result.tree,
      }),
    )
    return
  }
  const { paint, columns } = terminal
  terminal.write(heading(book, market, spec, paint))
  terminal.write(`\n${summary(result, spec, market, paint)}`)
  if (result.worst.length > 0) terminal.write(section('Worst scenarios', paint) + worstTable(result, paint, columns))
  if (liquidation.length > 0)
    terminal.write(section('Liquidation prices', paint) + liquidationTable(liquidation, paint, columns))
  if (positions.length > 0)
    terminal.write(section('Positions', paint) + positionTable(positions, result.currency, paint, columns))
  if (options.tree === true || depth !== undefined) terminal.write(resultTree(result, paint, { columns, depth }))
}

function positionView({ risk, quantity, entryPrice, part, alone, saves }: PositionRow): object {
  const { instrument, ...numbers } = risk
  return {
    instrument: instrument.id,
    kind: instrument.kind,
    underlying: instrument.underlying,
    ...numbers,
    quantity: formatDecimal(quantity),
    entryPrice: entryPrice === undefined ? null : formatDecimal(entryPrice),
    part,
    alone,
    saves,
  }
}
