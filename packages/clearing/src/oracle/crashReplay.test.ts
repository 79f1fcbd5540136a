import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { sharedFile } from '../../../../test/shared.js'
import type { FeedStatus } from './feedState.js'
import { FeedDriver, feedOf, sourcesOf } from './fixture/feed.js'
import { readFeed } from './readFeed.js'

/**
 * 2025-10-10 as it was, minute by minute, through the oracle. The figures stand in docs/models/oracle.md; see the README of the data
 * for the sources. A minute's bar is played as four ticks: open, the two extremes (the nearer to the open first), close, at 0, 20, 40
 * and 59 s; what happened within the minute the data do not say.
 */
const tradesFile = sharedFile('data/crash_intraday/2025-10-10_multi_venue_trades_1m.csv.gz')
const markFile = sharedFile('data/crash_intraday/2025-10-09_10_binance_BTCUSD_coinm_mark_or_index_1m.csv.gz')

const minute = 60_000
const midnight = Date.parse('2025-10-10T00:00:00Z')
const nextDay = midnight + 24 * 60 * minute
/** Falls are counted from the price at this time, an hour before the worst. */
const before = Date.parse('2025-10-10T20:50:00Z')
const clock = (time: number): string => new Date(time).toISOString().slice(11, 19)

interface Said {
  readonly at: number
  readonly venue: number
  readonly price: number
}

function rowsOf(file: string): readonly (readonly string[])[] {
  const text = gunzipSync(readFileSync(file)).toString('utf8').trim()
  return text.split('\n').map((line) => line.split(','))
}

/** The four ticks of a bar. */
function barOf(at: number, venue: number, bar: readonly string[]): readonly Said[] {
  const [open, high, low, close] = bar.map(Number) as [number, number, number, number]
  const extremes = high - open < open - low ? [high, low] : [low, high]
  const offsets = [0, 20_000, 40_000, 59_000]
  return [open, ...extremes, close].map((price, row) => ({ at: at + offsets[row]!, venue, price }))
}

/** The trades of one asset on three venues, as ticks in the order of time. */
function tradesOf(rows: readonly (readonly string[])[], symbols: readonly string[]): readonly Said[] {
  const said = symbols.flatMap((symbol, venue) =>
    rows
      .filter((row) => `${row[0]} ${row[1]}` === symbol)
      .flatMap((row) => barOf(Date.parse(row[2]!), venue, row.slice(3, 7))),
  )
  return said.sort((a, b) => a.at - b.at || a.venue - b.venue)
}

/** Repeats each venue's last price at every minute without a trade, as a venue does whose quotes stand. */
function withQuotes(said: readonly Said[]): readonly Said[] {
  const quotes: Said[] = []
  for (let venue = 0; venue < 3; venue++) {
    const own = said.filter((one) => one.venue === venue)
    for (const [row, one] of own.entries()) {
      const next = own[row + 1]?.at ?? nextDay
      for (let at = one.at + 20_000; at < next; at += 20_000) quotes.push({ ...one, at })
    }
  }
  return [...said, ...quotes].sort((a, b) => a.at - b.at || a.venue - b.venue)
}

const median3 = (prices: readonly number[]): number => [...prices].sort((a, b) => a - b)[1]!

/** First time that each fall (whole percents) was reached. */
class Falls {
  readonly reached: number[] = []
  private from: number | undefined

  see(at: number, price: number): void {
    if (at < before || this.from === undefined) {
      this.from = price
      return
    }
    while (price <= this.from * (1 - (this.reached.length + 1) / 100)) this.reached.push(at)
  }
}

interface Figures {
  /** Time in each status since the feed had its first price. */
  readonly percentOfDay: Readonly<Record<FeedStatus, number>>
  /** Greatest whole percent by which the venues' median and the mark fell. */
  readonly fell: readonly [median: number, mark: number]
  /** Seconds from the median's reaching −10 % to the mark's. */
  readonly lagAtTen: number
  /** The same for the slowest of all falls that both reached. */
  readonly lagMax: readonly [seconds: number, percent: number]
  /** Lowest price of any venue, of the median and of the mark. */
  readonly lows: readonly [venue: number, median: number, mark: number]
  /** Furthest that the mark was from the median, percent, and when. */
  readonly gapMax: readonly [percent: number, at: string]
}

function figuresOf(said: readonly Said[]): Figures {
  const config = feedOf(sourcesOf(3, { heartbeatMs: 61_000 }), {
    decimals: 8,
    recoveryTicks: 2,
    graceMs: 300_000,
    settleMs: 300_000,
  })
  const feed = new FeedDriver(config, midnight)
  const last = new Map<number, number>()
  const [medians, marks] = [new Falls(), new Falls()]
  const lows: [number, number, number] = [Infinity, Infinity, Infinity]
  let gap: [number, string] = [0, '']
  for (const { at, venue, price } of said) {
    feed.wait(at - feed.now)
    feed.say(`s${venue + 1}`, price.toFixed(8))
    last.set(venue, price)
    if (last.size < 3 || feed.state.mark === undefined) continue
    const median = median3([...last.values()])
    const mark = Number(feed.state.mark) / 1e8
    medians.see(at, median)
    marks.see(at, mark)
    if (at < before) continue
    lows[0] = Math.min(lows[0], price)
    lows[1] = Math.min(lows[1], median)
    lows[2] = Math.min(lows[2], mark)
    const apart = Math.abs(mark / median - 1) * 100
    if (apart > gap[0]) gap = [Number(apart.toFixed(2)), clock(at)]
  }
  feed.wait(nextDay - feed.now)
  const changes = feed.transitions.filter((change) => change.kind === 'status')
  const begin = changes[0]!.at
  const spent: Record<FeedStatus, number> = { VALID: 0, UNCERTAIN: 0, STALE: 0, HALT: 0 }
  for (const [row, { at, to }] of changes.entries()) spent[to] += (changes[row + 1]?.at ?? nextDay) - at
  const lags = medians.reached.flatMap((at, row) =>
    marks.reached[row] === undefined ? [] : [[(marks.reached[row] - at) / 1000, row + 1] as const],
  )
  const part = (of: FeedStatus): number => Number(((spent[of] / (nextDay - begin)) * 100).toFixed(2))
  return {
    percentOfDay: { VALID: part('VALID'), UNCERTAIN: part('UNCERTAIN'), STALE: part('STALE'), HALT: part('HALT') },
    fell: [medians.reached.length, marks.reached.length],
    lagAtTen: lags[9]![0],
    lagMax: lags.reduce((a, b) => (b[0] > a[0] ? b : a)),
    lows,
    gapMax: gap,
  }
}

