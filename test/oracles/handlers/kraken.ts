import { expect } from 'vitest'
import { margin } from '../../../packages/plimsoll/src/account/margin.js'
import type { MarginResult } from '../../../packages/plimsoll/src/account/result.js'
import { parseBook, parseMarket } from '../../../packages/plimsoll/src/index.js'
import { krakenFutures } from '../../../packages/plimsoll/src/specs/kraken/krakenFutures.js'
import { withParameters } from '../../../packages/plimsoll/src/specs/withParameters.js'
import { looseFields } from '../looseFields.js'
import type { Handler } from '../oracleCase.js'
import { decimal, expectNear } from '../venueBook.js'

/** Where an inverse position is liquidated and where it is bankrupt: the prices at which equity is the maintenance margin, and 0. */
const prices: Handler = (oracle) => {
  const given = looseFields(oracle.inputs)
  const maintenanceRate = given.number(/(mm|maint).*(rate|fraction|pct)?/iu)
  const initialRate = given.number(/(im|initial).*(rate|fraction|pct)/iu)
  const initial = given.number(/^(im|initial)/iu)
  const entry = given.required('an entry price', /entry|open|price/iu)
  const quantity = given.required('a size', /contracts|qty|quantity|size|position/iu, /long|short/iu)
  const held = given.required('collateral', /collateral|balance|equity|btc|margin|wallet/iu)
  const side = given.text(/side|direction/iu) ?? 'long'
  given.text(/./u)
  given.expectAllRead('inputs')
  const rate = initialRate ?? (initial === undefined ? 0.02 : (initial * entry) / Math.abs(quantity))
  const spec = withParameters(krakenFutures, {
    'tier.1.initial': rate,
    'tier.1.upTo': 1e12,
    'tier.2.upTo': 2e12,
    'tier.3.upTo': 3e12,
    'maintenance.fraction': maintenanceRate === undefined ? 0.5 : maintenanceRate / rate,
    'haircut.USDC': 0,
    'haircut.BTC': 0,
    'haircut.ETH': 0,
    'haircut.others': 0,
    'unlisted.rate': 0,
  })
  const signed = /short|sell/iu.test(side) ? -Math.abs(quantity) : quantity
  const book = parseBook({
    plimsoll: 'book/1',
    id: 'case',
    balances: [{ asset: 'BTC', amount: decimal(held) }],
    positions: [{ instrument: 'PI', quantity: decimal(signed), entryPrice: decimal(entry) }],
  })
  const at = (price: number): MarginResult => margin(book, marketAt(price), spec)
  const wanted = looseFields(oracle.expected)
  const margined = wanted.number(/^(im|initial)/iu)
  if (margined !== undefined) expectNear(at(entry).initial / entry, margined, oracle, 'initial margin in coin')
  const down = signed > 0
  const bankruptcy = crossing((price) => at(price).equity, entry, down)
  const liquidation = crossing((price) => at(price).equity - at(price).maintenance, entry, down)
  const bankrupt = wanted.number(/bankrupt/iu)
  if (bankrupt !== undefined) expectNear(bankruptcy, bankrupt, oracle, 'bankruptcy price')
  expectNear(liquidation, wanted.required('a liquidation price', /liq|price/iu), oracle, 'liquidation price')
  wanted.expectAllRead('expected')
}

/** Between the entry price and a tenth or ten times of it: where the number turns negative. */
function crossing(of: (price: number) => number, entry: number, down: boolean): number {
  let safe = entry
  let lost = down ? entry / 10 : entry * 10
  expect(of(safe)).toBeGreaterThan(0)
  expect(of(lost)).toBeLessThan(0)
  for (let step = 0; step < 80; step++) {
    const middle = (safe + lost) / 2
    if (of(middle) > 0) safe = middle
    else lost = middle
  }
  return safe
}

function marketAt(price: number) {
  return parseMarket({
    plimsoll: 'market/1',
    asOf: '2026-02-05T12:00:00Z',
    source: { kind: 'manual', name: 'published case' },
    currency: 'USD',
    assets: { BTC: { price, decimals: 8, underlying: 'BTC' } },
    underlyings: { BTC: { index: price } },
    instruments: [
      {
        kind: 'perpetual',
        id: 'PI',
        underlying: 'BTC',
        contractSize: 1,
        settlement: { kind: 'inverse', currency: 'BTC' },
      },
    ],
    marks: { PI: price },
  })
}

export const handlers: Readonly<Record<string, Handler>> = {
  'kraken|*|*': prices,
  'kraken-futures|*|*': prices,
  'kraken futures|*|*': prices,
}
