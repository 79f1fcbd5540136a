import { expect } from 'vitest'
import { inverseOptionGreeks, optionGreeks } from '../../../packages/plimsoll/src/index.js'

/**
 * A delta under one of the four conventions of currency options: of the spot or of the forward, premium-adjusted or not
 * (QuantLib, Black delta calculator; methods/classical.md §6).
 */
export function deltaConvention(fields: Readonly<Record<string, unknown>>, tolerance: number): void {
  const find = (...patterns: readonly RegExp[]): unknown => {
    for (const pattern of patterns) {
      const key = Object.keys(fields).find((name) => pattern.test(name))
      if (key !== undefined) return fields[key]
    }
    return undefined
  }
  const number = (what: string, ...patterns: readonly RegExp[]): number => {
    const found = find(...patterns)
    expect(typeof found, `${what} among ${Object.keys(fields).join(', ')}`).toBe('number')
    return found as number
  }
  const convention = String(find(/delta.?type/iu, /convention/iu))
    .toLowerCase()
    .replace(/[^a-z]/gu, '')
  const right =
    /^p/iu.test(String(find(/option.?type/iu, /right|^type$/iu))) || find(/option.?type/iu, /right|^type$/iu) === -1
      ? 'put'
      : 'call'
  const spot = number('spot', /^spot/iu)
  const domestic = number('domestic discount', /^d.?df|domestic|dDisc/iu)
  const foreign = number('foreign discount', /^f.?df|foreign|fDisc/iu)
  const volatility = number('standard deviation', /std.?dev/iu)
  const strike = number('strike', /strike/iu)
  const forward = (spot * foreign) / domestic
  // Undiscounted, one year: the standard deviation is the volatility.
  const terms = { forward, strike, years: 1, volatility, right } as const
  const adjusted = /pa|premium/u.test(convention)
  const ofForward = adjusted ? inverseOptionGreeks(terms).premiumAdjustedDelta : optionGreeks(terms).delta
  const delta = /spot/u.test(convention) ? foreign * ofForward : ofForward
  const expected = find(/expected.*delta/iu, /^delta$/iu, /^expected$/iu, /^value$/iu)
  const wanted =
    typeof expected === 'object' && expected !== null
      ? Object.values(expected).find((one) => typeof one === 'number')
      : expected
  expect(typeof wanted, `an expected delta among ${Object.keys(fields).join(', ')}`).toBe('number')
  expect(Math.abs(delta - (wanted as number)), `${convention}: ${delta} against ${String(wanted)}`).toBeLessThanOrEqual(
    tolerance,
  )
}
