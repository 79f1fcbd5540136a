import { expect } from 'vitest'
import { margin } from '../../../packages/plimsoll/src/account/margin.js'
import type { MarginSpec } from '../../../packages/plimsoll/src/requirement/spec.js'
import { dydxSpec } from '../../../packages/plimsoll/src/specs/dydx/dydxV4.js'
import type { Handler, OracleCase } from '../oracleCase.js'
import { bookIn, expectNear, expectOnly, marketIn, valueNamed } from '../venueBook.js'

/** One tier for all markets of a case. */
function spec(
  initial: number,
  maintenanceFraction: number,
  markets: readonly string[],
  lower = 0,
  upper = 0,
): MarginSpec {
  return dydxSpec(
    { case: { initial, maintenanceFraction, openInterest: { lower, upper }, source: 'read', where: 'the case' } },
    Object.fromEntries(markets.map((market) => [market, 'case'])),
  )
}

/** The fraction, and the margin of a position, as open interest nears its cap. */
const openInterest: Handler = (oracle) => {
  const { inputs, expected } = oracle
  const inQuanta = 'notionalQuanta' in inputs
  expectOnly(
    inputs,
    inQuanta
      ? ['baseImf', 'lowerCapQuanta', 'upperCapQuanta', 'openInterestQuanta', 'notionalQuanta']
      : ['baseImf', 'lowerCap', 'upperCap', 'openInterestNotional'],
    'inputs',
  )
  const unit = inQuanta ? 1e6 : 1
  const figure = (name: string): number => (inputs[name] as number) / unit
  const rule = spec(
    inputs.baseImf as number,
    0.5,
    ['X'],
    figure(inQuanta ? 'lowerCapQuanta' : 'lowerCap'),
    figure(inQuanta ? 'upperCapQuanta' : 'upperCap'),
  )
  const held = inQuanta ? figure('notionalQuanta') : 1
  const market = marketIn({
    assets: { USDC: 1 },
    perpetuals: { X: 1 },
    facts: { underlyings: { X: { openInterest: figure(inQuanta ? 'openInterestQuanta' : 'openInterestNotional') } } },
  })
  const book = bookIn({ balances: { USDC: 1000 }, positions: [{ instrument: 'X-PERP', quantity: held, entry: 1 }] })
  const { initial } = margin(book, market, rule).tree
  expectOnly(expected, ['imf', 'initialMarginQuanta'], 'expected')
  if ('imf' in expected) {
    expectNear(
      valueNamed(initial, 'fraction by open interest, ppm') / 1e6,
      expected.imf,
      oracle,
      'initial margin fraction',
    )
  }
  if ('initialMarginQuanta' in expected) {
    expectNear(valueNamed(initial, 'margin in quantums'), expected.initialMarginQuanta, oracle, 'initial margin')
  }
}

interface Subaccount {
  readonly prices: Readonly<Record<string, number>>
  readonly initialMarginFraction: number
  readonly maintenanceMarginFraction: number
  readonly positions: Readonly<Record<string, number>>
  readonly quoteBalance: number
}

const liquidatable: Handler = (oracle: OracleCase) => {
  const inputs = oracle.inputs as unknown as Subaccount
  expectOnly(
    oracle.inputs,
    ['prices', 'initialMarginFraction', 'maintenanceMarginFraction', 'positions', 'quoteBalance'],
    'inputs',
  )
  expectOnly(oracle.expected, ['liquidatable'], 'expected')
  const { prices, positions, quoteBalance, initialMarginFraction, maintenanceMarginFraction } = inputs
  const markets = Object.keys(prices)
  const rule = spec(initialMarginFraction, maintenanceMarginFraction / initialMarginFraction, markets)
  // The chain keeps what was paid for a position in the quote balance; a book keeps it as the entry price.
  let paid = 0
  const held = Object.entries(positions).map(([market, quantity]) => {
    const entry = prices[market]! / 2
    paid += quantity * entry
    return { instrument: `${market}-PERP`, quantity, entry }
  })
  const book = bookIn({ balances: { USDC: quoteBalance + paid }, positions: held })
  const result = margin(book, marketIn({ assets: { USDC: 1 }, perpetuals: prices }), rule)
  expect(result.maintenance > 0 && result.equity < result.maintenance).toBe(oracle.expected.liquidatable)
}

export const handlers: Readonly<Record<string, Handler>> = {
  'dydx|v4|oi-scaled-imf': openInterest,
  'dydx|v4|liquidation-trigger': liquidatable,
}

const clearing = 'belongs to the clearing machine, which liquidates: no part of a requirement'

export const unreproducible: Readonly<Record<string, string>> = {
  'dydx|v4|liquidation-price': clearing,
  'dydx|v4|bankruptcy-price': clearing,
  'dydx|v4|liquidation-size': clearing,
  'dydx|v4|liquidation-fee': clearing,
  'dydx|v4|insurance-fund': clearing,
  'dydx|v4|socialised-loss': clearing,
  'dydx|v4|adl': clearing,
}
