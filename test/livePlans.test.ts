import { readFileSync } from 'node:fs'
import {
  createValuation,
  type LivePlan,
  livePlan,
  type MarginSpec,
  type MarketSnapshot,
  rulebooks,
  specSummary,
  withParameters,
} from 'plimsoll'
import { expect, test } from 'vitest'
import { startPrices, venueMarket } from '../packages/plimsoll/src/live/fixture/venue.js'

/** How the live book follows each rule book of the library, as its page says it. */
const page = new URL('../docs/models/live-book.md', import.meta.url)
const day = 86_400_000

/** With as long a past as the longest look-back asks for. */
function furnished(market: MarketSnapshot): MarketSnapshot {
  const times = Array.from({ length: 900 }, (_, row) => market.asOf - (899 - row) * day)
  const closes = Object.fromEntries(
    Object.entries(market.underlyings).map(([name, { index }]) => [
      name,
      times.map((_, row) => index * (1 + 0.001 * ((37 * row) % 50))),
    ]),
  )
  return { ...market, history: { stepDays: 1, times, closes } }
}

/** What was never published is supplied. */
function complete(spec: MarginSpec): MarginSpec {
  return withParameters(spec, Object.fromEntries(specSummary(spec).missing.map((name) => [name, 0.1])))
}

function described(plan: LivePlan): string {
  if (plan.path !== 'full') return `${plan.path} |`
  return plan.spacing === undefined ? `full | ${plan.unspaced ?? plan.because}` : `full, spaced | ${plan.because}`
}

test('the page has the table of the rule books that come with the library', () => {
  const market = furnished(venueMarket(startPrices))
  const rows = rulebooks().map((spec) => {
    const known = complete(spec)
    return `| \`${spec.id}\` | ${described(livePlan(known, createValuation(market, known)))} |`
  })
  const table = ['| rule book | path | because |', '|---|---|---|', ...rows].join('\n')
  const text = readFileSync(page, 'utf8')
  if (!text.includes(table)) expect.fail(`the page lacks this table:\n${table}`)
})
