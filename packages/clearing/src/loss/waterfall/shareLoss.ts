import { type Draw, drawOf } from '../exact/draw.js'
import { proRata } from '../exact/proRata.js'

/**
 * Who pays for a bankrupt account, in this order: each tier is exhausted, or stands at its cap, before the next is touched. Principal
 * of accounts that are not bankrupt is in none of them but the last.
 */
export const lossTiers = [
  'equity',
  'surplus',
  'market-pool',
  'shared-fund',
  'backstop',
  'deleveraging',
  'gain-haircut',
  'venue-capital',
  'final-settlement',
] as const

export type LossTier = (typeof lossTiers)[number]

/** A ledger account that can pay; negative amounts count as nothing. */
export interface LossPayer {
  readonly name: string
  readonly available: bigint
  /** The most that it pays for this loss although it has more: a slice, a provider's cap in this market. */
  readonly cap?: bigint
}

/** What stands behind one market's losses. */
export interface LossSources {
  /** The bankrupt account's own. */
  readonly equity: LossPayer
  /** What earlier liquidations of this market left over. */
  readonly surplus: LossPayer
  /** This market's own pool; pools of other markets are not part of the question. */
  readonly marketPool: LossPayer
  /** The fund of the group, capped by this market's slice ({@link sharedSlice}). */
  readonly sharedFund: LossPayer
  /** Providers who agreed beforehand, each with a cap in this market. */
  readonly backstops: readonly LossPayer[]
  /**
   * What deleveraging passes on to whom, given what is left: the fills of {@link deleverage} at {@link deleveragingPrice}, each with its
   * cost. A function, because the bankruptcy price depends on what the tiers before have paid.
   */
  readonly deleveraging: (left: bigint) => readonly LossPayer[]
  /** Gains on this market since the last settlement, before deleveraging: a gain is taken once, here or there. */
  readonly gains: readonly LossPayer[]
  readonly venueCapital: LossPayer
  /** The account of the market's final settlement, which owes what nobody paid and by which all claims on the market are cut. */
  readonly finalSettlement: string
}

export interface LossPayment {
  readonly from: string
  readonly amount: bigint
  readonly tier: LossTier
  readonly why: string
}

/**
 * The list of payments that makes a deficit whole: their sum is the deficit, to the unit. Within a tier payers give in proportion
 * to what they can. A payment in the tier `final-settlement` means that the market has to be settled at its index.
 *
 * @param deficit at least 0
 * @param seed decides who gives the last unit among equals; see {@link drawOf}
 *
 * @example
 * import { shareLoss } from '@plimsoll/clearing'
 * const none = (name) => ({ name, available: 0n })
 * const payments = shareLoss(100n, {
 *   equity: { name: 'account 7', available: 30n },
 *   surplus: none('surplus of X'),
 *   marketPool: { name: 'pool of X', available: 20n },
 *   sharedFund: { name: 'fund', available: 1000n, cap: 25n },
 *   backstops: [{ name: 'provider', available: 10n }],
 *   deleveraging: (left) => [{ name: 'winner', available: left }],
 *   gains: [], venueCapital: none('venue'), finalSettlement: 'settlement of X',
 * }, 'event 1')
 * payments.map(({ from, amount }) => `${from} ${amount}`) // => ['account 7 30', 'pool of X 20', 'fund 25', 'provider 10', 'winner 15']
 * payments[2].why // => 'its cap of 25, of 1000 there'
 */
export function shareLoss(deficit: bigint, sources: LossSources, seed: string): readonly LossPayment[] {
  const draw = drawOf(seed)
  const payments: LossPayment[] = []
  let left = deficit
  for (const tier of lossTiers) {
    if (left === 0n) break
    for (const payment of payTier(tier, payersOf(tier, sources, left, payments), left, draw)) {
      payments.push(payment)
      left -= payment.amount
    }
  }
  return payments
}

function payersOf(
  tier: LossTier,
  sources: LossSources,
  left: bigint,
  before: readonly LossPayment[],
): readonly LossPayer[] {
  switch (tier) {
    case 'equity':
      return [sources.equity]
    case 'surplus':
      return [sources.surplus]
    case 'market-pool':
      return [sources.marketPool]
    case 'shared-fund':
      return [sources.sharedFund]
    case 'backstop':
      return sources.backstops
    case 'deleveraging':
      return sources.deleveraging(left)
    case 'gain-haircut':
      return gainsLeft(sources.gains, before)
    case 'venue-capital':
      return [sources.venueCapital]
    case 'final-settlement':
      return [{ name: sources.finalSettlement, available: left }]
  }
}

function gainsLeft(gains: readonly LossPayer[], before: readonly LossPayment[]): readonly LossPayer[] {
  const taken = new Map<string, bigint>()
  for (const { tier, from, amount } of before) if (tier === 'deleveraging') taken.set(from, amount)
  return gains.map((payer) => ({ ...payer, available: payer.available - (taken.get(payer.name) ?? 0n) }))
}

function payTier(tier: LossTier, payers: readonly LossPayer[], left: bigint, draw: Draw): readonly LossPayment[] {
  const givers = payers.map((payer) => ({ name: payer.name, available: mostOf(payer) }))
  const together = givers.reduce((sum, { available }) => sum + available, 0n)
  const amounts = proRata(together < left ? together : left, givers, draw)
  return payers.flatMap((payer, row): LossPayment[] =>
    amounts[row] === 0n
      ? []
      : [{ from: payer.name, amount: amounts[row]!, tier, why: reason(tier, payer, amounts[row]!, together) }],
  )
}

/** What a payer would give at most: what it has, up to its cap. */
export function mostOf({ available, cap }: LossPayer): bigint {
  const most = cap !== undefined && cap < available ? cap : available
  return most > 0n ? most : 0n
}

function reason(tier: LossTier, { available, cap }: LossPayer, amount: bigint, together: bigint): string {
  if (tier === 'final-settlement') return 'nobody else is left: the market is settled at its index'
  if (amount === available) return `all of ${available}`
  if (amount === cap) return `its cap of ${cap}, of ${available} there`
  const most = cap !== undefined && cap < available ? cap : available
  return most === together ? `what was left to pay, of ${most}` : `in proportion, ${most} of the tier’s ${together}`
}

/**
 * The value of a lot at which closing `lots` passes on a deficit that is left, and not a unit more: the mark moved against the
 * winners by the whole part of deficit / lots. What the division leaves (less than one unit a lot) falls on the next tier.
 *
 * @param side of the winners
 *
 * @example
 * import { deleveragingPrice } from '@plimsoll/clearing'
 * deleveragingPrice('short', 88n, 50n, 103n) // => 90n
 */
export function deleveragingPrice(side: 'long' | 'short', mark: bigint, lots: bigint, left: bigint): bigint {
  const gap = left / lots
  return side === 'long' ? mark - gap : mark + gap
}
