import { expect, test } from 'vitest'
import { simulate } from './simulate.js'

test('dbg', () => {
  for (let seed = 1; seed < 6; seed++) {
    const t = performance.now()
    const report = simulate({ seed, events: 20_000 })
    console.log(
      Math.round((report.events / (performance.now() - t)) * 1000),
      JSON.stringify({ ...report, refusals: undefined, log: undefined }, (k, v) =>
        typeof v === 'bigint' ? String(v) : v,
      ),
    )
  }
  expect(1).toBe(1)
})
