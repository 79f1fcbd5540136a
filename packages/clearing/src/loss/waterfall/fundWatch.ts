/** `DRAWN`: too much of the peak is gone, though not all. `EXHAUSTED`: nothing is left. */
export type FundState = 'NORMAL' | 'DRAWN' | 'EXHAUSTED'

/** What a venue does in a state of its fund. */
export interface FundActions {
  /** Whether positions may be opened; otherwise they may only be reduced. */
  readonly opens: boolean
  /** Whether markets may draw on the shared fund; otherwise deleveraging comes as soon as the market's own pool is empty. */
  readonly sharedFundPays: boolean
  /** Factor on the initial requirement of positions that are opened, parts per million. Maintenance is never raised by it. */
  readonly initialFactorPpm: bigint
}

/** When a fund is said to be drawn down, and what follows. */
export interface FundRule {
  /** How far back the peak is sought. */
  readonly windowMilliseconds: number
  /** Balances within one of these keep only their highest: bounds the memory; a peak is remembered at most so much longer. */
  readonly bucketMilliseconds: number
  /** More than this part of the peak gone: `DRAWN`. Parts per million. */
  readonly triggerPpm: bigint
  /** Back to `NORMAL` when no more than this part is gone; below the trigger, so that the state does not flicker. */
  readonly releasePpm: bigint
  readonly actions: Readonly<Record<FundState, FundActions>>
}

/** A fund's memory of its peaks. */
export interface FundWatch {
  readonly state: FundState
  /** Part of the window's peak that is gone, parts per million, rounded up. */
  readonly drawdownPpm: bigint
  /** Balances that may still become the peak: ever later, ever lower. */
  readonly peaks: readonly { readonly at: number; readonly balance: bigint }[]
}

/** A fund that has not been looked at yet. */
export const unwatchedFund: FundWatch = { state: 'NORMAL', drawdownPpm: 0n, peaks: [] }

/**
 * The watch after a balance was seen, at an instant not before the last one. Money that is put in heals a drawdown, money that is taken
 * out counts as one: what matters is what is there.
 *
 * @example
 * import { unwatchedFund, watchFund } from '@plimsoll/clearing'
 * const act = { opens: true, sharedFundPays: true, initialFactorPpm: 1_000_000n }
 * const rule = { windowMilliseconds: 28_800_000, bucketMilliseconds: 60_000, triggerPpm: 300_000n, releasePpm: 150_000n,
 *   actions: { NORMAL: act, DRAWN: act, EXHAUSTED: act } }
 * const before = watchFund(unwatchedFund, 0, 1_000_000n, rule)
 * watchFund(before, 3_600_000, 650_000n, rule).state // => 'DRAWN'
 */
export function watchFund(watch: FundWatch, at: number, balance: bigint, rule: FundRule): FundWatch {
  const bucket = at - (at % rule.bucketMilliseconds)
  const from = bucket - rule.windowMilliseconds
  const higher = watch.peaks.filter((peak) => peak.at >= from && peak.balance > balance)
  const last = higher[higher.length - 1]
  const peaks = last?.at === bucket ? higher : [...higher, { at: bucket, balance }]
  const peak = peaks[0]!.balance
  const gone = peak - balance
  const drawdownPpm = peak > 0n ? (gone * 1_000_000n + peak - 1n) / peak : 0n
  const limit = watch.state === 'NORMAL' ? rule.triggerPpm : rule.releasePpm
  const state = balance <= 0n ? 'EXHAUSTED' : gone * 1_000_000n > limit * peak ? 'DRAWN' : 'NORMAL'
  return { state, drawdownPpm, peaks }
}
