import { divideDirected } from 'plimsoll'
import { size } from '../account.js'
import { million, partOf } from '../ppm.js'

/**
 * Prices at which a position may leave an account, by the part of the account's equity that its requirement takes up. Money in
 * the smallest unit. Formulas: dydxprotocol/v4-chain, protocol/x/clob/keeper/liquidations.go.
 */

/** An account and the change that closing a part of one position makes to it, at the mark. */
export interface ClosedPart {
  readonly equity: bigint
  readonly maintenance: bigint
  /** Change of the position's signed notional: negative where a long is reduced. */
  readonly notionalChange: bigint
  /** Change of the maintenance requirement; not positive. */
  readonly maintenanceChange: bigint
}

/**
 * What must be received (> 0) or may be paid (< 0) for the closed part so that it takes away exactly its share of the equity, by
 * requirement: −Δnotional − equity·|ΔMM| / MM, rounded up, against whoever takes it over. All parts together leave nothing.
 *
 * @example
 * import { bankruptcyQuote } from '@plimsoll/clearing'
 * // 1 BTC short at 50,000 with 13 left, 0.00021347 BTC bought back; money in millionths.
 * bankruptcyQuote({ equity: -49_987_000_000n, maintenance: 5_000_000_000n, notionalChange: 10_673_500n, maintenanceChange: -1_067_350n }) // => -2775n
 */
export function bankruptcyQuote({ equity, maintenance, notionalChange, maintenanceChange }: ClosedPart): bigint {
  return -notionalChange - divideDirected(equity * size(maintenanceChange), maintenance, 'down')
}

/**
 * What the account owes the insurance fund for a fill (> 0, at most a part of the fill) or the fund the account (< 0): the fill
 * against the bankruptcy quote.
 *
 * @example
 * import { insuranceDelta } from '@plimsoll/clearing'
 * insuranceDelta(5_049_000_000n, 5_100_000_000n, 5_000n) // => -51000000n
 * insuranceDelta(5_200_000_000n, 5_100_000_000n, 5_000n) // => 26000000n
 */
export function insuranceDelta(fillQuote: bigint, bankruptcy: bigint, feePpmMax: bigint): bigint {
  const delta = fillQuote - bankruptcy
  const most = partOf(size(fillQuote), feePpmMax, 'down')
  return delta < most ? delta : most
}

export interface FillableTerms {
  readonly equity: bigint
  readonly maintenance: bigint
  /** Signed notional of the whole position at the mark. */
  readonly notional: bigint
  /** Maintenance requirement of the whole position. */
  readonly positionMaintenance: bigint
  /** How fast the spread opens as equity falls below maintenance. */
  readonly adjustmentPpm: bigint
  /** The widest spread, as a part of the position's requirement. */
  readonly spreadPpm: bigint
}

/** An exact quotient; the denominator is positive. */
export interface Quotient {
  readonly numerator: bigint
  readonly denominator: bigint
}

/**
 * The worst quote at which the whole position may be closed: notional − clamp(A·(1 − equity/MM), 0, 1)·S·MM of the position, in the
 * smallest unit, exact. Divided by the position it is a price that does not depend on how much is closed.
 *
 * @example
 * import { fillableQuote } from '@plimsoll/clearing'
 * // 0.1 BTC long at 50,000, equity 499 under a requirement of 500: a spread of 0.1 or a price of 49,999.
 * const quote = fillableQuote({ equity: 499_000_000n, maintenance: 500_000_000n, notional: 5_000_000_000n,
 *   positionMaintenance: 500_000_000n, adjustmentPpm: 1_000_000n, spreadPpm: 100_000n })
 * quote.numerator / quote.denominator // => 4999900000n
 */
export function fillableQuote(terms: FillableTerms): Quotient {
  const { equity, maintenance, notional, positionMaintenance, adjustmentPpm, spreadPpm } = terms
  const rating = adjustmentPpm * (maintenance - equity)
  const one = million * maintenance
  const bounded = rating < 0n ? 0n : rating > one ? one : rating
  const denominator = one * million
  return { numerator: notional * denominator - bounded * spreadPpm * positionMaintenance, denominator }
}

/**
 * Least and most notional of a position that may be closed at once: a part of it, not less than an amount, and the whole of a
 * position that is smaller than the amount.
 *
 * @example
 * import { positionLimits } from '@plimsoll/clearing'
 * positionLimits(5_000_000n, { leastNotional: 10_000_000n, partPpm: 1_000_000n }) // => { least: 5000000n, most: 5000000n }
 */
export function positionLimits(
  notional: bigint,
  { leastNotional, partPpm }: { readonly leastNotional: bigint; readonly partPpm: bigint },
): { readonly least: bigint; readonly most: bigint } {
  const whole = size(notional)
  const least = leastNotional < whole ? leastNotional : whole
  const part = partOf(whole, partPpm, 'down')
  return { least, most: part > least ? part : least }
}
