import { finiteOrNull } from '../contract/answers/summaryNumbers.js'
import type { VenueAccountView } from '../contract/index.js'
import {
  decimalOfNumber,
  formatDecimal,
  type LiveBook,
  type MarginSpec,
  type MarketSnapshot,
  PlimsollError,
  type Portfolio,
  quoteOf,
} from '../desk/library.js'
import { priceUnitOf } from '../desk/views/instrumentView.js'
import { contractSize } from './bulk.js'
import type { Holdings } from './holdings.js'
import { levelOfBin } from './levels.js'

/** An account's holdings as the library's portfolio: by which anybody can compute its numbers again. */
export function portfolioOf({ listed, asset, ...held }: Holdings, account: number): Portfolio {
  const positions: Portfolio['positions'][number][] = []
  for (let k = held.offsets[account]!; k < held.offsets[account + 1]!; k++) {
    const quantity = held.quantities[k]!
    if (quantity === 0) continue
    const entryPrice = held.entryPrices[k]!
    positions.push({
      instrument: listed[held.instruments[k]!]!.id,
      quantity: decimalOfNumber(quantity, 'quantity'),
      ...(Number.isNaN(entryPrice) ? {} : { entryPrice: decimalOfNumber(entryPrice, 'entryPrice') }),
    })
  }
  const amount = decimalOfNumber(held.collateral[account]!, 'amount')
  return {
    id: `simulated-${account}`,
    name: `Simulated account ${account}`,
    balances: [{ asset, amount }],
    positions,
    orders: [],
    instruments: [],
  }
}

export function accountView(holdings: Holdings, account: number, book: LiveBook, spec: MarginSpec): VenueAccountView {
  const { market, plan } = book
  const { equity, maintenance, health } = book.numbers(account)
  const initial = plan.path === 'full' ? Number.NaN : (plan.initialScale / plan.maintenanceScale) * maintenance
  const { balances, positions } = portfolioOf(holdings, account)
  return {
    label: 'simulated accounts',
    account,
    asOf: new Date(market.asOf).toISOString(),
    specId: spec.id,
    level: levelOfBin[book.level(account)]!,
    equity: finiteOrNull(equity),
    maintenance: finiteOrNull(maintenance),
    initial: finiteOrNull(initial),
    health: finiteOrNull(health),
    utilisation: equity > 0 ? finiteOrNull(initial / equity) : null,
    balances: balances.map(({ asset, amount }) => ({ asset, amount: formatDecimal(amount) })),
    positions: positions.map((position) => positionView(position, holdings, market)),
  }
}

function positionView(
  { instrument: id, quantity, entryPrice }: Portfolio['positions'][number],
  { listed }: Holdings,
  market: MarketSnapshot,
): VenueAccountView['positions'][number] {
  const instrument = listed.find((one) => one.id === id)!
  const priced = quoteOrNone(() => quoteOf(instrument, market))
  const units = Number(formatDecimal(quantity))
  const paid = entryPrice === undefined ? undefined : Number(formatDecimal(entryPrice))
  const value =
    priced === undefined
      ? null
      : paid === undefined
        ? units * priced.value
        : units * contractSize(instrument) * (priced.mark - paid)
  return {
    instrument: id,
    kind: instrument.kind,
    underlying: instrument.underlying,
    quantity: formatDecimal(quantity),
    entryPrice: entryPrice === undefined ? null : formatDecimal(entryPrice),
    mark: priced?.mark ?? null,
    priceUnit: priceUnitOf(instrument, market.currency),
    value,
  }
}

function quoteOrNone<Quote>(quote: () => Quote): Quote | undefined {
  try {
    return quote()
  } catch (error) {
    if (error instanceof PlimsollError) return undefined
    throw error
  }
}
