import { million } from '../ppm.js'
import type { CoverRamp, DiscountRamp } from '../rules.js'

/**
 * How much must change hands to cover a shortage, and what may be charged. Integers and roundings (towards zero, each product by
 * itself) as in drift-labs/protocol-v2, programs/drift/src/math/liquidation.rs. Money and prices in the smallest unit;
 * prices per whole unit of the thing.
 */

/** Hundredths of a per cent of a per cent: the precision to which weights are compared there. */
const weightPrecision = 100_000n

export interface PositionCover {
  readonly shortage: bigint
  /** Requirement of the position as a part of its notional. */
  readonly ratioPpm: bigint
  /** Discount of whoever takes it over. */
  readonly discountPpm: bigint
  /** What the fund charges. */
  readonly fundFeePpm: bigint
  readonly price: bigint
  /** Price of the quote currency, 1 = a million. */
  readonly quotePricePpm: bigint
  readonly lotsPerUnit: bigint
}

/**
 * Lots of a position whose transfer at the discount covers the shortage: shortage / (price·quote·(ratio − discount) −
 * price·fee); undefined where no amount does, and all of it must go. The fund's term is not multiplied by the quote's price.
 *
 * @example
 * import { lotsToCover } from '@plimsoll/clearing'
 * const terms = { shortage: 10_000_000n, ratioPpm: 100_000n, discountPpm: 10_000n, fundFeePpm: 10_000n,
 *   price: 100_000_000n, quotePricePpm: 1_000_000n, lotsPerUnit: 1_000_000_000n }
 * lotsToCover(terms) // => 1250000000n
 * lotsToCover({ ...terms, discountPpm: 100_000n }) // => undefined
 */
export function lotsToCover(terms: PositionCover): bigint | undefined {
  const { shortage, ratioPpm, discountPpm, fundFeePpm, price, quotePricePpm, lotsPerUnit } = terms
  if (ratioPpm <= discountPpm) return undefined
  const perUnit =
    (((price * quotePricePpm) / million) * (ratioPpm - discountPpm)) / million - (price * fundFeePpm) / million
  return perUnit <= 0n ? undefined : (shortage * lotsPerUnit) / perUnit
}

export interface CollateralCover {
  readonly shortage: bigint
  readonly assetWeightPpm: bigint
  /** 1 + what the asset is sold below its price, 1 = a million. */
  readonly assetMultiplierPpm: bigint
  readonly liabilityWeightPpm: bigint
  readonly liabilityMultiplierPpm: bigint
  readonly liabilityPrice: bigint
  readonly fundFeePpm: bigint
  readonly unitsPerWhole: bigint
}

/**
 * Units of a borrowed asset to take over, against collateral at the multipliers, that cover the shortage: shortage / (price·(wL −
 * wA·mA/mL) − price·fee·wL); undefined where no amount does.
 *
 * @example
 * import { liabilityToCover } from '@plimsoll/clearing'
 * const terms = { shortage: 10_000_000n, assetWeightPpm: 800_000n, assetMultiplierPpm: 1_100_000n, liabilityWeightPpm: 1_200_000n,
 *   liabilityMultiplierPpm: 900_000n, liabilityPrice: 100_000_000n, fundFeePpm: 10_000n, unitsPerWhole: 1_000_000_000n }
 * liabilityToCover(terms) // => 475669504n
 */
export function liabilityToCover(terms: CollateralCover): bigint | undefined {
  const { shortage, liabilityPrice, fundFeePpm, unitsPerWhole } = terms
  const liability = (terms.liabilityWeightPpm * weightPrecision) / million
  const asset =
    (((terms.assetWeightPpm * weightPrecision) / million) * terms.assetMultiplierPpm) / terms.liabilityMultiplierPpm
  if (asset >= liability) return undefined
  const perUnit = liabilityPrice * (liability - asset) - ((liabilityPrice * fundFeePpm) / million) * liability
  return perUnit <= 0n ? undefined : (shortage * unitsPerWhole * weightPrecision) / perUnit
}

/**
 * The discount after so many milliseconds: the base through the grace, then the base and a rate for every whole period since the
 * beginning, up to a cap.
 *
 * @example
 * import { discountAfter } from '@plimsoll/clearing'
 * const ramp = { basePpm: 20_000n, maxPpm: 50_000n, perPeriodPpm: 1n, periodMilliseconds: 400, graceMilliseconds: 600_000 }
 * discountAfter(ramp, 4_000) // => 20000n
 * discountAfter(ramp, 4_000_000) // => 30000n
 */
export function discountAfter(ramp: DiscountRamp, elapsedMilliseconds: number): bigint {
  if (elapsedMilliseconds < ramp.graceMilliseconds) return ramp.basePpm
  const periods = BigInt(Math.floor(elapsedMilliseconds / ramp.periodMilliseconds))
  const grown = ramp.basePpm + periods * ramp.perPeriodPpm
  return grown < ramp.maxPpm ? grown : ramp.maxPpm
}

