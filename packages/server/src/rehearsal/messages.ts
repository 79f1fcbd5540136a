import type { NewRehearsal, RehearsalEvent, RehearsalPrices, RehearsalTotals, VenueCounts } from '../contract/index.js'

/** What is to be rehearsed; everything else follows from it. */
export interface RehearsalTask {
  readonly asked: NewRehearsal
  /** Folder of recorded prices. */
  readonly recordings: string
}

/** What is known before the first step. */
export interface RehearsalStart {
  readonly prices: RehearsalPrices
  readonly steps: number
  /** Of market time between two steps. */
  readonly strideMilliseconds: number
  readonly lead: string
  readonly asset: string
  readonly accounts: number
  readonly hedged: number
}

/** One step of the machine, in the words and units of the contract. */
export interface PlayedStep {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly prices: Readonly<Record<string, number>>
  readonly levels: VenueCounts
  /** Of this step alone. */
  readonly counts: Pick<RehearsalTotals, 'calls' | 'liquidations' | 'deleveragingFills'>
  readonly totals: RehearsalTotals
  readonly fund: string
  readonly unpaid: string
  readonly events: readonly Omit<RehearsalEvent, 'number'>[]
  readonly milliseconds: number
}

/** What the service says to whoever plays: one more step. */
export interface ToRehearsal {
  readonly kind: 'step'
}

export type FromRehearsal =
  | { readonly kind: 'made'; readonly start: RehearsalStart; readonly first: PlayedStep }
  | { readonly kind: 'step'; readonly step: PlayedStep }
  | { readonly kind: 'ended' }
  | { readonly kind: 'failed'; readonly message: string }
