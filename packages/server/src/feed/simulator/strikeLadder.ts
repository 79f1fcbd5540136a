import { exp, log } from '@plimsoll/kernel'

/** A ladder of strikes: rung j stands near e^(j·spacing), rounded to a number that a trader would list. */
export interface StrikeLadder {
  readonly spacing: number
  /** Rungs listed, both ends included. They never shrink: a listed strike stays until its expiry. */
  readonly low: number
  readonly high: number
}

/** Standard deviations that the ladder reaches to each side when it is first listed. */
const reachDeviations = 3
const spacingMin = 0.0025
const spacingMax = 0.12

/** The ladder to list on a new expiry. */
export function newLadder(forward: number, deviation: number, eachSide: number): StrikeLadder {
  const spacing = Math.min(Math.max((reachDeviations * deviation) / eachSide, spacingMin), spacingMax)
  const centre = Math.round(log(forward) / spacing)
  return { spacing, low: centre - eachSide, high: centre + eachSide }
}

/**
 * The same ladder while it has enough rungs on both sides of the forward, otherwise a longer one. It may run short by a
 * third before it grows, so that not every small move lists new contracts.
 */
export function extendedLadder(ladder: StrikeLadder, forward: number, eachSide: number): StrikeLadder {
  const centre = Math.round(log(forward) / ladder.spacing)
  const enough = eachSide - Math.floor(eachSide / 3)
  const low = ladder.low > centre - enough ? centre - eachSide : ladder.low
  const high = ladder.high < centre + enough ? centre + eachSide : ladder.high
  return low === ladder.low && high === ladder.high ? ladder : { spacing: ladder.spacing, low, high }
}

/**
 * Strike of a rung: rounded to the largest of 1, 2 or 5 × 10ⁿ that is no more than half the distance to the next rung.
 */
export function strikeOf({ spacing }: StrikeLadder, rung: number): number {
  const exact = exp(rung * spacing)
  const grainMax = (exact * spacing) / 2
  // The grain is unit / scale, both whole: dividing last gives the double nearest to the decimal.
  let scale = 1
  while (1 / scale > grainMax) scale *= 10
  let unit = 1
  while ((unit * 10) / scale <= grainMax) unit *= 10
  if ((unit * 5) / scale <= grainMax) unit *= 5
  else if ((unit * 2) / scale <= grainMax) unit *= 2
  return (Math.round((exact * scale) / unit) * unit) / scale
}
