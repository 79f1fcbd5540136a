import { expect, test } from 'vitest'
import { simulate } from './simulate.js'

/** Another seed for every day, said in the name, so that a run that fails can be had again. */
const seed = Number(process.env.PLIMSOLL_SEED ?? Math.floor(Date.now() / 86_400_000))

test(`no invariant breaks, seeds ${seed} to ${seed + 5} (PLIMSOLL_SEED=${seed})`, () => {
  for (let run = 0; run < 6; run++) {
    const { violation } = simulate({ seed: seed + run, events: 10_000 })
    expect({ seed: seed + run, violation }).toEqual({ seed: seed + run, violation: undefined })
  }
})

test('fixed seeds meet every kind of fault, and most reasons to refuse', () => {
  const reports = [3, 6, 9].map((each) => simulate({ seed: each, events: 12_000 }))
  for (const { seed: each, violation } of reports) expect({ each, violation }).toEqual({ each, violation: undefined })
  for (const kind of ['repeated', 'delayed', 'clockJumps', 'crashes', 'tornTails'] as const) {
    expect(
      reports.some(({ faults }) => faults[kind] > 0),
      kind,
    ).toBe(true)
  }
  const refused = new Set(reports.flatMap(({ refusals }) => Object.keys(refusals)))
  for (const code of [
    'MARGIN_INSUFFICIENT',
    'WITHDRAWAL_EXCEEDS',
    'FUNDS_INSUFFICIENT',
    'PRICE_OUT_OF_BAND',
    'COMMAND_LATE',
  ]) {
    expect(refused).toContain(code)
  }
})

test('a seed gives the same run again', () => {
  expect(simulate({ seed: 6, events: 3000 })).toEqual(simulate({ seed: 6, events: 3000 }))
})
