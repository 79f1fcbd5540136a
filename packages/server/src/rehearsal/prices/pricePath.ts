import type { PricePath } from '@plimsoll/clearing'

/** The path of several underlyings, whose prices are given at instants an equal time apart. */
export function pathThrough(
  name: string,
  from: number,
  stepSeconds: number,
  prices: Readonly<Record<string, readonly number[]>>,
): PricePath {
  const each = Object.entries(prices)
  const length = Math.min(...each.map(([, path]) => path.length))
  const points = Array.from({ length }, (_, row) => ({
    at: from + row * stepSeconds * 1000,
    prices: Object.fromEntries(each.map(([id, path]) => [id, path[row]!])),
  }))
  return { name, points }
}

/** A price at a time, in minutes from the path's beginning. */
export interface Knot {
  readonly minute: number
  readonly price: number
}

/** Straight lines through knots, looked at every `stepSeconds` from the first to the last. */
export function straightLines(knots: readonly Knot[], stepSeconds: number): number[] {
  const prices: number[] = []
  const steps = Math.floor((knots.at(-1)!.minute * 60) / stepSeconds)
  let left = 0
  for (let step = 0; step <= steps; step++) {
    const minute = (step * stepSeconds) / 60
    while (left < knots.length - 2 && knots[left + 1]!.minute <= minute) left++
    const [a, b] = [knots[left]!, knots[left + 1]!]
    prices.push(a.price + ((b.price - a.price) * (minute - a.minute)) / (b.minute - a.minute))
  }
  return prices
}
