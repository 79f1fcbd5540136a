import { PlimsollError } from 'plimsoll'
import { describe, expect, test } from 'vitest'
import { type CompositionConfig, checkComposition, composeReadings, multiplyPrices } from './composePrices.js'
import { readingOf } from './fixture/reading.js'
import { reviewChange } from './reviewChange.js'

const cbEth: CompositionConfig = {
  feed: 'cbETH-USD',
  effectiveFrom: 0,
  unit: { base: 'cbETH', quote: 'USD' },
  decimals: 2,
  legs: ['cbETH-ETH', 'ETH-USD'],
}
const feeds = {
  'cbETH-ETH': { unit: { base: 'cbETH', quote: 'ETH' }, sign: 'positive' },
  'ETH-USD': { unit: { base: 'ETH', quote: 'USD' }, sign: 'positive' },
  'ETH-EUR': { unit: { base: 'ETH', quote: 'EUR' }, sign: 'positive' },
  'OIL-USD': { unit: { base: 'cbETH', quote: 'USD' }, sign: 'any' },
} as const
const ratio = readingOf('cbETH', 'ETH', 11_200n, 4)
const ether = readingOf('ETH', 'USD', 220_000n, 2)

function refusal(legs: readonly string[]): unknown {
  try {
    checkComposition({ ...cbEth, legs }, feeds)
  } catch (error) {
    return error instanceof PlimsollError ? [error.code, error.where] : error
  }
  return undefined
}

describe('O11 cbETH', () => {
  test('a record that drops × base is refused by its units', () => {
    expect(refusal(['cbETH-ETH', 'ETH-USD'])).toBe(undefined)
    expect(refusal(['cbETH-ETH'])).toEqual(['INPUT_INVALID', 'legs'])
    expect(refusal(['ETH-USD'])).toEqual(['INPUT_INVALID', 'legs[0]'])
    expect(refusal(['cbETH-ETH', 'ETH-EUR'])).toEqual(['INPUT_INVALID', 'legs'])
    expect(refusal(['cbETH-ETH', 'BTC-USD'])).toEqual(['INPUT_INVALID', 'legs[1]'])
    expect(refusal(['OIL-USD'])).toEqual(['INPUT_INVALID', 'legs[0]'])
  })

  test('code that drops a unit does not compile', () => {
    const cb = { base: 'cbETH', quote: 'ETH', value: 11_200n, decimals: 4 } as const
    const eth = { base: 'ETH', quote: 'USD', value: 220_000n, decimals: 2 } as const
    const composed: { readonly quote: 'USD'; readonly value: bigint } = multiplyPrices(cb, eth, 2, 'down')
    expect(composed.value).toBe(246_400n)
    // @ts-expect-error cbETH/ETH is no price in USD
    const dropped: { readonly quote: 'USD' } = cb
    expect(dropped.quote).toBe('ETH')
    // @ts-expect-error what is paid in ETH is not multiplied by a price of cbETH
    multiplyPrices(cb, cb, 2, 'down')
  })

  test('a change shows old and new, is refused above 5 % without override, and is a shadow first', () => {
    const rule = { limitPpm: 50_000n, shadowMs: 600_000 }
    const inForce = composeReadings(cbEth, [ratio, ether])
    // The leg's record was relabelled, so its units no longer betray it.
    const dropped = composeReadings({ ...cbEth, legs: ['cbETH-ETH'] }, [
      { ...ratio, unit: { base: 'cbETH', quote: 'USD' } },
    ])
    expect(inForce.prices!.fast).toBe(246_400n)
    const seen = { before: 246_400n, after: 112n, movePpm: 999_546n }
    expect(reviewChange(rule, inForce, dropped, 0, false)).toEqual({ ...seen, decision: 'refused' })
    expect(reviewChange(rule, inForce, dropped, 0, true)).toEqual({ ...seen, decision: 'accepted' })
    const better = { ...inForce, prices: { ...inForce.prices!, fast: 246_500n } }
    const since = better.at - 599_999
    expect(reviewChange(rule, inForce, better, since, false)?.decision).toBe('shadow')
    expect(reviewChange(rule, inForce, better, since - 1, false)?.decision).toBe('accepted')
    // Prices of different things, or in other decimals, are not compared.
    expect(reviewChange(rule, inForce, ratio, 0, true)).toBe(undefined)
    expect(reviewChange(rule, inForce, { ...better, decimals: 3 }, 0, true)).toBe(undefined)
  })
})

test('a composed price is as good as its worst leg, rounded as its use asks', () => {
  const prices = {
    fast: 219_999n,
    low: 210_001n,
    high: 220_003n,
    index: 220_000n,
    dispersion: 110n,
    publishedAt: 5,
  }
  const shaky = { ...ether, status: 'UNCERTAIN', reasons: ['wide'], prices } as const
  const reading = composeReadings(cbEth, [{ ...ratio, prices: { ...ratio.prices!, low: 11_111n } }, shaky])
  expect(reading).toMatchObject({ status: 'UNCERTAIN', reasons: ['wide'], unit: cbEth.unit })
  expect(reading.prices).toEqual({
    // 1.12 · 2199.99 = 2463.9888; 1.1111 · 2100.01 = 2333.321…; 1.12 · 2200.03 = 2464.0336; 1.12 · 2201.1 = 2465.232.
    fast: 246_398n,
    low: 233_332n,
    high: 246_404n,
    index: 246_400n,
    dispersion: 124n,
    publishedAt: 5,
  })
  const { prices: _, ...absent } = ratio
  expect('prices' in composeReadings(cbEth, [absent, ether])).toBe(false)
})

test('legs are multiplied exactly and rounded once', () => {
  const legs = [readingOf('a', 'b', 15n, 3), readingOf('b', 'c', 15n, 3), readingOf('c', 'd', 4_000_000n, 0)]
  const chain: CompositionConfig = { ...cbEth, unit: { base: 'a', quote: 'd' }, decimals: 1, legs: ['', '', ''] }
  // 0.015 · 0.015 · 4,000,000 = 900; rounded on the way to one place it would be 0 or 40,000.
  expect(composeReadings(chain, legs).prices).toMatchObject({ low: 9_000n, high: 9_000n })
})
