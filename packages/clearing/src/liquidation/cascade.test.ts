import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type CascadePolicy, type CascadeResult, cascade, type OutsidePath, paths } from './fixture/cascade.js'
import { cascadePolicies } from './fixture/cascadePolicies.js'

/**
 * The comparison of policies of incidents.md §5.2, made anew with the policies of this room, simulated: means of eight seeds. The page
 * prints these rows; whoever changes a policy sees here what that does, and prints the new ones.
 */
const seeds = [1, 2, 3, 4, 5, 6, 7, 8]
const page = readFileSync(new URL('../../../../docs/models/liquidation.md', import.meta.url), 'utf8')

function meanOf(policy: CascadePolicy, path: OutsidePath): CascadeResult {
  const all = seeds.map((seed) => cascade(policy, path, seed))
  const mean = (of: (result: CascadeResult) => number): number =>
    all.reduce((sum, result) => sum + of(result), 0) / all.length
  return {
    deficit: mean(({ deficit }) => deficit),
    deleveraged: mean(({ deleveraged }) => deleveraged),
    backstopTaken: mean(({ backstopTaken }) => backstopTaken),
    backstopProfit: mean(({ backstopProfit }) => backstopProfit),
    low: mean(({ low }) => low),
    sold: mean(({ sold }) => sold),
    kept: mean(({ kept }) => kept),
  }
}

test('L9 spiral: the table of policies, simulated', () => {
  const results = cascadePolicies.map((policy) => ({
    policy,
    byPath: Object.values(paths).map((path) => meanOf(policy, path)),
  }))
  const inMillions = (value: number): string => (value / 1e6).toFixed(value === 0 ? 0 : 1).replace('-', '−')
  const rows = results.map(({ policy, byPath }) => {
    const cells = byPath.map(
      ({ deficit, deleveraged, backstopTaken, backstopProfit, low, sold, kept }) =>
        `${inMillions(sold)} · ${inMillions(deleveraged)} · ${inMillions(deficit)} · ${inMillions(backstopTaken)} (${inMillions(backstopProfit)}) · ${low.toFixed(3)} · ${(100 * kept).toFixed(0)} %`,
    )
    return `| ${policy.name} | ${cells.join(' | ')} |`
  })
  const missing = rows.filter((row) => !page.includes(row))
  expect(missing, `rows of the page as they should be:\n${rows.join('\n')}`).toEqual([])

  const [full, partial, ten, three, backstop, house] = results.map(({ byPath }) => byPath)
  for (const [row] of Object.keys(paths).entries()) {
    // What is sold moves the price; a slower pace sells less and leaves it higher.
    expect(three![row]!.sold).toBeLessThan(ten![row]!.sold)
    expect(three![row]!.low).toBeGreaterThan(full![row]!.low)
    // A backstop does not remove a loss: it takes what the other side would have been given.
    expect(backstop![row]!.deleveraged).toBeLessThan(ten![row]!.deleveraged)
    expect(house![row]!.backstopTaken).toBeLessThanOrEqual(50e6)
    // Orders stop at the bankruptcy price, so no policy sells the price down as unlimited ones do.
    expect(partial![row]!.low).toBeGreaterThan(0.75)
  }
}, 240_000)
