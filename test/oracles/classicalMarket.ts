import fc from 'fast-check'
import { parseMarket } from '../../packages/plimsoll/src/index.js'
import type { EuropeanOption } from '../../packages/plimsoll/src/instrument/instrument.js'
import type { MarketSnapshot } from '../../packages/plimsoll/src/market/snapshot.js'
import type { BookInWords } from './venueBook.js'

export const expiries = {
  MAR: '2026-03-27T08:00:00Z',
  APR: '2026-04-24T08:00:00Z',
  SEP: '2026-09-25T08:00:00Z',
} as const
export type Month = keyof typeof expiries
/** Months from February. */
export const ahead: Readonly<Record<Month, number>> = { MAR: 1, APR: 2, SEP: 7 }
export const indexes: Readonly<Record<string, number>> = { BTC: 70_000, ETH: 2000 }
export const linear = { kind: 'linear', currency: 'USD' }

/** Two coins with futures and options in three months, and spot: what the classical models can be compared on. */
export const classicalMarket: MarketSnapshot = parseMarket({
  plimsoll: 'market/1',
  asOf: '2026-02-05T12:00:00Z',
  source: { kind: 'manual', name: 'classical' },
  currency: 'USD',
  assets: { USD: { price: 1, decimals: 2 }, BTC: { price: 70_000, decimals: 8, underlying: 'BTC' } },
  underlyings: Object.fromEntries(
    Object.entries(indexes).map(([name, index]) => [
      name,
      {
        index,
        forwards: Object.values(expiries).map((expiry) => ({ expiry, price: index })),
        slices: Object.values(expiries).map((expiry) => ({ kind: 'quotes', expiry, strikes: [index], vols: [0.6] })),
      },
    ]),
  ),
  instruments: Object.entries(indexes)
    .flatMap(([underlying, index]) => [
      { kind: 'spot', id: `${underlying}-USD`, underlying, asset: underlying, currency: 'USD' },
      { kind: 'perpetual', id: `${underlying}-PERP`, underlying, contractSize: 1, settlement: linear },
      ...Object.entries(expiries).flatMap(([month, expiry]) => [
        { kind: 'future', id: `${underlying}-${month}`, underlying, contractSize: 0.1, settlement: linear, expiry },
        ...(['call', 'put'] as const).flatMap((right) =>
          [0.9, 1, 1.1].map((moneyness) => ({
            kind: 'option',
            id: `${underlying}-${month}-${moneyness}-${right}`,
            underlying,
            contractSize: 0.1,
            settlement: linear,
            expiry,
            strike: moneyness * index,
            right,
          })),
        ),
      ]),
    ])
    .filter(({ id }) => id !== 'ETH-USD'),
  marks: Object.fromEntries(
    Object.entries(indexes).flatMap(([name, index]) => [
      [`${name}-PERP`, index],
      ...Object.keys(expiries).map((month) => [`${name}-${month}`, index]),
    ]),
  ),
})

export const futures: readonly string[] = [...classicalMarket.instruments.values()]
  .filter(({ kind }) => kind === 'future')
  .map(({ id }) => id)
export const options: readonly EuropeanOption[] = [...classicalMarket.instruments.values()].filter(
  (one): one is EuropeanOption => one.kind === 'option',
)
const lots = fc.integer({ min: -4, max: 4 }).filter((lot) => lot !== 0)

/** Up to seven contracts of these, each once. */
export function booksOf(ids: readonly string[]): fc.Arbitrary<NonNullable<BookInWords['positions']>> {
  return fc
    .uniqueArray(fc.tuple(fc.constantFrom(...ids), lots), { selector: ([id]) => id, minLength: 1, maxLength: 7 })
    .map((drawn) => drawn.map(([instrument, quantity]) => ({ instrument, quantity })))
}
