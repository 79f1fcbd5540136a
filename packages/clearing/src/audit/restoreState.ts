import { refuse } from '../error/refusal.js'
import { loadState, type State, stateHash } from '../state/state.js'
import { audit } from './audit.js'

/**
 * The state that `saveState` wrote, or none: its hash is the one that was kept with it, and its books agree. Whatever is valued,
 * called or liquidated needs a state, so that nothing of it can begin while one is partly there. Send `resume` next: the prices in it are of
 * before.
 *
 * @param hash `stateHash` of the state when it was saved
 * @throws Refused STATE_DAMAGED with the hash found or the first account that does not agree; SyntaxError where the text is no state
 * @example
 * import { apply, createState, restoreState, saveState, stateHash } from '@plimsoll/clearing'
 * const state = createState()
 * apply(state, { id: 'c1', at: 0, kind: 'list-asset', asset: 'USDC', record: { decimals: 6 } })
 * const restored = restoreState(saveState(state), stateHash(state))
 * stateHash(restored) === stateHash(state) // => true
 * apply(restored, { id: 'c2', at: 0, kind: 'resume' }).sequence // => 2
 */
export function restoreState(text: string, hash: string): State {
  const state = loadState(text)
  const found = stateHash(state)
  if (found !== hash) refuse('STATE_DAMAGED', 'hash', found, hash)
  const [violation] = audit(state)
  if (violation !== undefined) refuse('STATE_DAMAGED', violation.where, violation.found, String(violation.expected))
  return state
}