const assets: readonly (readonly [name: string, third: string])[] = [
  ...['AAVE', 'ATOM', 'AVAX', 'BCH', 'DOT', 'FIL', 'UNI', 'WIF'].map(
    (name) => [name, `binance-delivery ${name}USD_PERP`] as const,
  ),
  ...['POL', 'SKY'].map((name) => [name, `binance ${name}USDT`] as const),
]

/** The row of the page's table. */
function rowOf(name: string, quoted: Figures, validByTradesAlone: number): string {
  const { lows, fell, lagAtTen, lagMax, gapMax, percentOfDay } = quoted
  const cells = [
    name,
    lows.join(' / '),
    fell.join(' / '),
    lagAtTen,
    lagMax[0] > 0 ? `${lagMax[0]} (−${lagMax[1]} %)` : 0,
    gapMax[0] > 0 ? `${gapMax[0]} (${gapMax[1]})` : 0,
    Object.values(percentOfDay).join(' / '),
    validByTradesAlone,
  ]
  return `| ${cells.join(' | ')} |`
}

test.skipIf(tradesFile === undefined)('2025-10-10 on three venues: states, lag and lows of ten coins', () => {
  const rows = rowsOf(tradesFile!)
  const table = assets.map(([name, third]) => {
    const traded = tradesOf(rows, [`coinbase ${name}-USD`, `gemini ${name}USD`, third])
    const quoted = figuresOf(withQuotes(traded))
    return rowOf(name, quoted, figuresOf(traded).percentOfDay.VALID)
  })
  const page = readFileSync(new URL('../../../../docs/models/oracle.md', import.meta.url), 'utf8')
  const published = page.split('\n').filter((line) => assets.some(([name]) => line.startsWith(`| ${name} |`)))
  expect(table).toEqual(published)
})

/** Five sources that read one path every two seconds, 400 ms apart, and are heard half a second later. */
test.skipIf(markFile === undefined)(
  '2025-10-10 BTC: a mark of five sources that read the minute path, two seconds apart',
  () => {
    const bars = rowsOf(markFile!)
      .slice(1)
      .flatMap((row) => barOf(Date.parse(row[0]!), 0, row.slice(1, 5)))
    const from = Date.parse('2025-10-10T20:30:00Z')
    const to = Date.parse('2025-10-10T22:30:00Z')
    const points = bars.filter(({ at }) => at >= from - minute && at <= to + minute)
    let row = 0
    const pathAt = (time: number): number => {
      while (points[row + 1]!.at <= time) row++
      const [a, b] = [points[row]!, points[row + 1]!]
      return a.price + ((b.price - a.price) * (time - a.at)) / (b.at - a.at)
    }
    const config = feedOf(sourcesOf(5), { decimals: 2, unit: { base: 'BTC', quote: 'USD' } })
    const feed = new FeedDriver(config, from)
    const [truth, marks] = [new Falls(), new Falls()]
    let gapMax: [number, string] = [0, '']
    let slowMax: [number, string] = [0, '']
    for (let tick = 0; from + tick * 400 < to; tick++) {
      const published = from + tick * 400
      const price = pathAt(published)
      truth.see(published, price)
      feed.wait(published + 500 - feed.now)
      feed.say(`s${(tick % 5) + 1}`, price.toFixed(2), { publishedAt: published })
      const { prices } = readFeed(config, feed.state)
      if (prices === undefined) continue
      marks.see(feed.now, Number(prices.fast) / 100)
      const gap = Math.abs(Number(prices.fast) / 100 / price - 1) * 100
      if (gap > gapMax[0]) gapMax = [Number(gap.toFixed(3)), clock(published)]
      const slow = (Number(prices.high) / Number(prices.fast) - 1) * 100
      if (slow > slowMax[0]) slowMax = [Number(slow.toFixed(3)), clock(published)]
    }
    expect(feed.transitions.filter(({ kind }) => kind === 'status')).toHaveLength(1)
    expect(truth.reached).toHaveLength(12)
    const lags = truth.reached.map((at, fall) => (marks.reached[fall]! - at) / 1000)
    expect(lags).toEqual([0.9, 1.3, 1.3, 1.3, 1.3, 1.3, 1.3, 1.3, 1.3, 1.3, 1.3, 1.3])
    expect(gapMax).toEqual([0.295, '21:20:00'])
    expect(slowMax).toEqual([4.734, '21:20:40'])
  },
)
