import { randomSource } from 'plimsoll'
import type { Command } from '../machine/commands.js'
import { type State, stateHash } from '../state/state.js'
import type { BrokenInvariant } from './brokenInvariant.js'
import { type FaultCounts, faultsOf } from './faults.js'
import type { Happened } from './happened.js'
import { randomCommands } from './randomCommands.js'
import { type MarketKind, regimeOf } from './regime.js'
import { shrink } from './shrink.js'
import { createWorld, type SimulationStep } from './world.js'

export interface SimulationOptions {
  /** A whole number from 0 to 2⁵³ − 1; everything follows from it. */
  readonly seed: number
  /** The simulation ends when the machine has emitted so many events. */
  readonly events: number
  /** Called now and then with the events so far. */
  readonly progress?: (events: number) => void
}

export interface Violation extends BrokenInvariant {
  /** Which step broke it, counted from 1. */
  readonly step: number
  /** The fewest steps found that still break the same invariant. */
  readonly shortest: readonly SimulationStep[]
}

export interface SimulationReport {
  readonly seed: number
  readonly market: MarketKind
  readonly commands: number
  readonly events: number
  readonly refusals: Readonly<Record<string, number>>
  readonly faults: FaultCounts
  /** What the venue lived through: how often what it is watched for occurred. */
  readonly happened: Happened
  /** The first violation; a simulation ends there. */
  readonly violation?: Violation
  /** Hash of the last state: the same for the same seed and events, on every machine. */
  readonly hash: string
}

/**
 * Runs a venue of agents against the machine, with commands that come twice, late and out of order, clocks that jump, and crashes at any
 * point that tear off what was not yet synced, and checks the invariants after every command. One thread and no clock: a seed gives the
 * same run everywhere. The first violation ends it and is cut down to the steps that it needs.
 *
 * @throws PlimsollError INPUT_INVALID for a seed out of range
 *
 * @example
 * import { simulate } from '@plimsoll/clearing'
 * const report = simulate({ seed: 1, events: 500 })
 * report.violation // => undefined
 * report.hash === simulate({ seed: 1, events: 500 }).hash // => true
 */
export function simulate(options: SimulationOptions): SimulationReport {
  const { steps, violation, ...report } = play(options)
  if (violation === undefined) return report
  const shortest = shrink(steps, violation.invariant, options.seed)
  return { ...report, violation: { ...violation, step: steps.length, shortest } }
}

/** A run, and every step of it up to the one that broke an invariant, if one did. */
interface Played extends Omit<SimulationReport, 'violation'> {
  readonly steps: readonly SimulationStep[]
  readonly violation?: BrokenInvariant
}

/** Runs a seed without looking for fewer steps. */
export function play({ seed, events: most, progress }: SimulationOptions): Played {
  const world = createWorld(seed)
  const faults = faultsOf(randomSource(seed))
  const next = randomCommands(seed)
  const steps: SimulationStep[] = []
  let commands = 0
  let shown = 0
  let violation: BrokenInvariant | undefined
  const take = (step: SimulationStep): void => {
    steps.push(step)
    violation ??= world.take(step)
  }
  while (world.events < most && violation === undefined) {
    for (const command of faults.delivered(next(world.state))) {
      commands++
      take({ kind: 'command', command })
      if (violation !== undefined) break
    }
    if (violation === undefined && faults.crashes()) {
      const kept = faults.tear(world.unsynced.length)
      const lost: readonly Command[] = world.unsynced.slice(kept)
      take({ kind: 'crash', kept })
      // Nobody was told that they were done: their senders send them again.
      for (const command of lost) faults.resend(command)
    }
    if (progress !== undefined && world.events - shown >= progressEvery) {
      shown = world.events
      progress(shown)
    }
  }
  return {
    seed,
    market: regimeOf(seed).market,
    commands,
    events: world.events,
    refusals: world.refusals,
    faults: faults.counts,
    happened: world.happened,
    hash: violation === undefined ? stateHash(world.state) : hashOfBroken(world.state),
    steps,
    ...(violation === undefined ? {} : { violation }),
  }
}

/** A state that an invariant broke in may have no text. */
function hashOfBroken(state: State): string {
  try {
    return stateHash(state)
  } catch {
    return 'none'
  }
}

const progressEvery = 10_000
