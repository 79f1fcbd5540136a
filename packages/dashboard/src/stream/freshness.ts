import type { StreamState } from './state'

export type Freshness =
  | { readonly kind: 'live' }
  | { readonly kind: 'old'; readonly because: 'disconnected' | 'stale' | 'halt' }

const live: Freshness = { kind: 'live' }
const disconnected: Freshness = { kind: 'old', because: 'disconnected' }
const stale: Freshness = { kind: 'old', because: 'stale' }
const halt: Freshness = { kind: 'old', because: 'halt' }

/** Whether the numbers on the screen are true now, and if not, why. Constants, so that identity means equality. */
export function freshness(state: StreamState): Freshness {
  if (state.connection === 'reconnecting') return disconnected
  if (state.status?.feed.state === 'HALT') return halt
  if (state.status?.feed.state === 'STALE') return stale
  return live
}
