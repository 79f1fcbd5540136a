import type { ExpiryCounts } from './parameters.js'

const day = 86_400_000
const expiryHourUtc = 8
const friday = 5
const quarterMonths = [2, 5, 8, 11]

/**
 * Expiries that are listed at an instant, increasing, all at 08:00 UTC: the next days, the next Fridays, the last
 * Fridays of the next months and of the next quarters. One that falls under several headings is listed once, and each
 * heading still counts its own.
 *
 * @param asOf milliseconds since 1970; an expiry at this very instant is not listed any more
 */
export function listedExpiries(asOf: number, counts: ExpiryCounts): readonly number[] {
  const found = new Set<number>()
  const today = new Date(asOf)
  let next = Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate(), expiryHourUtc)
  if (next <= asOf) next += day
  for (let count = 0; count < counts.daily; count++) found.add(next + count * day)
  const week = next + ((friday - weekday(next) + 7) % 7) * day
  for (let count = 0; count < counts.weekly; count++) found.add(week + count * 7 * day)
  for (const expiry of lastFridays(asOf, counts.monthly, () => true)) found.add(expiry)
  for (const expiry of lastFridays(asOf, counts.quarterly, (month) => quarterMonths.includes(month))) found.add(expiry)
  return [...found].sort((left, right) => left - right)
}

function lastFridays(asOf: number, count: number, wanted: (month: number) => boolean): readonly number[] {
  const found: number[] = []
  const start = new Date(asOf)
  // A wanted month comes at least every third, and only the first may be over already.
  for (let offset = 0; offset < 3 * count + 3 && found.length < count; offset++) {
    const first = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + offset, 1))
    if (!wanted(first.getUTCMonth())) continue
    const end = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0, expiryHourUtc)
    const last = end - ((weekday(end) - friday + 7) % 7) * day
    if (last > asOf) found.push(last)
  }
  return found
}

function weekday(instant: number): number {
  return new Date(instant).getUTCDay()
}
