import { expect } from 'vitest'
import { margin } from '../../../packages/plimsoll/src/account/margin.js'
import { hyperliquidSpec } from '../../../packages/plimsoll/src/specs/hyperliquid/hyperliquid.js'
import { hyperliquidPm } from '../../../packages/plimsoll/src/specs/hyperliquid/hyperliquidPm.js'
import { withParameters } from '../../../packages/plimsoll/src/specs/withParameters.js'
import type { Handler, OracleCase } from '../oracleCase.js'
import { bookIn, expectOnly, marketIn } from '../venueBook.js'

/** What notional × rate exceeds the maintenance margin by, and the margin where tiers meet. */
const tierDeduction: Handler = (oracle) => {
  const { inputs, expected } = oracle
  expectOnly(inputs, ['tiers', 'rate'], 'inputs')
  expect(inputs.rate).toBe('1/(2*maxLeverage)')
  expectOnly(expected, ['deduction', 'maintenanceAtBoundary', 'maintenanceAtTwiceBoundary'], 'expected')
  const tiers = (inputs.tiers as readonly (readonly [number, number])[]).map(([from, maxLeverage]) => ({
    from,
    maxLeverage,
  }))
  const spec = hyperliquidSpec({ X: tiers })
  const price = 1000
  const market = marketIn({ assets: { USDC: 1 }, perpetuals: { X: price } })
  const maintenance = (notional: number): number =>
    margin(bookIn({ positions: [{ instrument: 'X-PERP', quantity: notional / price, entry: price }] }), market, spec)
      .maintenance
  for (const [row, { from, maxLeverage }] of tiers.entries()) {
    const inside = from === 0 ? (tiers[row + 1]?.from ?? price) / 2 : from * 1.5
    const within = Math.min(inside, tiers[row + 1]?.from ?? inside)
    close(
      within / (2 * maxLeverage) - maintenance(within),
      (expected.deduction as readonly number[])[row]!,
      within,
      oracle,
    )
  }
  const boundary = tiers[1]!.from
  close(maintenance(boundary), expected.maintenanceAtBoundary as number, boundary, oracle)
  close(maintenance(2 * boundary), expected.maintenanceAtTwiceBoundary as number, boundary, oracle)
}

/** A difference of two large numbers is as near as these are; a deduction of 0 has no relative error. */
function close(actual: number, expected: number, scale: number, { tolerance }: OracleCase): void {
  const bound = expected === 0 ? scale * Number.EPSILON : (tolerance.rel ?? 0) * Math.abs(expected)
  expect(Math.abs(actual - expected), `${actual} against ${expected}`).toBeLessThanOrEqual(
    Math.max(bound, tolerance.abs ?? 0),
  )
}

/** What may be borrowed against one coin, named by the field that holds its amount. */
const borrowCapacity: Handler = ({ inputs, expected, tolerance }) => {
  expectOnly(expected, ['borrowableUsdc'], 'expected')
  const { price, ltv, ...amounts } = inputs as Readonly<Record<string, number>>
  const [[name, amount], ...more] = Object.entries(amounts) as [[string, number], ...unknown[]]
  expect(more, 'one coin').toEqual([])
  const coin = name.toUpperCase()
  const market = marketIn({ assets: { USDC: 1, [coin]: price! } })
  const spec = withParameters(hyperliquidPm, { [`loanToValue.${coin}`]: ltv! })
  const { excess } = margin(bookIn({ balances: { [coin]: amount } }), market, spec)
  expect(Math.abs(excess - (expected.borrowableUsdc as number))).toBeLessThanOrEqual(tolerance.abs ?? 0)
}

export const handlers: Readonly<Record<string, Handler>> = {
  'hyperliquid|margin tiers|tier-deduction': tierDeduction,
  'hyperliquid|portfolio margin (pre-alpha)|borrow-capacity': borrowCapacity,
}

const clearing = 'belongs to the clearing machine, which liquidates: no part of a requirement'

export const unreproducible: Readonly<Record<string, string>> = {
  'hyperliquid|perps|liquidation-price': clearing,
  'hyperliquid|perps|liquidation-size': clearing,
  'hyperliquid|perps|adl': clearing,
}
