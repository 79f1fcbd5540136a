import { describe, expect, test } from 'vitest'
import { margin } from '../../account/margin.js'
import { parseBook } from '../../account/parseBook.js'
import { parseMarket } from '../../market/parseMarket.js'
import { parseSpec } from '../../requirement/parseSpec.js'
import type { MarginSpec } from '../../requirement/spec.js'
import { bybitPm } from '../bybit/bybitPm.js'
import { bybitUta } from '../bybit/bybitUta.js'
import { okxPm } from '../okx/okxPm.js'
import { withParameters } from '../withParameters.js'
import { dederiPm, deribitPmOlder10, deribitPmOlder12 } from './contingencyPm.js'
import { deribitPm } from './deribitPm.js'
import { deribitSm } from './deribitSm.js'
import { deribitXpm } from './deribitXpm.js'

const expiry = '2026-03-27T08:00:00Z'
const usdc = { kind: 'linear', currency: 'USDC' }
const usdt = { kind: 'linear', currency: 'USDT' }
const inBtc = { kind: 'inverse', currency: 'BTC' }
const inEth = { kind: 'inverse', currency: 'ETH' }

const market = parseMarket({
  plimsoll: 'market/1',
  asOf: '2026-02-05T12:00:00Z',
  source: { kind: 'manual', name: 'by hand' },
  currency: 'USD',
  assets: {
    USDC: { price: 1, decimals: 6 },
    USDT: { price: 0.999, decimals: 6 },
    BTC: { price: 70_000, decimals: 8, underlying: 'BTC' },
    ETH: { price: 2000, decimals: 8, underlying: 'ETH' },
  },
  underlyings: {
    BTC: {
      index: 70_000,
      forwards: [{ expiry, price: 70_600 }],
      slices: [{ kind: 'quotes', expiry, strikes: [70_000], vols: [0.5] }],
    },
    ETH: {
      index: 2000,
      forwards: [{ expiry, price: 2015 }],
      slices: [{ kind: 'quotes', expiry, strikes: [2000], vols: [0.7] }],
    },
    SOL: {
      index: 90,
      forwards: [{ expiry, price: 90.5 }],
      slices: [{ kind: 'quotes', expiry, strikes: [90], vols: [0.9] }],
    },
  },
  instruments: [
    { kind: 'perpetual', id: 'BTC-USDC', underlying: 'BTC', contractSize: 0.01, settlement: usdc },
    { kind: 'perpetual', id: 'BTC-PERP', underlying: 'BTC', contractSize: 10, settlement: inBtc },
    { kind: 'perpetual', id: 'BTC-USDT', underlying: 'BTC', contractSize: 0.01, settlement: usdt },
    { kind: 'future', id: 'BTC-MAR', underlying: 'BTC', expiry, contractSize: 10, settlement: inBtc },
    { kind: 'perpetual', id: 'ETH-USDC', underlying: 'ETH', contractSize: 1, settlement: usdc },
    { kind: 'perpetual', id: 'SOL-USDC', underlying: 'SOL', contractSize: 1, settlement: usdc },
    {
      kind: 'option',
      id: 'BTC-C',
      underlying: 'BTC',
      expiry,
      strike: 80_000,
      right: 'call',
      contractSize: 1,
      settlement: inBtc,
    },
    {
      kind: 'option',
      id: 'BTC-P',
      underlying: 'BTC',
      expiry,
      strike: 60_000,
      right: 'put',
      contractSize: 1,
      settlement: inBtc,
    },
    {
      kind: 'option',
      id: 'ETH-P',
      underlying: 'ETH',
      expiry,
      strike: 1800,
      right: 'put',
      contractSize: 1,
      settlement: inEth,
    },
    {
      kind: 'option',
      id: 'SOL-C',
      underlying: 'SOL',
      expiry,
      strike: 100,
      right: 'call',
      contractSize: 10,
      settlement: usdc,
    },
  ],
  marks: { 'BTC-USDC': 70_030, 'BTC-PERP': 70_010, 'BTC-USDT': 70_030, 'ETH-USDC': 2001, 'SOL-USDC': 90.1 },
})

