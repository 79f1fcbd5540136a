import { apply } from '../machine/apply.js'
import type { Command } from '../machine/commands.js'
import type { Event } from '../machine/events.js'
import { evolve } from '../machine/evolve.js'
import { assess } from '../risk/assess.js'
import { decode, encode } from '../state/codec.js'
import { commit, forkState, loadState, type State, saveState, stateHash } from '../state/state.js'
import { remember } from './before.js'
import type { BrokenInvariant } from './brokenInvariant.js'
import { checkStep } from './checks.js'
import { type Happened, happenings } from './happened.js'
import { backstopAccount, regimeOf } from './regime.js'
import { smallVenue } from './smallVenue.js'
import { withSources } from './sources.js'

/** What happens to a simulated venue: a command arrives, or the machine crashes and so many records that were not synced survive. */
export type SimulationStep =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'crash'; readonly kept: number }

/** A machine with its journal in memory, which loses what a disk would lose. */
export interface World {
  readonly state: State
  /** Records that were written and are not yet synced: nobody has been told that their commands were done. */
  readonly unsynced: readonly Command[]
  /** Events so far. */
  readonly events: number
  readonly refusals: Readonly<Record<string, number>>
  readonly happened: Happened
  /** Does a step, and says what it broke. */
  take(step: SimulationStep): BrokenInvariant | undefined
}

/** So many records are synced together. */
const group = 16
/** A snapshot replaces the log after so many records; a hash of the state stands beside every so many. */
const snapshotEvery = 512
const hashEvery = 128

interface Entry {
  readonly command: Command
  readonly text: string
  readonly hash: string | undefined
}

/** The small venue under the regime of a seed, with the regime’s backstop and funds. */
function venueOf(seed: number): State {
  const { parameters, backstop, funds } = regimeOf(seed)
  const { state, must } = withSources(smallVenue(parameters))
  const fill = (account: string, amount: bigint): void => {
    must('open-account', { account, owner: account, mode: 'cross' })
    if (amount > 0n) must('deposit', { account, asset: 'USDC', amount })
  }
  if (backstop > 0n) fill(backstopAccount, backstop)
  fill('founder', funds.market + funds.shared)
  for (const [market, amount] of [['BTC', funds.market] as const, ['shared', funds.shared] as const]) {
    if (amount > 0n) must('contribute', { account: 'founder', asset: 'USDC', amount, market })
  }
  return state
}

export function createWorld(seed: number): World {
  let state = venueOf(seed)
  let snapshot = saveState(state)
  let synced: Entry[] = []
  let unsynced: Entry[] = []
  let events = 0
  const refusals: Record<string, number> = {}
  const { happened, note } = happenings()
  /** Commands whose answers are in the journal. */
  const done = new Set<string>()

  const write = (command: Command, written: readonly Event[]): BrokenInvariant | undefined => {
    const isHashed = (synced.length + unsynced.length) % hashEvery === hashEvery - 1
    unsynced.push({ command, text: encode(written), hash: isHashed ? stateHash(state) : undefined })
    if (unsynced.length < group) return undefined
    // A fork has seen nothing yet, and remembers nothing.
    if (!sameFigures(state, forkState(state))) return differs
    synced.push(...unsynced)
    unsynced = []
    if (synced.length < snapshotEvery) return undefined
    snapshot = saveState(state)
    synced = []
    return sameFigures(state, loadState(snapshot)) ? undefined : differs
  }
  const deliver = (command: Command): BrokenInvariant | undefined => {
    const before = remember(state)
    const answer = apply(state, command)
    events += answer.events.length
    note(command, answer, before)
    if (answer.refusal !== undefined) refusals[answer.refusal.code] = (refusals[answer.refusal.code] ?? 0) + 1
    const unlike = answer.events.length > 0 ? write(command, answer.events) : undefined
    if (unlike !== undefined) return unlike
    const isSecond = done.has(command.id) && answer.events.length > 0 && answer.refusal?.code !== 'COMMAND_LATE'
    done.add(command.id)
    if (isSecond) return { invariant: 'I14', what: `command ${command.id} had a second effect` }
    return checkStep(state, command, answer, before)[0]
  }
  const crash = (kept: number): BrokenInvariant | undefined => {
    const before = unsynced.length <= kept ? stateHash(state) : undefined
    const restored = loadState(snapshot)
    for (const { text, hash } of [...synced, ...unsynced.slice(0, kept)]) {
      for (const event of decode(text) as Event[]) evolve(restored, event)
      commit(restored)
      if (hash !== undefined && hash !== stateHash(restored)) return differs
    }
    if (before !== undefined && (before !== stateHash(restored) || !sameFigures(state, restored))) return differs
    for (const { command } of unsynced.slice(kept)) done.delete(command.id)
    state = restored
    snapshot = saveState(state)
    synced = []
    unsynced = []
    return undefined
  }
  return {
    get state() {
      return state
    },
    get unsynced() {
      return unsynced.map(({ command }) => command)
    },
    get events() {
      return events
    },
    refusals,
    happened,
    take(step) {
      try {
        return step.kind === 'command' ? deliver(step.command) : crash(step.kept)
      } catch (error) {
        return { invariant: 'I19', what: `an error that is no refusal: ${String(error)}` }
      }
    },
  }
}

/** Whether every account is assessed the same from what was remembered and from nothing. */
function sameFigures(live: State, restored: State): boolean {
  return live.accounts.keys().every((id) => {
    const figures = [live, restored].map((state) => {
      try {
        return encode({ ...assess(state, id, state.accounts.get(id)!) })
      } catch (error) {
        return String(error)
      }
    })
    return figures[0] === figures[1]
  })
}

const differs: BrokenInvariant = {
  invariant: 'I12',
  what: 'the state that journal or snapshot gives, or what it is assessed to, differs from the one that was written',
}
