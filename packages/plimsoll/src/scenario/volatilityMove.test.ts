import { describe, expect, test } from 'vitest'
import { bendAt, volatilityMove } from './volatilityMove.js'

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

describe('a surface shock', () => {
  const day = 1 / 365

  test('moves level and term together: by the level at the reference, more before it and less after', () => {
    const shock = { kind: 'surface', level: 0.1, term: 0.2 } as const
    expect(volatilityMove(shock, 30 * day).factor).toBeCloseTo(Math.exp(0.1), 14)
    expect(volatilityMove(shock, 15 * day).factor).toBeCloseTo(Math.exp(0.1 + 0.2 * Math.LN2), 14)
    expect(volatilityMove(shock, 60 * day).factor).toBeCloseTo(Math.exp(0.1 - 0.2 * Math.LN2), 14)
    // An hour counts as a day.
    expect(volatilityMove(shock, day / 24).factor).toBe(volatilityMove(shock, day).factor)
  })

  test('tilts by points per unit of ln(K/F)/√τ, no further than its limit, and has a floor', () => {
    const { bend, floor } = volatilityMove({ kind: 'surface', level: 0, skew: -0.04, skewLimit: 1.5 }, 0.25)
    // ln(K/F)/√0.25 = 2·ln(K/F).
    expect(bendAt(bend!, 0.5, -0.2)).toBeCloseTo(0.016, 15)
    expect(bendAt(bend!, 0.5, 0.1)).toBeCloseTo(-0.008, 15)
    expect(bendAt(bend!, 0.5, 3)).toBeCloseTo(-0.06, 15)
    expect(bendAt(bend!, 0.5, -3)).toBeCloseTo(0.06, 15)
    expect(floor).toBe(0.01)
    expect(volatilityMove({ kind: 'surface', level: 0 }, 1)).toEqual({ factor: 1, shift: 0, floor: 0.01 })
  })
})

describe('a skew shock', () => {
  const shock = {
    kind: 'skew',
    shape: 'linear',
    baseCap: 0.25,
    slope: -0.1,
    minWidth: 0.01,
    widthScale: 4,
    volatilityStatic: 0.6,
    volatilityScale: 0,
  } as const

  test('rises to its cap at the width and falls to it on the other side', () => {
    // A year quarter: √τ = 0.5, cap 0.25 − 0.05 = 0.2, width 0.5·4·0.6 = 1.2.
    const bend = volatilityMove(shock, 0.25).bend!
    expect(bendAt(bend, 0.5, 0.6)).toBeCloseTo(0.5 * 0.1, 15)
    expect(bendAt(bend, 0.5, 5)).toBeCloseTo(0.5 * 0.2, 15)
    expect(bendAt(bend, 0.5, -5)).toBeCloseTo(-0.5 * 0.2, 15)
    const both = volatilityMove({ ...shock, shape: 'absolute' }, 0.25).bend!
    expect(bendAt(both, 0.5, -0.6)).toBe(bendAt(both, 0.5, 0.6))
  })

  test('with a cap below zero is bounded from the other side', () => {
    // √τ = 1: cap 0.25 − 2 = −1.75, width 2.4.
    const bend = volatilityMove({ ...shock, slope: -2 }, 1).bend!
    expect(bendAt(bend, 1, 1.2)).toBeCloseTo(-1.75, 15)
    expect(bendAt(bend, 1, 4.8)).toBeCloseTo(-3.5, 15)
    expect(bendAt(bend, 1, -1.2)).toBeCloseTo(1.75, 15)
  })
})
