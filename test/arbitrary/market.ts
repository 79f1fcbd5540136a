import fc from 'fast-check'
import { type MarketSnapshot, parseMarket } from 'plimsoll'

/** 2026-02-05T12:00:00Z */
const asOf = '2026-02-05T12:00:00Z'
const expiries = ['2026-02-06T08:00:00Z', '2026-02-27T08:00:00Z', '2026-06-26T08:00:00Z', '2027-01-29T08:00:00Z']

interface Shape {
  readonly index: number
  readonly vol: number
  readonly growth: number
  readonly basis: number
}

const shape = fc.record({
  index: fc.double({ min: 0.5, max: 200_000, noNaN: true }),
  vol: fc.double({ min: 0.15, max: 2, noNaN: true }),
  growth: fc.double({ min: -0.1, max: 0.2, noNaN: true }),
  basis: fc.double({ min: -0.01, max: 0.01, noNaN: true }),
})

/** A market of BTC (inverse and linear instruments) and ETH (linear), made up but whole: every instrument can be valued. */
export const arbitraryMarket: fc.Arbitrary<MarketSnapshot> = fc
  .record({ BTC: shape, ETH: shape, usdt: fc.double({ min: 0.98, max: 1.02, noNaN: true }) })
  .map(({ BTC, ETH, usdt }) =>
    parseMarket({
      plimsoll: 'market/1',
      asOf,
      source: { kind: 'manual', name: 'random' },
      currency: 'USD',
      assets: {
        USDC: { price: 1, decimals: 6 },
        USDT: { price: usdt, decimals: 6 },
        BTC: { price: BTC.index, decimals: 8, underlying: 'BTC' },
        ETH: { price: ETH.index, decimals: 18, underlying: 'ETH' },
      },
      underlyings: { BTC: underlying(BTC), ETH: underlying(ETH) },
      instruments: [...instruments('BTC', BTC), ...instruments('ETH', ETH)],
      marks: Object.fromEntries(
        Object.entries({ BTC, ETH }).flatMap(([id, { index, basis }]) =>
          [`${id}-INVERSE`, `${id}-LINEAR`, `${id}-QUANTO`].map((name) => [name, index * (1 + basis)]),
        ),
      ),
    }),
  )

const strikes = [0.6, 0.8, 0.9, 1, 1.1, 1.25, 1.6]

function underlying({ index, vol, growth }: Shape): unknown {
  return {
    index,
    forwards: expiries.map((expiry) => ({ expiry, price: index * (1 + growth * years(expiry)) })),
    slices: expiries.map((expiry) => ({
      kind: 'quotes',
      expiry,
      strikes: strikes.map((moneyness) => index * moneyness),
      vols: strikes.map((moneyness) => vol * (1 + 0.3 * Math.abs(moneyness - 1))),
    })),
  }
}

function years(expiry: string): number {
  return (Date.parse(expiry) - Date.parse(asOf)) / 31_536_000_000
}

function instruments(id: string, { index }: Shape): unknown[] {
  const linear = { kind: 'linear', currency: 'USDC' }
  const inverse = { kind: 'inverse', currency: id }
  return [
    { kind: 'spot', id: `${id}-SPOT`, underlying: id, asset: id, currency: 'USDC' },
    { kind: 'perpetual', id: `${id}-INVERSE`, underlying: id, settlement: inverse, contractSize: 10 },
    { kind: 'perpetual', id: `${id}-LINEAR`, underlying: id, settlement: linear, contractSize: 0.1 },
    {
      kind: 'perpetual',
      id: `${id}-QUANTO`,
      underlying: id,
      settlement: { kind: 'quanto', currency: 'USDT', multiplier: 0.001 },
      contractSize: 1,
    },
    { kind: 'amm', id: `${id}-POOL`, underlying: id, currency: 'USDC' },
    {
      kind: 'amm',
      id: `${id}-RANGE`,
      underlying: id,
      currency: 'USDC',
      range: { lower: index * 0.8, upper: index * 1.3 },
    },
    ...expiries.map((expiry) => ({
      kind: 'future',
      id: `${id}-${expiry.slice(0, 10)}`,
      underlying: id,
      settlement: inverse,
      contractSize: 10,
      expiry,
    })),
    ...expiries.flatMap((expiry) =>
      strikes.flatMap((moneyness) =>
        (['call', 'put'] as const).flatMap((right) =>
          [linear, inverse].map((settlement) => ({
            kind: 'option',
            id: `${id}-${expiry.slice(0, 10)}-${moneyness}-${right}-${settlement.kind}`,
            underlying: id,
            settlement,
            contractSize: 1,
            expiry,
            strike: index * moneyness,
            right,
          })),
        ),
      ),
    ),
  ]
}
