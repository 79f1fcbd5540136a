import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { axisLabels } from './axis'

describe('labels of an axis', () => {
  test('a fund of 20 million that hardly moves: neighbours differ', () => {
    expect(axisLabels([19_990_000, 20_000_000, 20_010_000])).toEqual(['19.99M', '20.00M', '20.01M'])
    expect(axisLabels([20_000_000, 20_000_500, 20_001_000])).toEqual(['20.0000M', '20.0005M', '20.0010M'])
  })

  test('steps of 2,500 are not rounded to thousands', () => {
    expect(axisLabels([100_000, 102_500, 105_000])).toEqual(['100.0k', '102.5k', '105.0k'])
  })

  test('one unit and as few digits as the steps have', () => {
    expect(axisLabels([0, 5e6, 1e7])).toEqual(['0', '5M', '10M'])
    expect(axisLabels([3000, 4000, 5000])).toEqual(['3,000', '4,000', '5,000'])
    expect(axisLabels([8000, 10_000, 12_000])).toEqual(['8k', '10k', '12k'])
    expect(axisLabels([0, 0.5, 1])).toEqual(['0', '0.5', '1.0'])
    expect(axisLabels([-2000, 0, 2000])).toEqual(['−2,000', '0', '2,000'])
  })

  test('what floating point adds is no digit, and zero has no sign', () => {
    expect(axisLabels([0.1, 0.2, 0.1 + 0.2])).toEqual(['0.1', '0.2', '0.3'])
    expect(axisLabels([-0.1, -0.1 + 0.1 - 1e-17, 0.1])).toEqual(['−0.1', '0', '0.1'])
  })

  test('a line alone, and none', () => {
    expect(axisLabels([20_000_000])).toEqual(['20M'])
    expect(axisLabels([])).toEqual([])
  })

  test('of any axis all labels differ, and each is within a thousandth of a step of its line', () => {
    const step = fc
      .tuple(fc.constantFrom(1, 2, 2.5, 5), fc.integer({ min: -4, max: 7 }))
      .map(([digit, power]) => digit * 10 ** power)
    const axis = fc.tuple(step, fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 2, max: 12 }))
    const scale: Readonly<Record<string, number>> = { k: 1e3, M: 1e6, B: 1e9 }
    fc.assert(
      fc.property(axis, ([step, first, count]) => {
        const splits = Array.from({ length: count }, (_, place) => (first + place) * step)
        const labels = axisLabels(splits)
        expect(new Set(labels).size).toBe(count)
        for (const [place, label] of labels.entries()) {
          const value = Number(
            label
              .replaceAll(',', '')
              .replace('−', '-')
              .replace(/[kMB]$/, ''),
          )
          expect(Math.abs(value * (scale[label.at(-1) ?? ''] ?? 1) - splits[place]!)).toBeLessThanOrEqual(step / 999)
        }
      }),
    )
  })
})
