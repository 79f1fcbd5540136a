import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { PricePath } from '@plimsoll/clearing'
import { PlimsollError } from '../../desk/library.js'
import { type Knot, pathThrough, straightLines } from './pricePath.js'

type RecordedDay = '2020-03-12' | '2025-10-10'

/** Where the bars of one underlying stand: a file, and the rows of it that begin so. */
interface Recording {
  readonly file: string
  readonly rows: string
}

interface Recorded {
  readonly says: string
  readonly from: string
  readonly bars: number
  readonly barMinutes: number
  readonly stepSeconds: number
  readonly recordings: Readonly<Record<string, Recording>>
}

const crash = 'data/crash_intraday/'
const multiVenue = `${crash}2025-10-10_multi_venue_trades_1m.csv.gz`
const within = 'inside a bar from open by high and low to close, as its direction suggests'

const recorded: Readonly<Record<RecordedDay, Recorded>> = {
  '2020-03-12': {
    says: `Hourly prices of the day, recorded from Binance perpetuals; ${within}. Nothing finer of that day is at hand.`,
    from: '2020-03-12T00:00:00Z',
    bars: 30,
    barMinutes: 60,
    stepSeconds: 60,
    recordings: Object.fromEntries(
      ['BTC', 'ETH', 'XRP'].map((id) => [id, { file: `data/hourly/binance_perp_${id}USDT_1h.csv.gz`, rows: '' }]),
    ),
  },
  '2025-10-10': {
    says: `Minute prices of the day: BTC from Binance COIN-M, ETH, SOL and XRP from Gemini, DOGE from Coinbase; ${within}.`,
    from: '2025-10-10T20:45:00Z',
    bars: 120,
    barMinutes: 1,
    stepSeconds: 20,
    recordings: {
      BTC: { file: `${crash}2025-10-09_10_binance_BTCUSD_coinm_mark_or_index_1m.csv.gz`, rows: '' },
      ETH: { file: multiVenue, rows: 'gemini,ETHUSD,' },
      SOL: { file: multiVenue, rows: 'gemini,SOLUSD,' },
      XRP: { file: multiVenue, rows: 'gemini,XRPUSD,' },
      DOGE: { file: multiVenue, rows: 'coinbase,DOGE-USD,' },
    },
  },
}

/** Whether all that was recorded of a day is in the folder. */
export const isRecorded = (day: RecordedDay, folder: string): boolean =>
  Object.values(recorded[day].recordings).every(({ file }) => existsSync(join(folder, file)))

/** What is said of a day's recorded prices. */
export const recordedSays = (day: RecordedDay): string => recorded[day].says

/**
 * A day's path through the bars that were recorded of it.
 *
 * @throws PlimsollError FILE_UNREADABLE where a file is not what it should be: then nothing is rehearsed, rather than something else
 */
export function recordedPrices(day: RecordedDay, folder: string): PricePath {
  const { from, bars, barMinutes, stepSeconds, recordings } = recorded[day]
  const start = Date.parse(from)
  const texts = new Map<string, readonly string[]>()
  const linesOf = (file: string): readonly string[] => {
    const lines =
      texts.get(file) ??
      gunzipSync(readFileSync(join(folder, file)))
        .toString('utf8')
        .split('\n')
    texts.set(file, lines)
    return lines
  }
  const pathOf = ({ file, rows }: Recording): number[] => {
    const found = readBars(linesOf(file), rows, file)
    return straightLines(knotsOf(found, start, bars, barMinutes, file), stepSeconds)
  }
  const prices = Object.fromEntries(Object.entries(recordings).map(([id, recording]) => [id, pathOf(recording)]))
  return pathThrough(day, start, stepSeconds, prices)
}

interface Bar {
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
}

/** Bars by their instant; `rows` is what stands before the time in the rows that are meant. */
function readBars(lines: readonly string[], rows: string, file: string): ReadonlyMap<number, Bar> {
  const bars = new Map<number, Bar>()
  for (const line of lines.slice(1)) {
    if (line === '' || !line.startsWith(rows)) continue
    const [time = '', ...rest] = line.slice(rows.length).split(',')
    const [open, high, low, close] = rest.map(Number) as [number, number, number, number]
    if (!(low > 0 && high >= low && open > 0 && close > 0)) throw unreadable(file, line)
    bars.set(Date.parse(time), { open, high, low, close })
  }
  return bars
}

/** A minute without a trade has no bar: the price stays where it was. */
function knotsOf(
  found: ReadonlyMap<number, Bar>,
  start: number,
  bars: number,
  barMinutes: number,
  file: string,
): Knot[] {
  const knots: Knot[] = []
  let close = 0
  for (let row = 0; row < bars; row++) {
    const minute = row * barMinutes
    const bar = found.get(start + minute * 60_000) ?? { open: close, high: close, low: close, close }
    if (bar.open === 0) throw unreadable(file, `no bar at ${new Date(start).toISOString()}`)
    const [first, second] = bar.close < bar.open ? [bar.high, bar.low] : [bar.low, bar.high]
    knots.push(
      { minute, price: bar.open },
      { minute: minute + barMinutes / 3, price: first },
      { minute: minute + (barMinutes * 2) / 3, price: second },
    )
    close = bar.close
  }
  return [...knots, { minute: bars * barMinutes, price: close }]
}

function unreadable(file: string, value: string): PlimsollError {
  return new PlimsollError('FILE_UNREADABLE', {
    where: file,
    value,
    expected: 'bars with time, open, high, low and close, from the first minute of the rehearsal on',
  })
}
