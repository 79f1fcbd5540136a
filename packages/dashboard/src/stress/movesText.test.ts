import { expect, test } from 'vitest'
import { movesText } from './movesText'

const still = { price: 0, volatility: 0 }

test('an asset that loses its peg is said, the others are unchanged', () => {
  expect(movesText({ moves: { BTC: still, ETH: still }, assets: { USDC: -0.1226 } })).toBe(
    'USDC −12.3 %, others unchanged',
  )
})

test('what all share is said once', () => {
  expect(movesText({ moves: { BTC: still, ETH: still } })).toBe('prices unchanged')
  expect(movesText({ moves: { BTC: { price: -0.3, volatility: 0.5 }, ETH: { price: -0.3, volatility: 0.5 } } })).toBe(
    'all −30 %, vol +50 %',
  )
  expect(movesText({ moves: { BTC: { price: -0.3, volatility: 0.5 }, ETH: { price: -0.4, volatility: 0.5 } } })).toBe(
    'BTC −30 %, ETH −40 %, vol +50 %',
  )
  expect(movesText({ moves: {} })).toBe('')
})
