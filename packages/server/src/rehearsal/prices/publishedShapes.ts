import type { PricePath } from '@plimsoll/clearing'
import { type Knot, pathThrough, straightLines } from './pricePath.js'

/** What everybody can look up of a day: of each underlying the price it opened at, its lowest and its last. */
interface PublishedDay {
  readonly says: string
  readonly from: string
  readonly stepSeconds: number
  readonly figures: Readonly<Record<string, { readonly open: number; readonly low: number; readonly close: number }>>
  /** How far from open to low the price is at a minute; after the last of these it goes to its close. */
  readonly course: readonly { readonly minute: number; readonly fallen: number }[]
  readonly minutes: number
}

/**
 * Open, low and close: Binance spot daily candles of the day. The course of 2020-03-12 follows BTC's hourly candles at the same exchange:
 * 7,360 at 10:00 UTC, then the worst hour on record, −20.1 %, and the low of the day in its last hour. On 2025-10-10 liquidations began
 * shortly before 21:00 UTC and deleveraging ran from 21:16 to 21:27 (data behind the autodeleveraging analysis of that day, see
 * docs/models/loss.md); the fall from open to low is laid into that half hour, so it is steeper than the day's was.
 */
const published: Readonly<Record<'2020-03-12' | '2025-10-10', PublishedDay>> = {
  '2020-03-12': {
    says: 'The shape of the day through published points: open, low and close of Binance spot (BTC 7,934.58, 4,410, 4,800) and a worst hour of −20.1 % from 10:00 UTC. Straight lines between them, not the prices that were traded.',
    from: '2020-03-12T00:00:00Z',
    stepSeconds: 60,
    figures: {
      BTC: { open: 7934.58, low: 4410, close: 4800 },
      ETH: { open: 194.61, low: 101.2, close: 107.82 },
      XRP: { open: 0.20824, low: 0.12798, close: 0.13549 },
    },
    course: [
      { minute: 0, fallen: 0 },
      { minute: 600, fallen: 0.163 },
      { minute: 660, fallen: 0.583 },
      { minute: 1380, fallen: 0.606 },
      { minute: 1425, fallen: 1 },
    ],
    minutes: 1440,
  },
  '2025-10-10': {
    says: 'The shape of the day through published points: open, low and close of Binance spot (BTC 121,662.41, 102,000, 112,774.50; DOGE 0.2485, 0.095, 0.1935), laid into the two hours of the cascade. Straight lines between them, not the prices that were traded.',
    from: '2025-10-10T20:45:00Z',
    stepSeconds: 30,
    figures: {
      BTC: { open: 121_662.41, low: 102_000, close: 112_774.5 },
      ETH: { open: 4368.09, low: 3435, close: 3829.72 },
      SOL: { open: 220.93, low: 168.79, close: 188.43 },
      XRP: { open: 2.8021, low: 1.2543, close: 2.3704 },
      DOGE: { open: 0.2485, low: 0.095, close: 0.19349 },
    },
    course: [
      { minute: 0, fallen: 0 },
      { minute: 10, fallen: 0.1 },
      { minute: 30, fallen: 0.4 },
      { minute: 35, fallen: 1 },
    ],
    minutes: 120,
  },
}

/** What is said of a day's shape. */
export const shapeSays = (day: keyof typeof published): string => published[day].says

/** A day's path as straight lines through what was published of it. */
export function publishedShape(day: keyof typeof published): PricePath {
  const { from, stepSeconds, figures, course, minutes } = published[day]
  const linesOf = ({ open, low, close }: (typeof figures)[string]): number[] => {
    const knots: Knot[] = course.map(({ minute, fallen }) => ({ minute, price: open + fallen * (low - open) }))
    return straightLines([...knots, { minute: minutes, price: close }], stepSeconds)
  }
  const prices = Object.fromEntries(Object.entries(figures).map(([id, figure]) => [id, linesOf(figure)]))
  return pathThrough(day, Date.parse(from), stepSeconds, prices)
}
