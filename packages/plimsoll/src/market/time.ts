const millisecondsPerYear = 31_536_000_000

/**
 * Time between two instants in years, ACT/365: 31,536,000 seconds make a year. Negative when the expiry lies before.
 *
 * @param asOf milliseconds since 1970-01-01T00:00:00Z
 * @param expiry milliseconds since 1970-01-01T00:00:00Z
 *
 * @example
 * import { yearsBetween } from 'plimsoll'
 * yearsBetween(Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1)) // => 1
 */
export function yearsBetween(asOf: number, expiry: number): number {
  return (expiry - asOf) / millisecondsPerYear
}
