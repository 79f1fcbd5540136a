import { PlimsollError } from 'plimsoll'
import type { PricePath, PricePoint } from './pricePath.js'

/** One bar of a coin’s prices. */
export interface PriceBar {
  /** Milliseconds since 1970; where the bar begins. */
  readonly at: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
}

/** Bars of several coins, not all of one length. */
export interface BarSeries {
  readonly barMilliseconds: number
  /** In the order of time, without a gap. */
  readonly bars: readonly PriceBar[]
}

export interface BarsOptions {
  readonly name: string
  readonly coins: Readonly<Record<string, BarSeries>>
  /** The coin of the shortest bars: inside their longer bars the others turn when it turns. */
  readonly lead: string
  readonly from: number
  readonly until: number
  readonly stepMilliseconds: number
}

/** Where a price turns; straight lines between. */
interface Turn {
  readonly at: number
  readonly price: number
}

/**
 * Prices between the four that a bar tells. Within a bar of the lead the price goes from open to close by way of high and low at a third and two
 * thirds of it, the low last where it falls. A longer bar of another coin has its high and low at the instants at which the lead had its own in
 * that time: coins that crash together are not made to crash one after the other. An assumption; the four prices are data.
 *
 * @throws PlimsollError INPUT_INVALID where a coin has no bar at `from` or at `until`
 *
 * @example
 * import { barsPath } from '@plimsoll/clearing'
 * const minute = { barMilliseconds: 60_000, bars: [{ at: 0, open: 100, high: 101, low: 90, close: 95 }] }
 * const path = barsPath({ name: 'a minute', coins: { BTC: minute }, lead: 'BTC', from: 0, until: 60_000, stepMilliseconds: 20_000 })
 * path.points.map(({ prices }) => prices.BTC) // => [100, 101, 90, 95]
 */
export function barsPath({ name, coins, lead, from, until, stepMilliseconds }: BarsOptions): PricePath {
  const leading = turnsOf(coins[lead]!, turnsByThirds)
  const turns = Object.keys(coins)
    .sort()
    .map((coin) => {
      const series = coins[coin]!
      const isShort = series.barMilliseconds <= coins[lead]!.barMilliseconds
      return [coin, isShort ? turnsOf(series, turnsByThirds) : turnsOf(series, turnsWith(leading))] as const
    })
  const points: PricePoint[] = []
  for (let at = from; at <= until; at += stepMilliseconds) {
    points.push({ at, prices: Object.fromEntries(turns.map(([coin, all]) => [coin, priceAt(all, at, coin)])) })
  }
  return { name, points }
}

type Turning = (bar: PriceBar, end: number) => readonly Turn[]

/** Each bar begins at its open; the last one ends at its close. */
function turnsOf({ bars, barMilliseconds }: BarSeries, turning: Turning): readonly Turn[] {
  const turns = bars.flatMap((bar) => [
    { at: bar.at, price: bar.open },
    ...turning(bar, bar.at + barMilliseconds).filter(({ at }) => at > bar.at && at < bar.at + barMilliseconds),
  ])
  const last = bars[bars.length - 1]!
  return [...turns, { at: last.at + barMilliseconds, price: last.close }]
}

const turnsByThirds: Turning = ({ at, open, high, low, close }, end) => {
  const [first, second] = close < open ? [high, low] : [low, high]
  const third = (end - at) / 3
  return [
    { at: at + third, price: first },
    { at: at + 2 * third, price: second },
  ]
}

function turnsWith(leading: readonly Turn[]): Turning {
  return (bar, end) => {
    const within = leading.filter(({ at }) => at > bar.at && at < end)
    if (within.length === 0) return turnsByThirds(bar, end)
    const highest = within.reduce((most, turn) => (turn.price > most.price ? turn : most))
    const lowest = within.reduce((least, turn) => (turn.price < least.price ? turn : least))
    return [
      { at: highest.at, price: bar.high },
      { at: lowest.at, price: bar.low },
    ].sort((a, b) => a.at - b.at)
  }
}

function priceAt(turns: readonly Turn[], at: number, coin: string): number {
  const row = turns.findIndex((turn) => turn.at >= at)
  const end = turns[row]
  if (end?.at === at) return end.price
  const start = turns[row - 1]
  if (end === undefined || start === undefined) {
    throw new PlimsollError('INPUT_INVALID', {
      where: `coins.${coin}.bars`,
      value: at,
      expected: 'a bar at this instant',
    })
  }
  return start.price + (end.price - start.price) * ((at - start.at) / (end.at - start.at))
}
