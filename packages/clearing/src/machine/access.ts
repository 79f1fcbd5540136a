import { refuse } from '../error/refusal.js'
import { parametersOf } from '../risk/marketView.js'
import type { Access, AccessRecord, ReopeningRules } from '../state/records.js'
import type { State } from '../state/state.js'
import type { Draft } from './draft.js'

/**
 * What is served while not everybody can answer. Whoever pays in, cancels, moves his own money or takes from an account in liquidation is
 * served always; new risk waits.
 */
const served: Readonly<Record<'place-order' | 'trade', readonly Access[]>> = {
  'place-order': ['full', 'post-only'],
  trade: ['full'],
}

const never: AccessRecord = { access: 'full', since: Number.NEGATIVE_INFINITY }
const atOnce: ReopeningRules = { cancelOnly: 0, postOnly: 0, restart: 0, begunMax: Number.POSITIVE_INFINITY }

export function accessOf(state: State): AccessRecord {
  return state.access.get('access') ?? never
}

export function reopeningOf(state: State): ReopeningRules {
  return parametersOf(state).reopening ?? atOnce
}

export function requireAccess({ state }: Draft, kind: keyof typeof served): void {
  const { access } = accessOf(state)
  if (!served[kind].includes(access)) refuse('VENUE_RESTRICTED', kind, access, served[kind].join(' or '))
}

/**
 * Liquidations that may begin now. While the venue is closed or has just opened, many accounts are found short at once that nobody could have
 * saved before: so many a second, whatever the number of commands, and not all of them at the first price.
 */
export function mayBegin(state: State, at: number): number {
  const { access, since } = accessOf(state)
  const { restart, begunMax } = reopeningOf(state)
  if (access === 'full' && at - since >= restart) return Number.POSITIVE_INFINITY
  const begun = state.episodes.keys().filter((id) => state.episodes.get(id)!.startedAt > at - 1000).length
  return Math.max(0, begunMax - begun)
}
