import { PlimsollError } from '../error/plimsollError.js'
import type { Instrument } from '../instrument/instrument.js'
import { decimalToNumber } from '../money/decimal.js'
import type { Exposure, OrderExposure, PositionExposure } from '../requirement/exposure.js'
import { assetOf } from '../valuation/lookup.js'
import { settlementPrice } from '../valuation/quote.js'
import { settlementAsset } from '../valuation/settlementAsset.js'
import { unrealisedProfit } from '../valuation/unrealised.js'
import type { Valuation } from '../valuation/valuation.js'
import { instrumentOf } from './instrumentOf.js'
import type { Order, Portfolio, Position } from './portfolio.js'

/** A portfolio as risk numbers at one instant. */
export interface Holdings {
  /** Positions and orders by name, so that the order in a document changes no bit. */
  readonly exposures: readonly Exposure[]
  /** Per asset: balance plus unrealised profit settling in it. */
  readonly assets: ReadonlyMap<string, AssetHolding>
  /** Unrealised profit of futures and perpetuals, reporting currency. */
  readonly unrealised: number
  /** Value of paid positions (options, spot, pools), reporting currency. */
  readonly optionValue: number
  /** Observations that come with the book. */
  readonly facts: Readonly<Record<string, number>>
}

export interface AssetHolding {
  readonly balance: number
  readonly unrealised: number
  readonly price: number
  readonly underlying: string | undefined
}

const noFacts: Readonly<Record<string, number>> = Object.freeze({})

/** Values a portfolio; refuses what the market cannot price. */
export function holdingsOf(portfolio: Portfolio, valuation: Valuation): Holdings {
  const { market } = valuation
  const assets = new Map<string, { balance: number; unrealised: number }>()
  const assetEntry = (asset: string): { balance: number; unrealised: number } => {
    const known = assets.get(asset)
    if (known !== undefined) return known
    const entry = { balance: 0, unrealised: 0 }
    assets.set(asset, entry)
    return entry
  }
  for (const { asset, amount } of byName(portfolio.balances, (balance) => balance.asset)) {
    assetOf(market, asset, `balance ${asset}`)
    assetEntry(asset).balance = decimalToNumber(amount)
  }
  let unrealised = 0
  let optionValue = 0
  const exposures: Exposure[] = []
  for (const position of byName(portfolio.positions, (entry) => entry.instrument)) {
    const instrument = instrumentOf(portfolio, market, position.instrument, `position ${position.instrument}`)
    const { exposure, paid, profit } = valued(position, instrument, valuation)
    if (profit !== 0) {
      const asset = settlementAsset(instrument)
      assetEntry(asset).unrealised += profit
      unrealised += profit * assetOf(market, asset, instrument.id).price
    }
    optionValue += paid
    exposures.push(exposure)
  }
  const reducible = new Map(
    exposures.map((exposure) => [exposure.leg, exposure.kind === 'position' ? exposure.quantity : 0]),
  )
  for (const order of byName(portfolio.orders, (entry) => entry.id)) {
    const signed = (order.side === 'buy' ? 1 : -1) * decimalToNumber(order.quantity)
    const quantity = order.reduceOnly ? reducing(signed, order.instrument, reducible) : signed
    if (quantity !== 0) exposures.push(orderExposure(order, quantity, portfolio, valuation))
  }
  const holdings = new Map<string, AssetHolding>()
  for (const [asset, entry] of [...assets].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const { price, underlying } = assetOf(market, asset, asset)
    holdings.set(asset, { ...entry, price, underlying })
  }
  return { exposures, assets: holdings, unrealised, optionValue, facts: portfolio.facts ?? noFacts }
}

function valued(
  position: Position,
  instrument: Instrument,
  valuation: Valuation,
): { exposure: PositionExposure; paid: number; profit: number } {
  const quantity = decimalToNumber(position.quantity)
  const quote = valuation.quote(instrument)
  const paid = quantity * quote.value
  let profit = 0
  if ((instrument.kind === 'perpetual' || instrument.kind === 'future') && position.entryPrice !== undefined) {
    const entry = decimalToNumber(position.entryPrice)
    if (instrument.settlement.kind === 'inverse' && !(entry > 0)) {
      throw new PlimsollError('INPUT_INVALID', {
        where: `position ${instrument.id}.entryPrice`,
        value: entry,
        expected: 'a price above 0',
      })
    }
    profit = unrealisedProfit(instrument, quantity, entry, quote.mark)
  }
  const carry =
    profit === 0 ? paid : paid + profit * assetOf(valuation.market, settlementAsset(instrument), instrument.id).price
  const entry = position.entryPrice === undefined ? {} : { entry: decimalToNumber(position.entryPrice) }
  return {
    exposure: { kind: 'position', leg: instrument.id, instrument, quantity, profit, carry, ...entry },
    paid,
    profit,
  }
}

/** What a reduce-only order can still take off a position, signed; it may be the hedge of another leg that it takes. */
function reducing(signed: number, instrument: string, reducible: Map<string, number>): number {
  const held = reducible.get(instrument) ?? 0
  if (held === 0 || held > 0 === signed > 0) return 0
  const quantity = Math.abs(signed) < Math.abs(held) ? signed : -held
  reducible.set(instrument, held + quantity)
  return quantity
}

function orderExposure(order: Order, quantity: number, portfolio: Portfolio, valuation: Valuation): OrderExposure {
  const instrument = instrumentOf(portfolio, valuation.market, order.instrument, `order ${order.id}`)
  const price = decimalToNumber(order.price)
  const gain = fillGain(instrument, quantity, price, valuation)
  return { kind: 'order', leg: `order:${order.id}`, instrument, quantity, fillLoss: Math.min(gain, 0), price }
}

/** Reporting-currency gain at once if `quantity` fills at `price` with the mark where it is. */
function fillGain(instrument: Instrument, quantity: number, price: number, valuation: Valuation): number {
  const { market } = valuation
  const quote = valuation.quote(instrument)
  switch (instrument.kind) {
    case 'perpetual':
    case 'future':
      return (
        unrealisedProfit(instrument, quantity, price, quote.mark) *
        assetOf(market, settlementAsset(instrument), instrument.id).price
      )
    case 'option':
      return (
        quantity *
        (quote.value - price * instrument.contractSize * settlementPrice(instrument.settlement, market, instrument.id))
      )
    case 'spot':
    case 'amm':
      return quantity * (quote.value - price * assetOf(market, instrument.currency, instrument.id).price)
  }
}

function byName<Entry>(entries: readonly Entry[], name: (entry: Entry) => string): readonly Entry[] {
  const isSorted = entries.every((entry, row) => row === 0 || name(entries[row - 1]!) < name(entry))
  return isSorted ? entries : [...entries].sort((a, b) => (name(a) < name(b) ? -1 : 1))
}
