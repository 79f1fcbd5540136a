import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { paths } from '../liquidation/fixture/cascade.js'
import { cascadePolicies } from '../liquidation/fixture/cascadePolicies.js'
import { machineCascade } from './fixture/machineCascade.js'

/** The comparison of incidents.md §5.2 with the whole machine in it. The page prints these rows; whoever changes what they show prints the new ones. */
const page = readFileSync(new URL('../../../../docs/models/liquidation.md', import.meta.url), 'utf8')

test('L9 spiral: the table of policies through the machine’s own orders, simulated', () => {
  const results = cascadePolicies.map((policy) => ({
    policy,
    byPath: Object.values(paths).map((path) => machineCascade(policy, path, 1)),
  }))
  const inMillions = (value: number): string => (value / 1e6).toFixed(value === 0 ? 0 : 1)
  const rows = results.map(({ policy, byPath }) => {
    const cells = byPath.map(
      ({ sold, deleveraged, backstopTaken, low, kept }) =>
        `${inMillions(sold)} · ${inMillions(deleveraged)} · ${inMillions(backstopTaken)} · ${low.toFixed(3)} · ${(100 * kept).toFixed(0)} %`,
    )
    return `| ${policy.name}, machine | ${cells.join(' | ')} |`
  })
  const missing = rows.filter((row) => !page.includes(row))
  expect(missing, `rows of the page as they should be:\n${rows.join('\n')}`).toEqual([])

  const [full, , ten, three, backstop] = results.map(({ byPath }) => byPath)
  for (const [row] of Object.keys(paths).entries()) {
    // Paced orders ask a tick for no more than the pace, however many accounts are short, sell less, and leave the price higher.
    for (const paced of [ten!, three!]) {
      expect(paced[row]!.asked).toBeLessThanOrEqual(1)
      expect(paced[row]!.sold).toBeLessThan(full![row]!.sold)
      expect(paced[row]!.low).toBeGreaterThan(full![row]!.low)
    }
    expect(three![row]!.sold).toBeLessThan(ten![row]!.sold)
    expect(backstop![row]!.deleveraged).toBeLessThan(ten![row]!.deleveraged)
  }
}, 600_000)
