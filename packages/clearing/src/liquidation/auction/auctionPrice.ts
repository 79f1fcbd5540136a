import type { AuctionLeg, AuctionPrice } from '../rules.js'

/** Where an auction's price stands: a fraction of the value on sale, or that its clock has run out. */
export type PricePoint = { readonly state: 'running'; readonly fraction: bigint } | { readonly state: 'over' }

const over: PricePoint = { state: 'over' }

/** The fraction of the price rule after so many milliseconds, in units of 10^-decimals; `health` is equity / maintenance in them. */
export function priceAfter(price: AuctionPrice, elapsed: number, health: bigint, decimals: number): PricePoint {
  switch (price.kind) {
    case 'legs':
      return alongLegs(price.legs, elapsed)
    case 'falling': {
      if (elapsed > price.tailMilliseconds) return over
      const one = 10n ** BigInt(decimals)
      const periods = Math.floor(elapsed / price.periodMilliseconds)
      const fallen = powerOf(price.factor, periods, one)
      const fraction = (price.start * fallen) / one
      return fraction * one < price.cusp * price.start ? over : { state: 'running', fraction }
    }
    case 'violation': {
      if (elapsed >= price.milliseconds) return over
      return { state: 'running', fraction: health > price.least ? health : price.least }
    }
  }
}

/** Straight lines one after another; the change is rounded towards zero, so the price is rounded against the bidder. */
function alongLegs(legs: readonly AuctionLeg[], elapsed: number): PricePoint {
  let since = elapsed
  for (const { from, to, milliseconds } of legs) {
    if (since < milliseconds) {
      const change = ((to - from) * BigInt(since)) / BigInt(milliseconds)
      return { state: 'running', fraction: from + change }
    }
    since -= milliseconds
  }
  return over
}

/** A power of a fixed-point fraction by squaring, each product rounded to the nearest, halves up. */
function powerOf(base: bigint, exponent: number, one: bigint): bigint {
  const multiply = (a: bigint, b: bigint): bigint => (a * b + one / 2n) / one
  let result = one
  let square = base
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = multiply(result, square)
    square = multiply(square, square)
  }
  return result
}