const balances = [
  { asset: 'USDC', amount: '200000' },
  { asset: 'USDT', amount: '-5000' },
  { asset: 'BTC', amount: '1.5' },
  { asset: 'ETH', amount: '10' },
]
const mixed = parseBook({
  plimsoll: 'book/1',
  id: 'mixed',
  balances,
  positions: [
    { instrument: 'BTC-PERP', quantity: '-7000', entryPrice: '69000' },
    { instrument: 'BTC-USDT', quantity: '60', entryPrice: '70000' },
    { instrument: 'BTC-MAR', quantity: '3500', entryPrice: '70500' },
    { instrument: 'ETH-USDC', quantity: '25', entryPrice: '2100' },
    { instrument: 'SOL-USDC', quantity: '-300', entryPrice: '95' },
    { instrument: 'BTC-C', quantity: '-2' },
    { instrument: 'BTC-P', quantity: '1' },
    { instrument: 'ETH-P', quantity: '-15' },
    { instrument: 'SOL-C', quantity: '-20' },
  ],
  orders: [
    { id: 'a', instrument: 'BTC-PERP', side: 'sell', quantity: '2000', price: '70100' },
    { id: 'b', instrument: 'BTC-C', side: 'sell', quantity: '1', price: '0.02' },
    { id: 'c', instrument: 'ETH-P', side: 'buy', quantity: '5', price: '0.03' },
    { id: 'd', instrument: 'ETH-USDC', side: 'sell', quantity: '50', price: '2005', reduceOnly: true },
  ],
})
const futuresOnly = parseBook({
  plimsoll: 'book/1',
  id: 'futures',
  balances: [{ asset: 'USDC', amount: '50000' }],
  positions: [
    { instrument: 'BTC-USDC', quantity: '60', entryPrice: '70000' },
    { instrument: 'BTC-MAR', quantity: '-3500', entryPrice: '70500' },
  ],
})

const rulebooks: readonly MarginSpec[] = [
  deribitSm,
  deribitPm,
  deribitXpm,
  deribitPmOlder10,
  deribitPmOlder12,
  dederiPm,
  okxPm,
  bybitUta,
  bybitPm,
]

/** Something for everything that nobody published; the numbers mean nothing. */
function supplied(spec: MarginSpec): MarginSpec {
  const unpublished = Object.entries(spec.parameters ?? {}).filter(([, { value }]) => value === null)
  return withParameters(
    spec,
    Object.fromEntries(
      unpublished.map(([name]) => {
        const rank = Number(/\.(\d)/u.exec(name)?.[1] ?? 1)
        if (name.includes('limit')) return [name, 2_000_000 * rank]
        if (name.includes('volatility.down')) return [name, -0.25]
        if (name.includes('range') || name.includes('volatility')) return [name, 0.3]
        return [name, name === 'initial.factor' ? 1.2 : 0.01 * rank]
      }),
    ),
  )
}

describe.each(rulebooks.map((spec) => [spec.id, spec] as const))('%s', (_id, spec) => {
  test('is a rule book by the schema, and says where every number comes from', () => {
    expect(parseSpec(JSON.parse(JSON.stringify(spec))).id).toBe(spec.id)
    for (const [name, { value, status, source, description }] of Object.entries(spec.parameters ?? {})) {
      expect(value === null, name).toBe(status === 'missing')
      if (status !== 'missing' && status !== 'own') expect(source, name).toBeTruthy()
      if (status === 'missing') expect(description, name).toBeTruthy()
    }
  })

  test('evaluates on a mixed book once what is missing is supplied; initial is no less than maintenance', () => {
    const result = margin(mixed, market, parseSpec(supplied(spec)))
    expect(result.maintenance).toBeGreaterThan(0)
    expect(result.initial).toBeGreaterThanOrEqual(result.maintenance)
    expect(Number.isFinite(result.initial)).toBe(true)
  })

  test('does not care in which order a book is written', () => {
    const turned = { ...mixed, positions: [...mixed.positions].reverse(), orders: [...mixed.orders].reverse() }
    expect(margin(turned, market, supplied(spec)).initial).toBe(margin(mixed, market, supplied(spec)).initial)
  })
})

describe('what is missing', () => {
  test('is asked for only where a book needs it', () => {
    for (const spec of [deribitSm, deribitPm, deribitXpm, deribitPmOlder10, deribitPmOlder12, dederiPm, okxPm]) {
      expect(margin(futuresOnly, market, spec).initial, spec.id).toBeGreaterThan(0)
    }
  })

  test('is refused by name where a book needs it', () => {
    expect(() => margin(mixed, market, deribitPm)).toThrow(/parameters\.(range|volatility)/u)
    expect(() => margin(mixed, market, okxPm)).toThrow(/parameters\./u)
    expect(() => margin(futuresOnly, market, bybitPm)).toThrow(/parameters\./u)
    expect(() => margin(mixed, market, deribitXpm)).toThrow(/parameters\./u)
  })

  test('cannot be supplied under a name that the rule book does not have', () => {
    expect(() => withParameters(okxPm, { 'mr1.volatility.sideways': 0.1 })).toThrow(/mr1\.volatility\.sideways/u)
    expect(() => withParameters(okxPm, { 'mr1.volatility.up': Number.NaN })).toThrow(/finite number/u)
  })
})
