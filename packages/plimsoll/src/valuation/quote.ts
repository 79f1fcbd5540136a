import { PlimsollError } from '../error/plimsollError.js'
import type { DatedFuture, EuropeanOption, Instrument, Perpetual, Settlement } from '../instrument/instrument.js'
import { forwardAt } from '../market/forwardAt.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { ammValue } from './ammValue.js'
import { assetOf, underlyingOf } from './lookup.js'
import { modelPrice, optionModel, requireValued } from './optionModel.js'

/** What one unit (contract, coin, unit of liquidity) of an instrument is worth now. */
export interface Quote {
  /** In the instrument's price unit. */
  readonly mark: number
  /** Where the mark came from. */
  readonly markSource: 'market' | 'model'
  /** Value of one unit in the reporting currency for instruments that are paid for; 0 for futures and perpetuals. */
  readonly value: number
}

/** Mark and value of an instrument; refuses what the market cannot price. */
export function quoteOf(instrument: Instrument, market: MarketSnapshot): Quote {
  switch (instrument.kind) {
    case 'spot': {
      const { price } = assetOf(market, instrument.asset, instrument.id)
      return { mark: price, markSource: 'market', value: price }
    }
    case 'amm': {
      const { index } = underlyingOf(market, instrument.underlying, instrument.id)
      const mark = ammValue(instrument, index)
      return { mark, markSource: 'model', value: mark * assetOf(market, instrument.currency, instrument.id).price }
    }
    case 'perpetual':
    case 'future':
      return { ...futureMark(instrument, market), value: 0 }
    case 'option': {
      requireValued(instrument, market)
      const listed = market.marks.get(instrument.id)
      if (listed !== undefined && !(listed >= 0)) {
        throw new PlimsollError('INPUT_INVALID', {
          where: `marks.${instrument.id}`,
          value: listed,
          expected: 'a mark price of 0 or more',
        })
      }
      const mark = listed ?? modelMark(instrument, market)
      return {
        mark,
        markSource: listed === undefined ? 'model' : 'market',
        value: mark * instrument.contractSize * settlementPrice(instrument.settlement, market, instrument.id),
      }
    }
  }
}

function futureMark(future: Perpetual | DatedFuture, market: MarketSnapshot): Pick<Quote, 'mark' | 'markSource'> {
  const underlying = underlyingOf(market, future.underlying, future.id)
  if (future.kind === 'future') requireValued(future, market)
  const listed = market.marks.get(future.id)
  if (listed === undefined) {
    if (future.kind === 'perpetual') {
      throw new PlimsollError('MARK_MISSING', { where: future.id, expected: 'a mark price in the market' })
    }
    return { mark: forwardAt(underlying, future.underlying, market.asOf, future.expiry), markSource: 'model' }
  }
  if (!(listed > 0) && (underlying.model === 'black' || future.settlement.kind === 'inverse')) {
    throw new PlimsollError('INPUT_INVALID', {
      where: `marks.${future.id}`,
      value: listed,
      expected: 'a mark price above 0',
    })
  }
  return { mark: listed, markSource: 'market' }
}

/** Model price in the option's own price unit: coin per unit for inverse settlement, quote currency otherwise. */
export function modelMark(option: EuropeanOption, market: MarketSnapshot): number {
  const model = optionModel(option, market)
  const price = modelPrice(option, model)
  return option.settlement.kind === 'inverse' ? price / model.forward : price
}

/** Reporting-currency worth of one unit of the price of something that settles so. */
export function settlementPrice(settlement: Settlement, market: MarketSnapshot, where: string): number {
  const { price } = assetOf(market, settlement.currency, where)
  return settlement.kind === 'quanto' ? settlement.multiplier * price : price
}
