import { exp } from '@plimsoll/kernel'
import { expect } from 'vitest'
import { margin } from '../../../packages/plimsoll/src/account/margin.js'
import { dederiPm } from '../../../packages/plimsoll/src/specs/deribit/contingencyPm.js'
import { withParameters } from '../../../packages/plimsoll/src/specs/withParameters.js'
import { createValuation } from '../../../packages/plimsoll/src/valuation/valuation.js'
import { derivativesMarket, numberOf } from '../derivatives.js'
import type { Handler } from '../oracleCase.js'
import { bookIn, expectNear, expectOnly, valueNamed } from '../venueBook.js'

const asOf = Date.UTC(2023, 11, 21, 8)

/** Futures of one expiry: its forward by the basis, the contingency, and the profit at each price. */
const futuresContingency: Handler = (oracle) => {
  const { inputs, expected } = oracle
  expectOnly(inputs, ['rate', 'index', 'qty', 'annualisedBasisRate', 'days'], 'inputs')
  expectOnly(expected, ['forward', 'contingency', 'pnlTable'], 'expected')
  const [rate, index, quantity, basis, days] = ['rate', 'index', 'qty', 'annualisedBasisRate', 'days'].map(
    (name) => numberOf(inputs, name)!,
  ) as [number, number, number, number, number]
  const spec = withParameters(dederiPm, { 'futures.contingency': rate })
  const expiry = new Date(asOf + days * 86_400_000).toISOString()
  const market = derivativesMarket({
    asOf: new Date(asOf).toISOString(),
    index: { ETH: index },
    assets: { USDC: 1 },
    instruments: [
      {
        kind: 'future',
        id: 'FUTURE',
        underlying: 'ETH',
        expiry,
        contractSize: 1,
        settlement: { kind: 'linear', currency: 'USDC' },
      },
    ],
    forwards: { ETH: [{ expiry, price: index * exp((basis * days) / 365) }] },
  })
  const valuation = createValuation(market, spec)
  const result = margin(bookIn({ positions: [{ instrument: 'FUTURE', quantity }] }), market, spec, valuation)
  const future = market.instruments.get('FUTURE')!
  expectNear(valuation.quote(future).mark, expected.forward, oracle, 'forward')
  expectNear(valueNamed(result.tree.initial, 'futures contingency'), expected.contingency, oracle, 'contingency')
  const arrays = valuation.arrays('prices')
  const row = arrays.row(future)
  for (const [shock, profit] of Object.entries((expected.pnlTable ?? {}) as Record<string, number>)) {
    const move = Number(shock.replace('%', '').replace('−', '-')) / 100
    const cell = arrays.set.scenarios.findIndex(({ otherwise: { price } }) => Math.abs(price.move - move) < 1e-12)
    expect(cell, `a scenario of ${shock}`).toBeGreaterThanOrEqual(0)
    expectNear(quantity * row[cell]!, profit, oracle, `profit at ${shock}`)
  }
}

export const handlers: Readonly<Record<string, Handler>> = {
  'dederi|Deribit-style PM|futures-contingency': futuresContingency,
}
