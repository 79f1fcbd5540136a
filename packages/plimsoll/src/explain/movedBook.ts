import { assess } from '../account/assess.js'
import { holdingsOf } from '../account/holdings.js'
import { instrumentOf } from '../account/instrumentOf.js'
import { pinnedEntries } from '../account/pinnedEntries.js'
import type { Portfolio } from '../account/portfolio.js'
import type { Instrument } from '../instrument/instrument.js'
import { type MarketMove, moveMarket } from '../market/moveMarket.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { decimalToNumber } from '../money/decimal.js'
import type { MarginSpec } from '../requirement/spec.js'
import { modelMark, settlementPrice } from '../valuation/quote.js'
import { createValuation, type Valuation } from '../valuation/valuation.js'

/** An account as it would stand in a market that has moved. */
export interface MovedAccount {
  readonly accountValue: number
  readonly equity: number
  readonly initialEquity: number
  readonly initial: number
  readonly maintenance: number
}

/** The same book looked at in many moved markets. */
export interface MovedBook {
  /** All moves happen at once; nothing is traded and no time passes. */
  at(moves: Readonly<Record<string, MarketMove>>): MovedAccount
}

/**
 * Re-margins a whole book in moved markets. Options are then valued by the model; what today's marks differ from the model
 * is kept as a constant, so that no move leaves exactly today's account value.
 */
export function movedBook(
  unpinned: Portfolio,
  market: MarketSnapshot,
  spec: MarginSpec,
  valuation: Valuation = createValuation(market, spec),
): MovedBook {
  const portfolio = pinnedEntries(unpinned, valuation)
  const whole = bookMarket(portfolio, market)
  const anchors = markAnchors(portfolio, whole, valuation)
  return {
    at(moves) {
      const moved = moveMarket(whole, moves)
      const [only, ...others] = Object.keys(moves)
      const inherited = only !== undefined && others.length === 0 ? { valuation, movedUnderlying: only } : undefined
      const movedValuation = createValuation(moved, spec, inherited)
      const { accountValue, initialHaircut, maintenanceHaircut, initial, maintenance } = assess(
        holdingsOf(portfolio, movedValuation),
        spec,
        movedValuation,
      )
      let value = accountValue
      for (const [underlying, anchor] of anchors)
        if (moved.underlyings[underlying] !== whole.underlyings[underlying]) value += anchor
      return {
        accountValue: value,
        equity: value - maintenanceHaircut,
        initialEquity: value - initialHaircut,
        initial: initial.value,
        maintenance: maintenance.value,
      }
    },
  }
}

/** The market with the book's instruments alone, its own ones included: what else is listed need not be moved. */
function bookMarket(portfolio: Portfolio, market: MarketSnapshot): MarketSnapshot {
  const instruments = new Map<string, Instrument>()
  const marks = new Map<string, number>()
  for (const { instrument: id } of [...portfolio.positions, ...portfolio.orders]) {
    instruments.set(id, instrumentOf(portfolio, market, id, id))
    const mark = market.marks.get(id)
    if (mark !== undefined) marks.set(id, mark)
  }
  return { ...market, instruments, marks }
}

/** Per underlying: what the options' marks are worth above the model. */
function markAnchors(portfolio: Portfolio, market: MarketSnapshot, valuation: Valuation): ReadonlyMap<string, number> {
  const anchors = new Map<string, number>()
  for (const position of portfolio.positions) {
    const instrument = market.instruments.get(position.instrument)
    if (instrument?.kind !== 'option') continue
    const unit = instrument.contractSize * settlementPrice(instrument.settlement, market, instrument.id)
    const anchor =
      decimalToNumber(position.quantity) * (valuation.quote(instrument).mark - modelMark(instrument, market)) * unit
    anchors.set(instrument.underlying, (anchors.get(instrument.underlying) ?? 0) + anchor)
  }
  return anchors
}
