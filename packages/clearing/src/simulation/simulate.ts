import { randomSource } from 'plimsoll'
import { type Answer, apply } from '../machine/apply.js'
import type { Command } from '../machine/commands.js'
import type { Event } from '../machine/events.js'
import { evolve } from '../machine/evolve.js'
import { decode, encode } from '../state/codec.js'
import { commit, loadState, type State, saveState, stateHash } from '../state/state.js'
import { type BrokenInvariant, checkStep, remember } from './checks.js'
import { faultsOf } from './faults.js'
import { randomCommands } from './randomCommands.js'
import { smallVenue } from './smallVenue.js'

export interface SimulationOptions {
  /** A whole number from 0 to 2⁵³ − 1; everything follows from it. */
  readonly seed: number
  /** Ends when the machine has emitted so many events. */
  readonly events: number
  /** Called now and then with the events so far. */
  readonly progress?: (events: number) => void
}

export interface Violation extends BrokenInvariant {
  /** Which command, counted from 1. */
  readonly step: number
  readonly command: Command
}

export interface SimulationReport {
  readonly seed: number
  readonly commands: number
  readonly events: number
  readonly refusals: Readonly<Record<string, number>>
  /** Commands that came again, late or out of order; crashes, and how many of them lost unacknowledged records. */
  readonly faults: Readonly<Record<'repeated' | 'delayed' | 'clockJumps' | 'crashes' | 'tornTails', number>>
  /** The first violation; a simulation ends there. */
  readonly violation?: Violation
  /** Hash of the last state: the same for the same seed and events, on every machine. */
  readonly hash: string
  /** Every command that was applied, for a reproduction; only with a violation. */
  readonly log?: readonly Command[]
}

/**
 * Runs a venue of agents against the machine, with commands that come twice, late and out of order, clocks that jump, and crashes at any
 * point that tear what was not yet acknowledged, and checks the invariants after every command. It is one thread and has no clock: a
 * seed gives the same run everywhere.
 */
export function simulate({ seed, events: most, progress }: SimulationOptions): SimulationReport {
  let { state } = smallVenue()
  const faults = faultsOf(randomSource(seed))
  const next = randomCommands(seed)
  const log = createLog(state)
  const commands: Command[] = []
  const refusals: Record<string, number> = {}
  let events = 0
  let shown = 0
  const report = (violation?: Violation): SimulationReport => ({
    seed,
    commands: commands.length,
    events,
    refusals,
    faults: faults.counts,
    hash: stateHash(state),
    ...(violation === undefined ? {} : { violation, log: commands }),
  })
  while (events < most) {
    for (const command of faults.delivered(next(state))) {
      commands.push(command)
      const before = remember(state)
      const answer = apply(state, command)
      events += answer.events.length
      log.append(command, answer, state)
      if (answer.refusal !== undefined) refusals[answer.refusal.code] = (refusals[answer.refusal.code] ?? 0) + 1
      const [broken] = checkStep(state, command, answer, before)
      if (broken !== undefined) return report({ ...broken, step: commands.length, command })
    }
    if (faults.crashes()) {
      const recovered = log.crash(faults.tear)
      if ('invariant' in recovered) return report({ ...recovered, step: commands.length, command: commands.at(-1)! })
      state = recovered.state
      for (const command of recovered.lost) faults.resend(command)
    }
    if (progress !== undefined && events - shown >= 10_000) {
      shown = events
      progress(events)
    }
  }
  return report()
}

interface Entry {
  readonly command: Command
  readonly text: string
  readonly hash: string | undefined
}

interface Recovered {
  readonly state: State
  /** Commands whose record was lost: nobody has been told that they were done, so their senders send them again. */
  readonly lost: readonly Command[]
}

/** So many records are synced together. */
const group = 16
const hashEvery = 128
/** A snapshot replaces the log after so many records. */
const snapshotEvery = 512

/** A journal in memory that behaves as a disk does: what was not synced may be lost, whole or in part. */
function createLog(first: State): {
  append(command: Command, answer: Answer, state: State): void
  crash(tear: (length: number) => number): Recovered | BrokenInvariant
} {
  let snapshot = saveState(first)
  let synced: Entry[] = []
  let pending: Entry[] = []
  return {
    append(command, { events }, state) {
      if (events.length === 0) return
      const isLast = pending.length + 1 === group
      // A hash for every record would be most of the work.
      const isHashed = isLast && synced.length % hashEvery === hashEvery - group
      pending.push({ command, text: encode(events), hash: isHashed ? stateHash(state) : undefined })
      if (!isLast) return
      synced.push(...pending)
      pending = []
      if (synced.length >= snapshotEvery) {
        snapshot = saveState(state)
        synced = []
      }
    },
    crash(tear) {
      const kept = pending.slice(0, tear(pending.length))
      const lost = pending.slice(kept.length).map(({ command }) => command)
      const state = loadState(snapshot)
      for (const { text, hash } of [...synced, ...kept]) {
        for (const event of decode(text) as Event[]) evolve(state, event)
        commit(state)
        if (hash !== undefined && hash !== stateHash(state)) {
          return { invariant: 'I12', what: 'the state after a replay differs from the state before the crash' }
        }
      }
      snapshot = saveState(state)
      synced = []
      pending = []
      return { state, lost }
    },
  }
}
