import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { margin, parseBook, parseMarket, rulebook, surfaceArbitrage } from 'plimsoll'
import { afterAll, describe, expect, test } from 'vitest'
import { answer, capture, example } from '../../test/capture.js'

const shared = process.env.PLIMSOLL_SHARED ?? new URL('../../../../../shared', import.meta.url).pathname
const chain = join(shared, 'data/options/deribit_chain_6h_2026-01-28_2026-02-10.csv.gz')
const present = existsSync(chain)
if (!present) console.warn(`SKIPPED: a real option chain, no file ${chain} (set PLIMSOLL_SHARED)`)

/** A real book in a real market: Deribit's chain of 5 February 2026, the day of a 14.8 % fall of BTC. */
describe.skipIf(!present)('a real option chain', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const out = join(folder, 'february.json.gz')
  const book = example('real-chain-book.json')

  test('--list: the instants of the file', async () => {
    const { instants } = await answer<{ instants: string[] }>(['import', chain, '--list'])
    expect(instants).toEqual([...instants].sort())
    expect(instants.filter((instant) => instant.startsWith('2026-02-05'))).toEqual([
      '2026-02-05T04:29:52Z',
      '2026-02-05T09:36:47Z',
      '2026-02-05T15:51:32Z',
      '2026-02-05T21:29:37Z',
    ])
  })

  test('import, margin and compare', async () => {
    const imported = await answer<Imported>([
      'import',
      chain,
      '--at',
      '2026-02-05T12:00:00Z',
      '--out',
      out,
      '--name',
      'February',
    ])
    expect(imported).toMatchObject({
      plimsoll: 'import/1',
      asOf: '2026-02-05T09:36:47Z',
      out,
      source: { name: expect.stringMatching(/^February/) },
    })
    for (const underlying of ['BTC', 'ETH']) {
      const { repricing, columnRepricing, expiries } = imported.underlyings[underlying]!
      expect(expiries.length).toBe(12)
      expect(repricing.median).toBeLessThan(1e-5)
      expect(repricing.max).toBeLessThan(columnRepricing.max)
    }

    const { gunzipSync } = await import('node:zlib')
    const market = parseMarket(JSON.parse(gunzipSync(readFileSync(out)).toString()))
    const portfolio = parseBook(JSON.parse(readFileSync(book, 'utf8')))
    expect(portfolio.positions.filter(({ instrument }) => /-[CP]$/.test(instrument)).length).toBeGreaterThanOrEqual(30)
    const said = await answer<{ initial: number; positions: unknown[] }>(['margin', book, '-m', out])
    expect(said.initial).toBe(margin(portfolio, market, rulebook('portfolio')).initial)
    expect(said.positions.length).toBe(portfolio.positions.length)

    const { generations, steps, saved } = await answer<Compared>(['compare', book, '-m', out])
    const [isolated, cross, whole] = generations.map(({ capital }) => capital) as [number, number, number]
    expect(isolated).toBeGreaterThanOrEqual(cross)
    // A book of spreads and hedges: the whole risk is well below the sum of its parts.
    expect(whole).toBeLessThan(cross / 2)
    expect(steps.reduce((sum, step) => sum + step.saved, 0)).toBeCloseTo(saved, 4)
    expect(isolated - whole).toBe(saved)
  })

  test('real daily closes: nothing after the market is looked at, and rule books that look back answer', async () => {
    const daily = join(shared, 'data/daily/close_daily_wide.csv')
    const words = ['compare', book, '-m', out, '--history', daily, '--specs', 'portfolio,historical-var']
    const { code, out: text } = await capture(words)
    expect(code).toBe(0)
    // The market is of 5 February, 09:36; the last close known by then is that of the 4th.
    expect(text).toMatch(/past prices up to 2026-02-05T00:00:00Z/)
    const { specs, differences } = await answer<{ specs: { initial: number }[]; differences: unknown[] }>(words)
    expect(specs.every(({ initial }) => initial > 0)).toBe(true)
    expect(differences).toHaveLength(1)
    const record = join(folder, 'real.json.gz')
    await capture(['record', book, '-m', out, '--spec', 'historical-var', '--history', daily, '--output', record])
    expect(await capture(['verify', record])).toMatchObject({ code: 0, err: '' })
  })

  test('the text names the snapshot and compares the forwards; an existing file is not replaced', async () => {
    const plain = join(folder, 'february.json')
    const words = ['import', chain, '--at', '2026-02-05T12:00:00Z', '--out', plain]
    const { code, out: text } = await capture(words)
    expect(code).toBe(0)
    expect(text).toContain('Snapshot of 2026-02-05T09:36:47Z')
    expect(text).toMatch(/1652 options kept, 0 expired left out/)
    expect(text).toMatch(/2026-03-27T08:00:00Z +116 +71,8\d\d\.\d\d +parity of \d+/)
    const before = readFileSync(plain, 'utf8')
    expect(await capture(words)).toMatchObject({ code: 3, out: '' })
    expect(readFileSync(plain, 'utf8')).toBe(before)
    expect((await capture([...words, '--force'])).code).toBe(0)
    expect(readFileSync(plain, 'utf8')).toBe(before)
    const piped = await capture(['import', chain, '--at', '2026-02-05T12:00:00Z', '--out', '-'])
    expect(piped.out).toBe(before)
    expect(piped.err).toContain('Snapshot of')
  })

  test('--surface svi: slices free of butterflies stand for the quotes, and the book needs nearly the same', async () => {
    const fitted = join(folder, 'svi.json')
    const words = ['import', chain, '--at', '2026-02-05T12:00:00Z', '--out', fitted, '--surface', 'svi']
    const { surface } = await answer<{ surface: { fits: Fitted[] } }>(words)
    expect(surface.fits.length).toBe(24)
    const errors = surface.fits.map(({ rmsError }) => rmsError ?? Number.NaN).sort((a, b) => a - b)
    expect(errors[12]).toBeLessThan(0.01)
    const market = parseMarket(JSON.parse(readFileSync(fitted, 'utf8')))
    for (const { slices, forwards } of Object.values(market.underlyings)) {
      const found = surfaceArbitrage(slices, forwards, market.asOf)
      expect(found.filter(({ kind }) => kind === 'butterfly')).toEqual([])
    }
    const quoted = await answer<{ initial: number }>(['margin', book, '-m', out])
    const svi = await answer<{ initial: number }>(['margin', book, '-m', fitted])
    expect(Math.abs(svi.initial / quoted.initial - 1)).toBeLessThan(0.02)
  })

  test('an instant before the first snapshot is refused with the range', async () => {
    const { code, err } = await capture(['import', chain, '--at', '2026-01-01', '--out', join(folder, 'x.json')])
    expect(code).toBe(2)
    expect(err).toContain('error CHAIN_EMPTY')
    expect(err).toContain('2026-01-28T04:00:47Z')
  })
})

interface Errors {
  readonly median: number
  readonly max: number
}
interface Imported {
  readonly underlyings: Readonly<Record<string, { expiries: unknown[]; repricing: Errors; columnRepricing: Errors }>>
}
interface Fitted {
  readonly rmsError: number | null
}

interface Compared {
  readonly generations: readonly { capital: number }[]
  readonly steps: readonly { saved: number }[]
  readonly saved: number
}
