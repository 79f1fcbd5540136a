const firstMilliseconds = 300
const mostMilliseconds = 8000

/**
 * How long to wait before attempt number `attempt` (0, 1, …): doubling up to eight seconds, spread by ±25 % so that a
 * room full of desks does not return in the same millisecond. `random` is in [0, 1).
 */
export function backoffMilliseconds(attempt: number, random: number): number {
  const base = Math.min(mostMilliseconds, firstMilliseconds * 2 ** Math.min(attempt, 10))
  return Math.round(base * (0.75 + random / 2))
}
