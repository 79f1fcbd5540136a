import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { ChainRow } from './chainRow.js'
import { chainToMarket } from './chainToMarket.js'
import { parseChainRow } from './parseChainRow.js'

const shared = process.env.PLIMSOLL_SHARED ?? new URL('../../../../../shared', import.meta.url).pathname
const february = `${shared}/data/options/deribit_chain_6h_2026-01-28_2026-02-10.csv.gz`
const present = existsSync(february)
if (!present) console.warn(`SKIPPED: a real option chain, no file ${february} (set PLIMSOLL_SHARED)`)
const time = Date.UTC(2026, 1, 5, 4)

/** Marks of one inverse expiry at forward 100,000, in coin: parity holds, C − P = 1 − K / F. */
const chain: readonly ChainRow[] = [
  { time, instrument: 'BTC-6FEB26-90000-C', mark: 0.11, markIv: 0.7, forward: 99000, index: 99500 },
  { time, instrument: 'BTC-6FEB26-90000-P', mark: 0.01, markIv: 0.69, forward: 101000, index: 99960 },
  {
    time,
    instrument: 'BTC-6FEB26-110000-C',
    bid: 0.001,
    ask: 0.003,
    mark: 0.002,
    markIv: 0.6,
    forward: 99000,
    index: 99700,
  },
  { time, instrument: 'BTC-6FEB26-110000-P', mark: 0.102, markIv: 0.61, forward: 99000, index: 99700 },
  { time, instrument: 'BTC-27FEB26-100000-C', mark: 0.05, markIv: 0.5, forward: 100500, index: 99700 },
  { time, instrument: 'BTC-5FEB26-100000-C', mark: 0.01, markIv: 0.5, forward: 100000, index: 99700 },
  { time, instrument: 'BTC-4FEB26-100000-C', mark: 0.01, markIv: 0.5, forward: 100000, index: 99700 },
]
const refusal = (rows: readonly ChainRow[]): unknown => {
  try {
    return chainToMarket(rows, { name: 'test' })
  } catch (error) {
    return error
  }
}

test('forwards come from parity, the column is the fallback, the index is the row index nearest to the shortest forward', () => {
  const { market, diagnostics } = chainToMarket(chain.slice(0, 5), { name: 'test' })
  const btc = market.underlyings.BTC!
  expect(btc.forwards[0]!.price).toBeCloseTo(100000, 8)
  expect(btc.forwards[1]!.price).toBe(100500)
  expect(btc.index).toBe(99960)
  expect(diagnostics.underlyings.BTC!.expiries).toMatchObject([
    { source: 'parity', pairs: 2, columnForward: 99000 },
    { source: 'column', pairs: 0, columnForward: 100500 },
  ])
})

test('a blank forward is absent: parity speaks, then the neighbours, and where nobody speaks the chain is refused', () => {
  const blank = chain.slice(0, 5).map(({ time, instrument, mark, markIv, index }) => ({
    time,
    instrument,
    mark,
    markIv,
    index,
  }))
  const { market, diagnostics } = chainToMarket(blank, { name: 'test' })
  const btc = diagnostics.underlyings.BTC!
  expect(btc.expiries).toMatchObject([{ source: 'parity' }, { source: 'neighbours', columnForward: Number.NaN }])
  expect(btc.columnRepricing.median).toBeNaN()
  // Growth from the index 99,960 to the parity forward 100,000 in 28 hours goes on to the far expiry, 532 hours away.
  const far = 99960 * (100000 / 99960) ** (532 / 28)
  expect(market.underlyings.BTC!.forwards[1]!.price / far).toBeCloseTo(1, 12)
  expect(refusal(blank.slice(4))).toMatchObject({
    code: 'CHAIN_MALFORMED',
    where: 'test, options on BTC, field forward',
  })
})

test('each strike has the volatility of its out-of-the-money option', () => {
  const { market } = chainToMarket(chain, { name: 'test' })
  expect(market.underlyings.BTC!.slices[1]).toMatchObject({
    kind: 'quotes',
    strikes: [90000, 110000],
    vols: [0.69, 0.6],
  })
})

test('the market lists the chain, the futures, the perpetuals and spot, with marks', () => {
  const { market } = chainToMarket(chain.slice(0, 5), { name: 'test', kind: 'replay' })
  expect([...market.marks.keys()].sort()).toEqual([
    'BTC-27FEB26',
    'BTC-27FEB26-100000-C',
    'BTC-6FEB26',
    'BTC-6FEB26-110000-C',
    'BTC-6FEB26-110000-P',
    'BTC-6FEB26-90000-C',
    'BTC-6FEB26-90000-P',
    'BTC-PERPETUAL',
    'BTC_USDC',
    'BTC_USDC-PERPETUAL',
  ])
  expect([...market.instruments.keys()].sort()).toEqual([...market.marks.keys()].sort())
  expect(market.marks.get('BTC-27FEB26')).toBe(100500)
  expect(market.marks.get('BTC-PERPETUAL')).toBe(99960)
  expect(market.source).toEqual({ kind: 'replay', name: 'test (perpetuals marked at the index)' })
  expect(market.assets).toMatchObject({
    BTC: { price: 99960, underlying: 'BTC' },
    USDC: { price: 1, decimals: 6 },
    USDT: { price: 1 },
  })
  const marked = chainToMarket(chain, { name: 'test', perpetualMarks: { 'BTC-PERPETUAL': 99990 } }).market
  expect(marked.marks.get('BTC-PERPETUAL')).toBe(99990)
})

