import { expect, test } from 'vitest'
import { parseMarket } from '../market/parseMarket.js'
import { sensitivitiesOf } from './sensitivities.js'

const market = parseMarket({
  plimsoll: 'market/1',
  asOf: '2026-02-05T12:00:00Z',
  source: { kind: 'manual', name: 'test' },
  currency: 'USD',
  assets: {
    USDC: { price: 1, decimals: 6 },
    ETH: { price: 2000, decimals: 18, underlying: 'ETH' },
    WSTETH: { price: 2400, decimals: 18, underlying: 'ETH' },
  },
  underlyings: { ETH: { index: 2000 } },
  instruments: ['ETH', 'WSTETH'].map((asset) => ({
    kind: 'spot',
    id: `${asset}_USDC`,
    underlying: 'ETH',
    asset,
    currency: 'USDC',
  })),
  marks: {},
})

test.each([
  ['ETH_USDC', 1],
  // 1 % of the index moves the coin by 24 and the index by 20: ∂value/∂index = 2400/2000.
  ['WSTETH_USDC', 1.2],
])('the delta of %s held as a position is %d', (id, delta) => {
  expect(sensitivitiesOf(market.instruments.get(id)!, market, Number.NaN).delta).toBe(delta)
})
