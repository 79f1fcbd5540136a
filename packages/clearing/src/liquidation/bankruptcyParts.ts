import { decimalOfNumber, divideDirected } from 'plimsoll'
import { heldInstruments, type InstrumentTerms, type Lots, size, termsOf } from './account.js'

/** A position as it leaves a bankrupt account, or one that the backstop takes over. */
export interface BankruptcyPart {
  readonly instrument: string
  /** Signed, as held. */
  readonly lots: bigint
  /** Part of the account's equity that goes with it, in the smallest unit; negative where the taker brings it. */
  readonly amount: bigint
  /**
   * Price in ticks at which the position, closed, leaves the account with exactly its part or, by the rounding to whole ticks, with
   * up to a tick per lot more.
   */
  readonly price: bigint
}

/**
 * The account's equity divided among its positions in proportion to their notional, exactly: what rounding leaves over goes to the
 * largest remainders, of equal ones to the first by name. Of equity below zero that gives each position its bankruptcy price: whoever
 * takes all of them at these prices leaves an account of zero.
 *
 * @example
 * import { bankruptcyParts } from '@plimsoll/clearing'
 * // 10 lots long at a mark of 70, 200 short of zero: 90.
 * const terms = { underlying: 'X', mark: 70n, tickValue: 1, lotNotional: 70, lotDelta: 1, dailyMove: 5,
 *   stressVolumeLots: 100n, executableLots: 10n, bandTicks: 5n, hedges: true }
 * bankruptcyParts({ 'X-PERP': 10n }, -20_000n, { 'X-PERP': terms }, 2) // => [{ instrument: 'X-PERP', lots: 10n, amount: -20000n, price: 90n }]
 */
export function bankruptcyParts(
  positions: Lots,
  equity: bigint,
  instruments: Readonly<Record<string, InstrumentTerms>>,
  decimals: number,
): readonly BankruptcyPart[] {
  const held = heldInstruments(positions)
  const amounts = divideByWeight(equity, notionals(held, positions, instruments))
  return held.map((instrument, row) => {
    const lots = positions[instrument] ?? 0n
    const amount = amounts[row] ?? 0n
    return { instrument, lots, amount, price: priceOf(lots, amount, termsOf(instruments, instrument), decimals) }
  })
}

/** Notional of each position as an exact whole number, of one scale. */
function notionals(
  held: readonly string[],
  positions: Lots,
  instruments: Readonly<Record<string, InstrumentTerms>>,
): readonly bigint[] {
  const perLot = held.map((name) => decimalOfNumber(termsOf(instruments, name).lotNotional, 'lotNotional'))
  const finest = perLot.reduce((most, { scale }) => Math.max(most, scale), 0)
  return perLot.map(({ units, scale }, row) => {
    const lots = positions[held[row] ?? ''] ?? 0n
    return size(lots) * units * 10n ** BigInt(finest - scale)
  })
}

/** Whole numbers in proportion to the weights that sum to the amount exactly: largest remainder. At prices of zero all weigh the same. */
function divideByWeight(amount: bigint, given: readonly bigint[]): readonly bigint[] {
  const weights = given.some((weight) => weight > 0n) ? given : given.map(() => 1n)
  const total = weights.reduce((sum, weight) => sum + weight, 0n)
  const shares = weights.map((weight) => divideDirected(amount * weight, total, 'down'))
  const left = amount - shares.reduce((sum, share) => sum + share, 0n)
  const remainders = weights.map((weight, row) => ({ row, remainder: amount * weight - (shares[row] ?? 0n) * total }))
  remainders.sort((a, b) => (a.remainder === b.remainder ? a.row - b.row : b.remainder > a.remainder ? 1 : -1))
  const raised = new Set(remainders.slice(0, Number(left)).map(({ row }) => row))
  return shares.map((share, row) => (raised.has(row) ? share + 1n : share))
}

/** mark − amount per lot for a long, mark + amount per lot for a short, rounded so that the account is not left below zero. */
function priceOf(lots: bigint, amount: bigint, { mark, tickValue }: InstrumentTerms, decimals: number): bigint {
  const { units, scale } = decimalOfNumber(tickValue, 'tickValue')
  const perTick = size(lots) * units * 10n ** BigInt(decimals)
  const ticks = divideDirected(amount * 10n ** BigInt(scale), perTick, 'down')
  return lots > 0n ? mark - ticks : mark + ticks
}
