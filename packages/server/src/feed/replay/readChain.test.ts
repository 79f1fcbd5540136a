import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { fitSvi, type SurfaceSlice, type SviParameters, surfaceArbitrage, yearsBetween } from 'plimsoll'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listInstants } from './listInstants.js'
import { readChain } from './readChain.js'

const shared = process.env.PLIMSOLL_SHARED ?? new URL('../../../../../../shared', import.meta.url).pathname
const february = `${shared}/data/options/deribit_chain_6h_2026-01-28_2026-02-10.csv.gz`
const present = existsSync(february)
if (!present) console.warn(`SKIPPED: a real option chain, no file ${february} (set PLIMSOLL_SHARED)`)
const header = 'time,instrument,bid,ask,mark,mark_iv,forward,index,delta'
const row = (time: string, instrument: string, mark: string): string =>
  `${time},${instrument},,0.1,${mark},0.6,80100,80000,0.5`
const first = '2026-02-01T00:00:00Z'
const second = '2026-02-02T00:00:00Z'
const good = [
  header,
  row(second, 'BTC-27MAR26-80000-C', '0.06'),
  row(first, 'BTC-27MAR26-80000-C', '0.05'),
  row(first, 'BTC-27MAR26-80000-P', '0.049'),
].join('\n')

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chain-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
})
const written = async (name: string, content: string | Uint8Array): Promise<string> => {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}
const refusal = async (path: string, at?: number): Promise<unknown> =>
  readChain(path, at === undefined ? {} : { at }).then(
    () => 'read',
    (error: unknown) => error,
  )

test('the snapshot at or before an instant is read, from plain and gzipped files, whatever the order of rows', async () => {
  for (const path of [await written('good.csv', good), await written('good.csv.gz', gzipSync(good))]) {
    expect(await listInstants(path)).toEqual([Date.parse(first), Date.parse(second)])
    const { market } = await readChain(path, { at: Date.parse(second) - 1 })
    expect(market.asOf).toBe(Date.parse(first))
    expect(market.marks.get('BTC-27MAR26-80000-C')).toBe(0.05)
    expect(market.source.kind).toBe('import')
    expect((await readChain(path)).market.asOf).toBe(Date.parse(second))
  }
})

test('an instant before the first snapshot is refused with the range', async () => {
  expect(await refusal(await written('good.csv', good), Date.parse(first) - 1)).toMatchObject({
    code: 'CHAIN_EMPTY',
    where: 'good.csv',
    value: '2026-01-31T23:59:59.999Z',
    expected: 'an instant from 2026-02-01T00:00:00Z on (last snapshot 2026-02-02T00:00:00Z)',
  })
})

test('a malformed row is refused by file, row, field and value', async () => {
  const cases: readonly (readonly [string, object])[] = [
    [`${header}\n${row(first, 'BTC-27MAR26-80000-C', 'abc')}`, { where: 'bad.csv, row 2, field mark', value: 'abc' }],
    [
      `${header}\n\n${row('yesterday', 'BTC-27MAR26-80000-C', '1')}`,
      { where: 'bad.csv, row 3, field time', value: 'yesterday' },
    ],
    [
      `${header}\n${row(first, 'BTC-PERPETUAL', '1')}`,
      { where: 'bad.csv, row 2, field instrument', value: 'BTC-PERPETUAL' },
    ],
    [`${good}\n${row(first, 'BTC-27MAR26-80000-P', '1')}`, { where: 'bad.csv, row 5, field instrument' }],
    [`${header}\n${first},BTC-27MAR26-80000-C,,0.1`, { where: 'bad.csv, row 2' }],
    ['time,instrument,mark\n', { where: 'bad.csv, row 1', value: 'time,instrument,mark' }],
    [`${header}\n"${first}`, { where: 'bad.csv, row 2' }],
  ]
  for (const [content, expected] of cases) {
    expect(await refusal(await written('bad.csv', content)), content).toMatchObject({
      code: 'CHAIN_MALFORMED',
      ...expected,
    })
  }
})

