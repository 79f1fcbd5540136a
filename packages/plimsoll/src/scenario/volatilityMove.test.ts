import { describe, expect, test } from 'vitest'
import { volatilityMove } from './volatilityMove.js'

describe('a volatility shock', () => {
  const day = 1 / 365
  const term = { referenceDays: 30, shortPower: 1, longPower: 0.5, minDays: 3 }

  test('is stronger for short expiries by the short power', () => {
    // 0.1 · (30 / 7.5)^1 = 0.4.
    expect(volatilityMove({ kind: 'relative', move: 0.1, term }, 7.5 * day).factor).toBeCloseTo(1.4, 12)
  })

  test('is weaker for long expiries by the long power', () => {
    // 0.1 · (30 / 120)^0.5 = 0.05.
    expect(volatilityMove({ kind: 'relative', move: 0.1, term }, 120 * day).factor).toBeCloseTo(1.05, 12)
    expect(volatilityMove({ kind: 'absolute', move: 0.1, term }, 120 * day).shift).toBeCloseTo(0.05, 12)
  })

  test('is what it says at the reference, and stops growing at the least days', () => {
    expect(volatilityMove({ kind: 'relative', move: -0.3, term }, 30 * day).factor).toBeCloseTo(0.7, 12)
    // Half a day counts as three: 0.1 · (30 / 3)^1 = 1.
    expect(volatilityMove({ kind: 'relative', move: 0.1, term }, 0.5 * day).factor).toBeCloseTo(2, 12)
  })

  test('has a floor upward and none downward', () => {
    expect(volatilityMove({ kind: 'relative', move: 0.5, floor: 0.45 }, 1)).toEqual({
      factor: 1.5,
      shift: 0,
      floor: 0.45,
    })
    expect(volatilityMove({ kind: 'absolute', move: -0.2, floor: 0.45 }, 1)).toEqual({
      factor: 1,
      shift: -0.2,
      floor: 0,
    })
  })
})
