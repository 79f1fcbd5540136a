import {
  type Decimal,
  decimal,
  decimalToNumber,
  forwardAt,
  type Instrument,
  type MarketSnapshot,
  PlimsollError,
  type Portfolio,
  type Position,
  quoteOf,
  sensitivitiesOf,
} from 'plimsoll'
import type { ConstantBook, ConstantLeg } from './constantBook.js'
import { perpetualOf } from './marketAsKnown.js'

const millisecondsPerDay = 86_400_000
/** Notional of weight 1. */
export const unitUsd = 1_000_000
const quantityScale = 8

/** A constant book as it stands at one instant. */
export interface StruckBook {
  readonly portfolio: Portfolio
  /** Σ|notional| of the legs, without collateral and hedges, USD. */
  readonly notional: number
  readonly instruments: readonly Instrument[]
}

/** The coins that a book needs in its market at a row. */
export function coinsOf(book: ConstantBook, listed: (coin: string) => boolean): readonly string[] {
  const coins = book.legs.flatMap((leg) => (leg.kind === 'basket' ? leg.underlyings.filter(listed) : [leg.underlying]))
  return [...new Set(coins)]
}

/** Strikes a book: strikes and expiries from the forwards of now, quantities from the index of now. */
export function strikeBook(book: ConstantBook, market: MarketSnapshot, known: Map<string, Instrument>): StruckBook {
  const quantities = new Map<string, number>()
  const instruments = new Map<string, Instrument>()
  const balances: { readonly asset: string; readonly amount: Decimal }[] = []
  let notional = 0
  const add = (instrument: Instrument, quantity: number): void => {
    quantities.set(instrument.id, (quantities.get(instrument.id) ?? 0) + quantity)
    instruments.set(instrument.id, instrument)
  }
  for (const leg of book.legs) {
    if (leg.kind === 'basket') {
      const coins = leg.underlyings.filter((coin) => Object.hasOwn(market.underlyings, coin))
      for (const coin of coins) add(perpetualOf(coin), (leg.weight * unitUsd) / coins.length / indexOf(market, coin))
      notional += Math.abs(leg.weight) * unitUsd
      continue
    }
    const index = indexOf(market, leg.underlying)
    if (leg.kind === 'balance') {
      balances.push({ asset: leg.underlying, amount: quantityOf((leg.weight * unitUsd) / index) })
      continue
    }
    const instrument = remembered(known, instrumentOfLeg(leg, market))
    add(instrument, leg.kind === 'inverse-future' ? leg.weight * unitUsd : (leg.weight * unitUsd) / index)
    notional += Math.abs(leg.weight) * unitUsd
  }
  for (const coin of book.hedged ?? []) {
    let delta = 0
    for (const [id, quantity] of quantities) {
      const instrument = instruments.get(id)!
      if (instrument.underlying !== coin) continue
      delta += quantity * sensitivitiesOf(instrument, market, quoteOf(instrument, market).mark).delta
    }
    add(perpetualOf(coin), -delta)
  }
  const positions: Position[] = []
  for (const [instrument, quantity] of quantities) {
    const exact = quantityOf(quantity)
    if (exact.units !== 0n) positions.push({ instrument, quantity: exact })
  }
  const own = [...instruments.values()]
  return {
    portfolio: { id: book.id, name: book.title, balances, positions, orders: [], instruments: own },
    notional,
    instruments: own,
  }
}

function quantityOf(value: number): Decimal {
  return decimal(BigInt(Math.round(value * 10 ** quantityScale)), quantityScale)
}

function indexOf(market: MarketSnapshot, coin: string): number {
  const found = market.underlyings[coin]
  if (found !== undefined) return found.index
  throw new PlimsollError('UNDERLYING_UNKNOWN', { where: 'book', value: coin, expected: 'an underlying of the market' })
}

/** Books of one instant share their instruments, so that a valuation prices each once. */
function remembered(known: Map<string, Instrument>, instrument: Instrument): Instrument {
  const found = known.get(instrument.id)
  if (found !== undefined) return found
  known.set(instrument.id, instrument)
  return instrument
}

type StruckLeg = Exclude<ConstantLeg, { readonly kind: 'basket' | 'balance' }>

function instrumentOfLeg(leg: StruckLeg, market: MarketSnapshot): Instrument {
  const { underlying } = leg
  if (leg.kind === 'perpetual') return perpetualOf(underlying)
  const expiry = market.asOf + leg.tenorDays * millisecondsPerDay
  if (leg.kind === 'inverse-future') {
    return {
      kind: 'future',
      id: `${underlying}-${leg.tenorDays}D`,
      underlying,
      contractSize: 1,
      expiry,
      settlement: { kind: 'inverse', currency: underlying },
    }
  }
  return {
    kind: 'option',
    id: `${underlying}_USDC-${leg.tenorDays}D-${leg.moneyness}-${leg.right === 'call' ? 'C' : 'P'}`,
    underlying,
    contractSize: 1,
    expiry,
    strike: leg.moneyness * forwardAt(market.underlyings[underlying]!, underlying, market.asOf, expiry),
    right: leg.right,
    settlement: { kind: 'linear', currency: 'USDC' },
  }
}

/** What the unchanged book gains from one market to a later one by full revaluation, USD. Funding is left out. */
export function profitOf(book: StruckBook, from: MarketSnapshot, to: MarketSnapshot): number {
  let profit = 0
  const byId = new Map(book.instruments.map((instrument) => [instrument.id, instrument]))
  for (const { instrument: id, quantity } of book.portfolio.positions) {
    const instrument = byId.get(id)!
    const units = decimalToNumber(quantity)
    const before = quoteOf(instrument, from)
    const after = quoteOf(instrument, to)
    profit += units * (after.value - before.value)
    if (instrument.kind !== 'perpetual' && instrument.kind !== 'future') continue
    const { contractSize, settlement } = instrument
    profit +=
      settlement.kind === 'inverse'
        ? units * contractSize * (1 / before.mark - 1 / after.mark) * to.assets[settlement.currency]!.price
        : units * contractSize * (after.mark - before.mark)
  }
  for (const { asset, amount } of book.portfolio.balances) {
    profit += decimalToNumber(amount) * (to.assets[asset]!.price - from.assets[asset]!.price)
  }
  return profit
}
