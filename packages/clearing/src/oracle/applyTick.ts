import { advance } from './advance.js'
import type { FeedConfig, SourceConfig } from './feedConfig.js'
import type { FeedState, SourceState, SourceValidity, TickRefusal } from './feedState.js'
import { judgeTick } from './judgeTick.js'
import { isWithin } from './relative.js'
import { type Step, settle } from './settle.js'
import { panelsOf } from './settleSources.js'
import { authenticate, type HeardTick, type Tick } from './tick.js'

/** What became of a tick. */
export type TickOutcome =
  /** It is the source's last word, with this worth; a tick can be taken and make its source invalid. */
  | { readonly kind: 'taken'; readonly source: string; readonly validity: SourceValidity }
  /** The very tick that was the source's last: no effect. */
  | { readonly kind: 'duplicate'; readonly source: string }
  /** No effect, but counted. */
  | { readonly kind: 'refused'; readonly reason: TickRefusal }

export interface TickStep extends Step {
  readonly outcome: TickOutcome
}

/**
 * Hears one tick at `now`, after all that time has brought until then. A tick that is not who it says it is, or is replayed, late or
 * from the future, is refused and counted; what a rightful source says is taken, and if it is no price the source has none.
 *
 * @param now engine time, not before `state.at`
 *
 * @example
 * import { applyTick, emptyFeed } from '@plimsoll/clearing'
 * const tick = { feed: 'BTC-USD', source: 'stranger', sequence: 1, publishedAt: 0, bid: '1', ask: '1', signature: '' }
 * applyTick({ feed: 'BTC-USD', index: { sources: [] } }, emptyFeed(0), tick, 0).outcome // => { kind: 'refused', reason: 'unknown-source' }
 */
export function applyTick(config: FeedConfig, state: FeedState, tick: Tick, now: number): TickStep {
  const key = keyOf(config, tick)
  return applyHeard(config, state, key === undefined ? { tick } : authenticate(tick, key), now)
}

/** {@link applyTick} for a tick that was verified already: the key must be the one that the record names for its source. */
export function applyHeard(config: FeedConfig, state: FeedState, { tick, signedBy }: HeardTick, now: number): TickStep {
  const key = keyOf(config, tick)
  if (key !== undefined && key !== signedBy) return refused(advance(config, state, now), 'signature')
  return takeTick(config, state, tick, now)
}

/** The key that must have signed a tick; undefined for one that is refused whoever has signed it. */
function keyOf(config: FeedConfig, tick: Tick): string | undefined {
  return tick.feed === config.feed && isWellFormed(tick) ? sourceOf(config, tick.source)?.publicKey : undefined
}

/** {@link applyTick} for a tick whose signature has been seen to. */
export function takeTick(config: FeedConfig, state: FeedState, tick: Tick, now: number): TickStep {
  const passed = advance(config, state, now)
  const source = sourceOf(config, tick.source)
  if (tick.feed !== config.feed) return refused(passed, 'wrong-feed')
  if (source === undefined) return refused(passed, 'unknown-source')
  if (!isWellFormed(tick)) return refused(passed, 'malformed')
  const last = passed.state.sources[source.id]
  if (last?.sequence === tick.sequence && last.signature === tick.signature)
    return { ...passed, outcome: { kind: 'duplicate', source: source.id } }
  const reason = untimely(config, source, last, tick, now)
  if (reason !== undefined) return refused(passed, reason)

  const sources = { ...passed.state.sources, [source.id]: heard(config, source, last, tick) }
  const step = settle(config, passed.state, { ...passed.state, sources })
  const { validity } = step.state.sources[source.id]!
  return {
    state: step.state,
    transitions: [...passed.transitions, ...step.transitions],
    outcome: { kind: 'taken', source: source.id, validity },
  }
}

function sourceOf(config: FeedConfig, id: string): SourceConfig | undefined {
  return panelsOf(config)
    .flatMap(({ sources }) => sources)
    .find((source) => source.id === id)
}

function isWellFormed({ sequence, publishedAt }: Tick): boolean {
  return Number.isSafeInteger(sequence) && sequence >= 0 && Number.isSafeInteger(publishedAt)
}

function untimely(
  config: FeedConfig,
  source: SourceConfig,
  last: SourceState | undefined,
  tick: Tick,
  now: number,
): TickRefusal | undefined {
  if (last !== undefined && tick.sequence <= last.sequence) return 'replayed'
  if (last !== undefined && tick.publishedAt < last.publishedAt) return 'time-backwards'
  if (tick.publishedAt > now + config.futureToleranceMs) return 'future'
  return tick.publishedAt + source.heartbeatMs <= now ? 'late' : undefined
}

/** The source after its tick. A far move is a jump until `settleSources` finds somebody who says the same. */
function heard(config: FeedConfig, source: SourceConfig, last: SourceState | undefined, tick: Tick): SourceState {
  const judged = judgeTick(config, source, tick)
  const { sequence, publishedAt, signature } = tick
  const before = last?.confirmed
  const base = { sequence, publishedAt, signature }
  if (judged.validity !== 'valid')
    return { ...base, validity: judged.validity, ...(before !== undefined && { confirmed: before }), run: 0 }
  const { price, halfSpread } = judged
  const isJump = before !== undefined && !isWithin(price, before, config.jumpPpm, config.leastSize)
  return {
    ...base,
    validity: isJump ? 'jump' : 'valid',
    price,
    halfSpread,
    confirmed: isJump ? before : price,
    run: isJump ? 0 : (last?.run ?? 0) + 1,
  }
}

function refused(passed: Step, reason: TickRefusal): TickStep {
  const { state } = passed
  const count = (state.refused[reason] ?? 0) + 1
  return {
    ...passed,
    state: { ...state, refused: { ...state.refused, [reason]: count } },
    outcome: { kind: 'refused', reason },
  }
}
