import { describe, expect, test } from 'vitest'
import { parseMarket } from '../market/parseMarket.js'
import { isolated } from '../specs/generations.js'
import { createValuation } from '../valuation/valuation.js'
import { evaluateRequirement } from './evaluate.js'
import type { Exposure } from './exposure.js'
import { parseSpec } from './parseSpec.js'
import type { Requirement } from './spec.js'

const market = parseMarket({
  plimsoll: 'market/1',
  asOf: '2026-01-01T00:00:00Z',
  source: { kind: 'manual', name: 'test' },
  currency: 'USD',
  assets: { BTC: { price: 100, decimals: 8 }, ETH: { price: 10, decimals: 8 } },
  underlyings: {},
})
const exposures: readonly Exposure[] = [
  { kind: 'asset', leg: 'balance:BTC', asset: 'BTC', underlying: undefined, amount: 1 },
  { kind: 'asset', leg: 'balance:ETH', asset: 'ETH', underlying: undefined, amount: 3 },
]

function amountOf(node: Requirement): number {
  const valuation = createValuation(market, { id: 'test', scenarios: {} })
  return evaluateRequirement(node, exposures, { valuation, spec: { id: 'test' }, facts: {}, known: new Map() }).value
}

const value: Requirement = { node: 'measure', of: 'value', sum: 'net' }
const whole: Requirement = { node: 'bound', name: 'whole' }

describe('bind', () => {
  test('what was seen outside is known in every cell inside', () => {
    // Each asset's share of the whole, squared: (100/130)² + (30/130)².
    const share: Requirement = { node: 'ratio', of: value, over: whole, ifZero: 0 }
    const squares: Requirement = { node: 'for-each', scope: 'asset', of: { node: 'scale', by: share, of: share } }
    expect(amountOf({ node: 'bind', name: 'whole', value, of: squares })).toBeCloseTo(0.6449704142011834, 15)
  })

  test('the nearest of one name counts, and what it is made of sees the one before', () => {
    const inner: Requirement = { node: 'bind', name: 'whole', value: { node: 'sum', of: [whole, 1] }, of: whole }
    expect(amountOf({ node: 'bind', name: 'whole', value: 1, of: { node: 'sum', of: [inner, whole] } })).toBe(3)
  })

  test('a rule book may not ask for a name that nothing gives', () => {
    const spec = {
      ...isolated,
      id: 'mine',
      initial: {
        node: 'sum',
        of: [
          { node: 'bind', name: 'x', value: 1, of: 2 },
          { node: 'bound', name: 'x' },
        ],
      },
    }
    expect(() => parseSpec(spec)).toThrowError(
      expect.objectContaining({ code: 'SPEC_INVALID', where: 'spec.initial.of[1].name' }),
    )
    expect(
      parseSpec({ ...spec, initial: { node: 'bind', name: 'x', value: 1, of: { node: 'bound', name: 'x' } } }).id,
    ).toBe('mine')
  })
})
