import {
  bankruptcyQuote,
  type ClosedPart,
  fillableQuote,
  insuranceDelta,
  needsLiquidation,
  positionLimits,
} from '@plimsoll/clearing'
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
  expect(needsLiquidation(result)).toBe(oracle.expected.liquidatable)
}

/** The chain counts money in quantums of 10⁻⁶ and fractions in parts per million. */
const quantums = (value: number): bigint => BigInt(Math.round(value * 1e6))

/** An account as the formulas of the chain see it, in quantums. */
function accountIn({ prices, positions, quoteBalance, maintenanceMarginFraction }: Subaccount): {
  readonly equity: bigint
  readonly maintenance: bigint
  readonly notional: (market: string, quantity?: number) => bigint
  readonly requirement: (market: string, quantity?: number) => bigint
} {
  const held = (market: string): number => positions[market] ?? 0
  const notional = (market: string, quantity = held(market)): bigint => quantums(quantity * prices[market]!)
  // The requirement is rounded up, as the chain does.
  const requirement = (market: string, quantity = held(market)): bigint => {
    const size = notional(market, quantity)
    const product = (size < 0n ? -size : size) * quantums(maintenanceMarginFraction)
    return (product + 999_999n) / 1_000_000n
  }
  const markets = Object.keys(positions)
  return {
    equity: markets.reduce((sum, market) => sum + notional(market), quantums(quoteBalance)),
    maintenance: markets.reduce((sum, market) => sum + requirement(market), 0n),
    notional,
    requirement,
  }
}

/** What closing `delta` of a market changes. */
function closedPart(account: ReturnType<typeof accountIn>, market: string, held: number, delta: number): ClosedPart {
  const { equity, maintenance, notional, requirement } = account
  return {
    equity,
    maintenance,
    notionalChange: notional(market, held + delta) - notional(market),
    maintenanceChange: requirement(market, held + delta) - requirement(market),
  }
}

const bankruptcy: Handler = (oracle) => {
  const inputs = oracle.inputs as unknown as Subaccount & { readonly market: string; readonly delta: number }
  expectOnly(
    oracle.inputs,
    ['prices', 'initialMarginFraction', 'maintenanceMarginFraction', 'positions', 'quoteBalance', 'market', 'delta'],
    'inputs',
  )
  expectOnly(oracle.expected, ['bankruptcyQuote'], 'expected')
  const part = closedPart(accountIn(inputs), inputs.market, inputs.positions[inputs.market]!, inputs.delta)
  // Rounded up in integers, so equal to the quantum.
  expect(bankruptcyQuote(part)).toBe(quantums(oracle.expected.bankruptcyQuote as number))
}

const fillable: Handler = (oracle) => {
  const inputs = oracle.inputs as unknown as Subaccount & {
    readonly liquidatedMarket: string
    readonly bankruptcyAdjustment: number
    readonly spreadToMaintenanceMarginRatio: number
  }
  expectOnly(
    oracle.inputs,
    [
      'prices',
      'initialMarginFraction',
      'maintenanceMarginFraction',
      'positions',
      'quoteBalance',
      'liquidatedMarket',
      'bankruptcyAdjustment',
      'spreadToMaintenanceMarginRatio',
    ],
    'inputs',
  )
  expectOnly(oracle.expected, ['fillablePrice'], 'expected')
  const market = inputs.liquidatedMarket
  const { equity, maintenance, notional, requirement } = accountIn(inputs)
  const { numerator, denominator } = fillableQuote({
    equity,
    maintenance,
    notional: notional(market),
    positionMaintenance: requirement(market),
    adjustmentPpm: quantums(inputs.bankruptcyAdjustment),
    spreadPpm: quantums(inputs.spreadToMaintenanceMarginRatio),
  })
  expectNear(
    Number(numerator) / Number(denominator) / 1e6 / inputs.positions[market]!,
    oracle.expected.fillablePrice,
    oracle,
    'fillable price',
  )
}

const insurance: Handler = (oracle) => {
  const inputs = oracle.inputs as unknown as Subaccount & {
    readonly fillSize: number
    readonly isBuy: boolean
    readonly fillPrice: number
    readonly maxLiquidationFee: number
  }
  expectOnly(
    oracle.inputs,
    [
      'prices',
      'maintenanceMarginFraction',
      'positions',
      'quoteBalance',
      'fillSize',
      'isBuy',
      'fillPrice',
      'maxLiquidationFee',
    ],
    'inputs',
  )
  expectOnly(oracle.expected, ['insuranceFundDelta'], 'expected')
  const [[market, held], ...more] = Object.entries(inputs.positions) as [[string, number], ...unknown[]]
  expect(more, 'one position').toEqual([])
  const delta = inputs.isBuy ? inputs.fillSize : -inputs.fillSize
  const quote = inputs.fillPrice * inputs.fillSize
  const fillQuote = quantums(inputs.isBuy ? -quote : quote)
  const part = closedPart(accountIn(inputs), market, held, delta)
  const found = insuranceDelta(fillQuote, bankruptcyQuote(part), quantums(inputs.maxLiquidationFee))
  expectNear(Number(found) / 1e6, oracle.expected.insuranceFundDelta, oracle, 'insurance fund delta')
}

const limits: Handler = (oracle) => {
  expectOnly(
    oracle.inputs,
    ['price', 'position', 'minPositionNotionalLiquidated', 'maxPositionPortionLiquidated'],
    'inputs',
  )
  expectOnly(oracle.expected, ['min', 'max'], 'expected')
  const figure = oracle.inputs as Readonly<Record<string, number>>
  const found = positionLimits(quantums(figure.price! * figure.position!), {
    leastNotional: quantums(figure.minPositionNotionalLiquidated!),
    partPpm: quantums(figure.maxPositionPortionLiquidated!),
  })
  expectNear(Number(found.least) / 1e6, oracle.expected.min, oracle, 'min')
  expectNear(Number(found.most) / 1e6, oracle.expected.max, oracle, 'max')
}

export const handlers: Readonly<Record<string, Handler>> = {
  'dydx|v4|oi-scaled-imf': openInterest,
  'dydx|v4|liquidation-trigger': liquidatable,
  'dydx|v4|bankruptcy-price': bankruptcy,
  'dydx|v4|liquidation-price': fillable,
  'dydx|v4|insurance-fund': insurance,
  'dydx|v4|liquidation-size': limits,
}

const clearing = 'belongs to the sharing of losses, no part of a liquidation'

export const unreproducible: Readonly<Record<string, string>> = {
  'dydx|v4|socialised-loss': clearing,
  'dydx|v4|adl': clearing,
}