test('a truncated or damaged gzip file is refused, never read as a short one', async () => {
  const many = [
    header,
    ...Array.from({ length: 2000 }, (_, strike) => row(first, `BTC-27MAR26-${1000 + strike}-C`, String(strike / 7919))),
  ]
  const packed = gzipSync(many.join('\n'))
  const cut = await written('cut.csv.gz', packed.subarray(0, packed.length >> 1))
  expect(await refusal(cut)).toMatchObject({
    code: 'CHAIN_MALFORMED',
    where: 'cut.csv.gz',
    value: 'unexpected end of file',
  })
  const damaged = Buffer.from(packed)
  damaged.fill(0x55, packed.length >> 1, (packed.length >> 1) + 50)
  expect(await refusal(await written('damaged.csv.gz', damaged))).toMatchObject({ code: 'CHAIN_MALFORMED' })
})

test('a file that is absent, a folder, or without rows is refused', async () => {
  expect(await refusal(join(folder, 'absent.csv'))).toMatchObject({ code: 'FILE_UNREADABLE', value: 'ENOENT' })
  expect(await refusal(folder)).toMatchObject({ code: 'FILE_UNREADABLE', value: 'EISDIR' })
  expect(await refusal(await written('empty.csv', ''))).toMatchObject({ code: 'CHAIN_EMPTY', where: 'empty.csv' })
  expect(await refusal(await written('header.csv', header))).toMatchObject({ code: 'CHAIN_EMPTY', where: 'header.csv' })
})

test.skipIf(!present)('two weeks of a real chain: 55 instants, both underlyings, as MANIFEST says', async () => {
  const instants = await listInstants(february)
  expect(instants.length).toBe(55)
  const { market, diagnostics } = await readChain(february, { at: Date.UTC(2026, 1, 5, 12) })
  expect(market.asOf).toBe(Date.UTC(2026, 1, 5, 9, 36, 47))
  expect(diagnostics).toMatchObject({ rows: 1652, expired: 0 })
  expect(Object.keys(market.underlyings)).toEqual(['BTC', 'ETH'])
})

test.skipIf(!present)(
  'the surface of the crash fits SVI slices without arbitrage, at most five points off',
  async () => {
    // Largest root mean square seen: 0.048, on the expiry 16 hours away, whose far wings stand on the price floor.
    const { market } = await readChain(february, { at: Date.UTC(2026, 1, 5, 16) })
    for (const [id, { slices, forwards }] of Object.entries(market.underlyings)) {
      let previous: SviParameters | undefined
      const fitted: SurfaceSlice[] = []
      for (const slice of slices) {
        if (slice.kind !== 'quotes') throw new Error('a chain gives quotes')
        const forward = forwards.find(({ expiry }) => expiry === slice.expiry)!.price
        const years = yearsBetween(market.asOf, slice.expiry)
        const options = { arbitrageFree: true, ...(previous === undefined ? {} : { previous }) }
        const fit = fitSvi(slice.strikes, slice.vols, forward, years, options)
        expect(fit.rmsError, id).toBeLessThan(0.05)
        expect(fit.calendar?.free ?? true).toBe(true)
        previous = fit.parameters
        fitted.push({ kind: 'svi', expiry: slice.expiry, ...fit.parameters })
      }
      const found = surfaceArbitrage(fitted, forwards, market.asOf)
      expect(found.filter(({ kind }) => kind === 'butterfly')).toEqual([])
    }
  },
)

const may = `${shared}/data/options/deribit_chain_daily_2026-05.csv.gz`
test.skipIf(!existsSync(may))('a chain whose forward column is blank in places reads through parity', async () => {
  const { diagnostics } = await readChain(may, { at: Date.UTC(2026, 4, 1, 12) })
  const { expiries, repricing } = diagnostics.underlyings.BTC!
  expect(expiries[0]).toMatchObject({ source: 'parity', columnForward: Number.NaN })
  expect(repricing.median).toBeLessThanOrEqual(1e-5)
})

test.skipIf(!present)('the real file cut short is refused', async () => {
  const whole = await readFile(february)
  expect(await refusal(await written('short.csv.gz', whole.subarray(0, 1_000_000)))).toMatchObject({
    code: 'CHAIN_MALFORMED',
    value: 'unexpected end of file',
  })
})
