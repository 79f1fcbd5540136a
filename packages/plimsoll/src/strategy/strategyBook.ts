/** What one account holds on one underlying. Opposite positions in one series are expected to be netted. */
export interface StrategyBook {
  /** Today as a day number, on the scale of `expiryDay`. */
  readonly day: number
  readonly underlyingPrice: number
  readonly legs: readonly StrategyLeg[]
}

export type StrategyLeg = OptionLeg | StockLeg

export interface OptionLeg {
  readonly kind: 'option'
  readonly id: string
  readonly right: 'call' | 'put'
  readonly strike: number
  readonly expiryDay: number
  /** Units of the underlying in one contract. */
  readonly multiplier: number
  /** Market price per unit of the underlying, ≥ 0. */
  readonly premium: number
  /** Signed contracts. */
  readonly quantity: number
}

export interface StockLeg {
  readonly kind: 'stock'
  readonly id: string
  /** Signed units of the underlying. A fund share worth a tenth of an index is a tenth of a unit at ten times its price. */
  readonly quantity: number
  /** Per unit. */
  readonly price: number
}

/**
 * The legs that hold anything, in an order that depends on what they are and not on how they were listed, so that a shuffled
 * book takes the same way through every sum and every tie.
 */
export function canonicalLegs(legs: readonly StrategyLeg[]): readonly StrategyLeg[] {
  const held = legs.filter((leg) => leg.quantity !== 0)
  const keys = new Map(held.map((leg) => [leg, keyOf(leg)]))
  return held.sort((a, b) => compare(keys.get(a)!, keys.get(b)!))
}

type Key = readonly (number | string)[]

function keyOf(leg: StrategyLeg): Key {
  if (leg.kind === 'stock') return ['stock', '', 0, 0, 0, leg.price, leg.quantity, leg.id]
  return [leg.kind, leg.right, leg.expiryDay, leg.strike, leg.multiplier, leg.premium, leg.quantity, leg.id]
}

function compare(a: Key, b: Key): number {
  for (let at = 0; at < a.length; at++) if (a[at]! !== b[at]!) return a[at]! < b[at]! ? -1 : 1
  return 0
}
