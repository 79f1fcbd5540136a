import { expect, test } from 'vitest'
import { type SimulationReport, simulate } from './simulate.js'
import { simulationRuns, simulationTotal } from './simulationRuns.js'

test('ten million events are 200 runs of consecutive seeds', () => {
  const runs = simulationRuns({ seed: 42, events: 1e7 })
  expect(runs).toHaveLength(200)
  expect(runs.at(-1)).toEqual({ seed: 241, events: 50_000 })
  expect(() => simulationRuns({ seed: Number.MAX_SAFE_INTEGER, events: 60_000 })).toThrow('2⁵³ − 2')
})

test('a total adds up what its runs have met, and says each run’s state in its hash', () => {
  const runs = [3, 4, 5].map((seed) => ({ seed, events: 2000 }))
  const reports = runs.map((run) => simulate(run))
  const total = simulationTotal(runs, reports)
  const sum = (of: (report: SimulationReport) => number): number => reports.reduce((all, report) => all + of(report), 0)
  expect(total).toMatchObject({ seed: 3, runs: 3, events: sum(({ events }) => events) })
  expect(total.happened.calls).toBe(sum(({ happened }) => happened.calls))
  expect(total.faults.crashes).toBe(sum(({ faults }) => faults.crashes))
  expect(Object.values(total.markets).reduce((all, each) => all + each, 0)).toBe(3)
  expect(simulationTotal(runs, reports.toReversed().toReversed())).toEqual(total)
  const [first, second, third] = reports
  expect(simulationTotal(runs, [first!, third!, second!]).hash).not.toBe(total.hash)
})

test('nothing after the first violation counts, and it says how to see it again', () => {
  const runs = simulationRuns({ seed: 1, events: 120_000 })
  const report = simulate({ seed: 1, events: 500 })
  const violation = { invariant: 'I1' as const, what: 'made up', step: 1, shortest: [] }
  const total = simulationTotal(runs, [report, { ...report, seed: 2, violation }, { ...report, seed: 3, violation }])
  expect(total).toMatchObject({ runs: 2, events: 2 * report.events, violation: { seed: 2, within: 50_000 } })
})
