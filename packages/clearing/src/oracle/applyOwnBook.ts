import { divideDirected } from 'plimsoll'
import { advance } from './advance.js'
import type { FeedConfig } from './feedConfig.js'
import type { FeedState } from './feedState.js'
import { type Step, settle } from './settle.js'

/**
 * The best of the venue's own book, without the orders of whoever would cross himself. No last trade: what was done is no price here,
 * only what could be done by others, in size.
 */
export interface OwnBook {
  /** In price units; an absent side is absent. */
  readonly bid?: bigint
  readonly ask?: bigint
  /** Notional behind each side in whole units of the quote asset. */
  readonly bidDepth: bigint
  readonly askDepth: bigint
}

/**
 * Shows the oracle the own book. A book that is one-sided, crossed or thinner than `ownDepthMin` is no input of the mark.
 *
 * @param now engine time, not before `state.at`
 */
export function applyOwnBook(config: FeedConfig, state: FeedState, book: OwnBook, now: number): Step {
  const passed = advance(config, state, now)
  const { ownMid: _, ...rest } = passed.state
  const ownMid = qualifiedMid(config, book)
  const step = settle(config, passed.state, { ...rest, ...(ownMid !== undefined && { ownMid }) })
  return { state: step.state, transitions: [...passed.transitions, ...step.transitions] }
}

function qualifiedMid({ mark }: FeedConfig, { bid, ask, bidDepth, askDepth }: OwnBook): bigint | undefined {
  if (bid === undefined || ask === undefined || bid > ask) return undefined
  if (bidDepth < mark.ownDepthMin || askDepth < mark.ownDepthMin) return undefined
  return divideDirected(bid + ask, 2n, 'down')
}