test('expired options are left out and counted', () => {
  const { market, diagnostics } = chainToMarket(chain, { name: 'test' })
  expect(diagnostics).toMatchObject({ rows: 7, expired: 1 })
  expect(market.instruments.has('BTC-4FEB26-100000-C')).toBe(false)
  expect(refusal(chain.slice(6))).toMatchObject({ code: 'CHAIN_EMPTY', value: '1 rows, 1 expired' })
  expect(refusal([])).toMatchObject({ code: 'CHAIN_EMPTY' })
})

test('a linear chain has parity in currency', () => {
  const rows: readonly ChainRow[] = [
    { time, instrument: 'SOL_USDC-27FEB26-80-C', mark: 12, markIv: 0.9, forward: 80, index: 85 },
    { time, instrument: 'SOL_USDC-27FEB26-80-P', mark: 5, markIv: 0.9, forward: 80, index: 86 },
  ]
  const { market } = chainToMarket(rows, { name: 'test' })
  expect(market.underlyings.SOL).toMatchObject({ index: 86, forwards: [{ price: 87 }] })
  expect([...market.instruments.keys()]).toContain('SOL_USDC-PERPETUAL')
  expect([...market.instruments.keys()]).toContain('SOL_USDC-27FEB26')
})

test('a malformed row is refused by row and field', () => {
  const broken = (change: Partial<ChainRow>): unknown => refusal([chain[0]!, { ...chain[1]!, ...change }])
  expect(broken({ mark: -1 })).toMatchObject({ code: 'CHAIN_MALFORMED', where: 'test, row 2, field mark', value: -1 })
  expect(broken({ markIv: 0 })).toMatchObject({ code: 'CHAIN_MALFORMED', where: 'test, row 2, field markIv' })
  expect(broken({ forward: Number.NaN })).toMatchObject({ where: 'test, row 2, field forward' })
  expect(broken({ time: time + 1 })).toMatchObject({ where: 'test, row 2, field time' })
  expect(broken({ instrument: 'BTC-PERPETUAL' })).toMatchObject({
    where: 'test, row 2, field instrument',
    value: 'BTC-PERPETUAL',
  })
  expect(broken({ instrument: 'BTC-6FEB26-1e5-C' })).toMatchObject({
    code: 'CHAIN_MALFORMED',
    value: 'BTC-6FEB26-1e5-C',
  })
  expect(broken({ instrument: chain[0]!.instrument })).toMatchObject({ where: 'test, row 2, field instrument' })
  expect(broken({ instrument: 'BTC_USDC-6FEB26-90000-P' })).toMatchObject({ where: 'test, row 2, field instrument' })
})

test('text fields are read strictly', () => {
  const fields: Record<string, string> = {
    time: '2026-02-05T04:29:52Z',
    instrument: 'BTC-6FEB26-90000-C',
    bid: '',
    ask: '0.2',
    mark: '5e-08',
    mark_iv: '0.7',
    forward: '1',
    index: '1',
  }
  const read = (change: Record<string, string | undefined>): unknown => {
    try {
      return parseChainRow((column) => ({ ...fields, ...change })[column], 'file.csv, row 3')
    } catch (error) {
      return error
    }
  }
  expect(read({})).toEqual({
    time: Date.UTC(2026, 1, 5, 4, 29, 52),
    instrument: 'BTC-6FEB26-90000-C',
    ask: 0.2,
    mark: 5e-8,
    markIv: 0.7,
    forward: 1,
    index: 1,
  })
  for (const [column, value] of [
    ['time', '2026-02-05'],
    ['mark', ''],
    ['mark', '0x10'],
    ['mark_iv', '0'],
    ['forward', 'NaN'],
    ['forward', '0'],
    ['ask', '-1'],
    ['instrument', ''],
  ]) {
    expect(read({ [column!]: value! })).toMatchObject({
      code: 'CHAIN_MALFORMED',
      where: `file.csv, row 3, field ${column}`,
      value,
    })
  }
  expect(read({ index: undefined })).toMatchObject({
    where: 'file.csv, row 3, field index',
    message: expect.stringContaining('got nothing'),
  })
})

test.skipIf(!present)('parity forwards reprice every snapshot of 2026-02-05 to a median of 1e-5 coin', () => {
  const lines = gunzipSync(readFileSync(february)).toString().trimEnd().split('\n')
  const columns = lines[0]!.split(',')
  const snapshots = new Map<number, ChainRow[]>()
  for (const line of lines.slice(1)) {
    if (!line.startsWith('2026-02-05')) continue
    const cells = line.split(',')
    const row = parseChainRow((column) => cells[columns.indexOf(column)], 'february')
    snapshots.set(row.time, [...(snapshots.get(row.time) ?? []), row])
  }
  expect(snapshots.size).toBe(4)
  for (const rows of snapshots.values()) {
    const { diagnostics } = chainToMarket(rows, { name: 'february' })
    for (const { repricing, columnRepricing } of Object.values(diagnostics.underlyings)) {
      expect(repricing.median).toBeLessThanOrEqual(1e-5)
      expect(repricing.median).toBeLessThan(columnRepricing.median)
    }
  }
})
