import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { PlimsollError } from 'plimsoll'
import type { FaultCounts } from './faults.js'
import type { Happened } from './happened.js'
import type { MarketKind } from './regime.js'
import type { SimulationOptions, SimulationReport, Violation } from './simulate.js'

/** A run draws its market, its rules and its faults from its seed: many runs meet more than a long one. */
const eventsOfRun = 50_000

/** What came of all runs of a simulation. */
export interface SimulationTotal {
  /** Seed of the first run; the others have the following ones. */
  readonly seed: number
  readonly runs: number
  /** How many runs had which market. */
  readonly markets: Readonly<Partial<Record<MarketKind, number>>>
  readonly commands: number
  readonly events: number
  readonly refusals: Readonly<Record<string, number>>
  readonly faults: FaultCounts
  readonly happened: Happened
  /** Of the first run that broke an invariant, which is the last one that counts, with its seed and how long it was to be. */
  readonly violation?: Violation & { readonly seed: number; readonly within: number }
  /** Of one run the hash of its last state; of several the SHA-256 of theirs, a line each. */
  readonly hash: string
}

/**
 * The runs that a simulation of so many events is made of, each for {@link simulate}: consecutive seeds, of at most 50,000 events. They are
 * independent, so any number of threads can play them.
 *
 * @throws PlimsollError INPUT_INVALID where the last seed would be above 2⁵³ − 1
 *
 * @example
 * import { simulationRuns } from '@plimsoll/clearing'
 * simulationRuns({ seed: 7, events: 60_000 }) // => [{ seed: 7, events: 50_000 }, { seed: 8, events: 10_000 }]
 */
export function simulationRuns({ seed, events }: SimulationOptions): readonly SimulationOptions[] {
  const runs = Math.ceil(events / eventsOfRun)
  if (seed > Number.MAX_SAFE_INTEGER - (runs - 1)) {
    throw new PlimsollError('INPUT_INVALID', { where: 'seed', value: seed, expected: `at most 2⁵³ − ${runs}` })
  }
  return Array.from({ length: runs }, (_, row) => ({
    seed: seed + row,
    events: Math.min(eventsOfRun, events - row * eventsOfRun),
  }))
}

/**
 * The reports of runs in their order as one; nothing after a violation counts, so that who was faster says nothing.
 *
 * @example
 * import { simulate, simulationRuns, simulationTotal } from '@plimsoll/clearing'
 * const runs = simulationRuns({ seed: 1, events: 500 })
 * simulationTotal(runs, runs.map((run) => simulate(run))).runs // => 1
 */
export function simulationTotal(
  runs: readonly SimulationOptions[],
  reports: readonly SimulationReport[],
): SimulationTotal {
  const first = reports.findIndex(({ violation }) => violation !== undefined)
  const counted = first < 0 ? reports : reports.slice(0, first + 1)
  const { violation, seed, hash } = counted.at(-1)!
  const markets: Partial<Record<MarketKind, number>> = {}
  for (const { market } of counted) markets[market] = (markets[market] ?? 0) + 1
  return {
    seed: counted[0]!.seed,
    runs: counted.length,
    markets,
    commands: counted.reduce((sum, { commands }) => sum + commands, 0),
    events: counted.reduce((sum, { events }) => sum + events, 0),
    refusals: added(counted.map(({ refusals }) => refusals)),
    faults: added(counted.map(({ faults }) => faults)),
    happened: added(counted.map(({ happened }) => happened)),
    hash: counted.length === 1 ? hash : hashOf(counted.map((report) => report.hash).join('\n')),
    ...(violation === undefined ? {} : { violation: { ...violation, seed, within: runs[counted.length - 1]!.events } }),
  }
}

function added<Counts extends Readonly<Record<string, number>>>(all: readonly Counts[]): Counts {
  const sums: Record<string, number> = {}
  for (const counts of all) for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count
  return sums as Counts
}

function hashOf(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)))
}
