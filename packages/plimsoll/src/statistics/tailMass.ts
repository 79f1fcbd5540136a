import { interpolationOffset, type QuantileConvention } from './quantileConvention.js'

/** Masses that agree to this share of the total are equal: 500·(1 − 0.99) is meant to be 5. */
const massTolerance = 1e-12

/** How much of a sample is its tail; masses are in the unit of the weights, or in observations where there are none. */
export interface TailMass {
  readonly total: number
  /** Masses that differ by no more than this are equal. */
  readonly tolerance: number
  /** Of the tail. */
  readonly mass: number
  /** How many equally probable observations the sample is worth. */
  readonly count: number
}

/** The tail of mass 1 − c of `observations` losses with these weights, equal ones where there are none. */
export function tailMassOf(observations: number, confidence: number, weights: Float64Array | undefined): TailMass {
  const total = weights === undefined ? observations : sum(weights)
  const tolerance = massTolerance * total
  const exact = total * (1 - confidence)
  const mass =
    weights === undefined && Math.abs(exact - Math.round(exact)) < tolerance + 1e-9 ? Math.round(exact) : exact
  const count = weights === undefined ? total : effectiveCount(weights, total)
  return { total, tolerance, mass: mass > 0 ? mass : exact, count }
}

/** Where among the masses accumulated from the worst an interpolating convention reads, and how wide; undefined for the others. */
export function quantileWindow(
  { total, mass, count }: TailMass,
  convention: QuantileConvention,
  confidence: number,
): { readonly from: number; readonly width: number } | undefined {
  const offset = interpolationOffset(convention, confidence)
  if (offset === undefined) return undefined
  // h = n·c + offset among the ascending; here counted from the worst, with n·c as n − n(1 − c).
  const fromWorst = Math.min(count - 1, Math.max(0, (mass / total) * count - offset))
  return { from: (fromWorst / count) * total, width: total / count }
}

function sum(values: Float64Array): number {
  let total = 0
  for (const value of values) total += value
  return total
}

/** Kish's effective number of observations (Σw)²/Σw². */
function effectiveCount(weights: Float64Array, total: number): number {
  let squares = 0
  for (const weight of weights) squares += weight * weight
  return (total / squares) * total
}