/**
 * Part of what would cover the shortage that may change hands now: of the shortage there was, initial + elapsed/duration is free,
 * less what was freed already; all of a small shortage. In parts per million, in whole steps of the ramp's resolution.
 *
 * @example
 * import { coverPart } from '@plimsoll/clearing'
 * const ramp = { initialPpm: 100_000n, durationMilliseconds: 60_000, wholeBelow: 50_000_000n, resolutionPpm: 100n }
 * coverPart(ramp, { shortage: 100_000_000n, freed: 0n, elapsedMilliseconds: 6_000 }) // => 200000n
 * coverPart(ramp, { shortage: 49_000_000n, freed: 0n, elapsedMilliseconds: 0 }) // => 1000000n
 */
export function coverPart(
  ramp: CoverRamp,
  now: { readonly shortage: bigint; readonly freed: bigint; readonly elapsedMilliseconds: number },
): bigint {
  const { shortage, freed } = now
  if (shortage < ramp.wholeBelow) return million
  const one = million / ramp.resolutionPpm
  const grown = (BigInt(now.elapsedMilliseconds) * one) / BigInt(ramp.durationMilliseconds)
  const open = grown + ramp.initialPpm / ramp.resolutionPpm
  const most = ((shortage + freed) * (open < one ? open : one)) / one
  return most <= freed ? 0n : (((most - freed) * one) / shortage) * ramp.resolutionPpm
}

export interface PositionSpare {
  readonly shortage: bigint
  readonly lots: bigint
  readonly lotsPerUnit: bigint
  readonly ratioPpm: bigint
  readonly discountPpm: bigint
  readonly price: bigint
  readonly quotePricePpm: bigint
  readonly maxPpm: bigint
  /** Part of the spare that may be taken, so that rounding leaves no debt behind. */
  readonly partPpm: bigint
}

/**
 * Fee that the fund may take on a position so that closing it still covers the shortage: a part of ratio − discount −
 * shortage/notional, at most the maximum, at least nothing. In parts per million of notional.
 *
 * @example
 * import { spareFee } from '@plimsoll/clearing'
 * const terms = { shortage: 20_000_000n, lots: 10_000_000_000n, lotsPerUnit: 1_000_000_000n, ratioPpm: 50_000n, discountPpm: 10_000n,
 *   price: 100_000_000n, quotePricePpm: 1_000_000n, maxPpm: 50_000n, partPpm: 950_000n }
 * spareFee(terms) // => 19000n
 */
export function spareFee(terms: PositionSpare): bigint {
  const { shortage, lots, lotsPerUnit, ratioPpm, discountPpm, maxPpm, partPpm } = terms
  const price = (terms.price * terms.quotePricePpm) / million
  if (price === 0n || lots === 0n) return 0n
  const needed = (((shortage * lotsPerUnit) / lots) * million) / price
  return cappedFee(((ratioPpm - discountPpm - needed) * partPpm) / million, maxPpm)
}

export interface CollateralSpare {
  readonly shortage: bigint
  readonly units: bigint
  readonly unitsPerWhole: bigint
  readonly assetWeightPpm: bigint
  readonly assetMultiplierPpm: bigint
  readonly liabilityWeightPpm: bigint
  readonly liabilityMultiplierPpm: bigint
  readonly liabilityPrice: bigint
  readonly maxPpm: bigint
}

/**
 * The same for a borrowed asset that is taken over: (wL − wA·mA/mL − shortage/value) / wL.
 *
 * @example
 * import { collateralSpareFee } from '@plimsoll/clearing'
 * const terms = { shortage: 1_000_000n, units: 1_000_000n, unitsPerWhole: 1_000_000n, assetWeightPpm: 1_000_000n,
 *   assetMultiplierPpm: 1_010_000n, liabilityWeightPpm: 1_100_000n, liabilityMultiplierPpm: 1_000_000n,
 *   liabilityPrice: 100_000_000n, maxPpm: 100_000n }
 * collateralSpareFee(terms) // => 72727n
 */
export function collateralSpareFee(terms: CollateralSpare): bigint {
  const { shortage, units, unitsPerWhole, liabilityPrice, liabilityWeightPpm, maxPpm } = terms
  if (liabilityPrice === 0n || units === 0n || terms.assetWeightPpm >= liabilityWeightPpm) return 0n
  const asset = (terms.assetWeightPpm * terms.assetMultiplierPpm) / terms.liabilityMultiplierPpm
  const needed = (shortage * million * unitsPerWhole) / units / liabilityPrice
  return cappedFee(((liabilityWeightPpm - asset - needed) * million) / liabilityWeightPpm, maxPpm)
}

function cappedFee(implied: bigint, most: bigint): bigint {
  if (implied <= 0n) return 0n
  return implied < most ? implied : most
}
