import { customCrash, type PricePath } from '@plimsoll/clearing'
import type { NewRehearsal, RehearsalPrices } from '../../contract/index.js'
import { publishedShape, shapeSays } from './publishedShapes.js'
import { isRecorded, recordedMarch } from './recordings.js'

const says = {
  custom:
    'A shock of your own: made-up prices that gather speed on the way down and come back as far as you ask over as long again, with a little noise.',
  '2020-03-12':
    'Hourly mark prices recorded from Binance perpetuals (XRP: of trades), 12 March 09:00 to 13 March 06:00 UTC; inside an hour from open by way of high and low to close. Nothing finer of that day is at hand. Accounts and rules are those of an assumed venue of ours.',
  '2025-10-10':
    'Minute prices of BTC recorded at Binance from 20:50 to 21:40 UTC, the other coins in bars of 5 and 15 minutes that turn when BTC turns. Accounts are built to what was published of those who were deleveraged at Hyperliquid; rules are that venue’s.',
} as const

/** Where the prices of a day would come from: what was recorded where it is at hand, else the day's shape, and it says which. */
export function pricesOf(day: NewRehearsal['day'], recordings: string): RehearsalPrices {
  if (day === 'custom') return { kind: 'custom', says: says[day] }
  return isRecorded(day, recordings)
    ? { kind: 'recorded', says: says[day] }
    : { kind: 'shape', says: `${shapeSays(day)} Accounts and rules are those of an assumed venue of ours.` }
}

/** A shock of one's own has no date; this one is as good as any, and the same every time. */
const customFrom = Date.UTC(2026, 0, 5, 12)

/** The path of a shock of one's own. */
export function customPath(
  { move, overMinutes, recovery }: NonNullable<NewRehearsal['shock']>,
  seed: number,
): PricePath {
  const { name, points } = customCrash(move, seed, { overMinutes, recovery })
  return { name, points: points.map(({ at, prices }) => ({ at: customFrom + at, prices })) }
}

/** 12 March 2020 as it was recorded, else its shape. */
export function marchPath(recordings: string): PricePath {
  return isRecorded('2020-03-12', recordings) ? recordedMarch(recordings) : publishedShape('2020-03-12')
}
