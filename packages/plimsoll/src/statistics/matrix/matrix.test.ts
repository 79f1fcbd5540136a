import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cholesky } from './cholesky.js'
import { correlationRoot } from './correlationRoot.js'
import { type Matrix, matrixOf, symmetricOf } from './matrix.js'
import { repairCorrelation } from './repairCorrelation.js'
import { sampleCorrelation } from './sampleCorrelation.js'
import { sampleCovariance } from './sampleCovariance.js'
import { ledoitWolfCorrelation, shrinkCorrelation } from './shrinkCorrelation.js'
import { symmetricEigen } from './symmetricEigen.js'

const symmetric = fc
  .tuple(
    fc.integer({ min: 1, max: 9 }),
    fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 45, maxLength: 45 }),
  )
  .map(([size, entries]) => symmetricOf(size, (row, column) => entries[(row * (row + 1)) / 2 + column]!))

/** Unit diagonal and entries in [−1, 1]; most are no correlation matrices. */
const stated = symmetric.map((matrix) => symmetricOf(matrix.length, (i, j) => (i === j ? 1 : matrix[i]![j]!)))

const rootTimesTransposed = (root: Matrix): Matrix =>
  matrixOf(root.length, (i, j) => root[i]!.reduce((sum, value, k) => sum + value * root[j]![k]!, 0))

const distance = (left: Matrix, right: Matrix): number =>
  Math.max(0, ...left.flatMap((row, i) => row.map((value, j) => Math.abs(value - right[i]![j]!))))

describe('symmetricEigen', () => {
  test('reconstructs the matrix; vectors are orthonormal, values descend', () => {
    fc.assert(
      fc.property(symmetric, (matrix) => {
        const { values, vectors } = symmetricEigen(matrix)
        const rebuilt = matrixOf(matrix.length, (i, j) =>
          values.reduce((sum, value, k) => sum + value * vectors[k]![i]! * vectors[k]![j]!, 0),
        )
        expect(distance(rebuilt, matrix)).toBeLessThan(1e-13)
        expect(
          distance(
            rootTimesTransposed(vectors),
            matrixOf(matrix.length, (i, j) => (i === j ? 1 : 0)),
          ),
        ).toBeLessThan(1e-13)
        expect(values.every((value, k) => k === 0 || value <= values[k - 1]!)).toBe(true)
      }),
    )
  })

  test('one correlation for all has the eigenvalues 1 + (n − 1)ρ and 1 − ρ', () => {
    const { values, vectors } = symmetricEigen(symmetricOf(5, (i, j) => (i === j ? 1 : 0.3)))
    const expected = [2.2, 0.7, 0.7, 0.7, 0.7]
    values.forEach((value, k) => {
      expect(Math.abs(value - expected[k]!)).toBeLessThan(1e-15)
    })
    for (const entry of vectors[0]!) expect(entry).toBeCloseTo(1 / Math.sqrt(5), 14)
  })

  test('keeps the digits of eigenvalues of very different size', () => {
    // Diagonal scaled by 1e−150 … 1e150; the rotations must not overflow.
    const { values } = symmetricEigen([
      [1e150, 1, 0],
      [1, 1, 1e-150],
      [0, 1e-150, 1e-150],
    ])
    expect(values[0]).toBe(1e150)
    expect(values[1]).toBeCloseTo(1, 14)
    expect(values[2]! / 1e-150).toBeCloseTo(1, 14)
  })

  test('says which entry spoils the symmetry', () => {
    expect(() =>
      symmetricEigen([
        [1, 2],
        [3, 1],
      ]),
    ).toThrow('matrix[1][0]: got 3, expected a finite number equal to entry [0][1]')
    expect(() => symmetricEigen([[1, 2]])).toThrow(/matrix\[0\]: got "2 entries"/)
  })
})

describe('cholesky', () => {
  test('L·Lᵀ = A for every positive definite matrix, L lower triangular', () => {
    fc.assert(
      fc.property(stated, fc.double({ min: 1e-6, max: 1, noNaN: true }), (matrix, share) => {
        const sound = repairCorrelation(matrix).matrix
        const definite = symmetricOf(sound.length, (i, j) => sound[i]![j]! * (i === j ? 1 : 1 - share))
        const lower = cholesky(definite)!
        expect(distance(rootTimesTransposed(lower), definite)).toBeLessThan(1e-14)
        expect(
          lower.every((row, i) => row.every((value, j) => (j < i ? true : j === i ? value > 0 : value === 0))),
        ).toBe(true)
      }),
    )
  })

  test('is refused exactly where an eigenvalue is negative', () => {
    fc.assert(
      fc.property(stated, (matrix) => {
        const least = symmetricEigen(matrix).values.at(-1)!
        if (Math.abs(least) < 1e-13) return
        expect(cholesky(matrix) === undefined).toBe(least < 0)
      }),
    )
  })
})

describe('repairCorrelation', () => {
  test('gives a positive semi-definite matrix with unit diagonal, whatever was stated', () => {
    fc.assert(
      fc.property(stated, (matrix) => {
        const { matrix: repaired, root } = repairCorrelation(matrix)
        expect(symmetricEigen(repaired).values.at(-1)!).toBeGreaterThan(-1e-14)
        repaired.forEach((row, i) => {
          expect(row[i]).toBe(1)
          for (const value of row) expect(Math.abs(value)).toBeLessThanOrEqual(1)
        })
        expect(distance(rootTimesTransposed(root), repaired)).toBeLessThan(1e-14)
      }),
    )
  })

  test('changes nothing that needs no repair', () => {
    fc.assert(
      fc.property(stated, (matrix) => {
        const sound = repairCorrelation(matrix).matrix
        expect(distance(repairCorrelation(sound).matrix, sound)).toBeLessThan(1e-13)
      }),
    )
  })
})

describe('correlationRoot', () => {
  test('repairs only where it must', () => {
    fc.assert(
      fc.property(stated, (matrix) => {
        const { root, matrix: used, repaired } = correlationRoot(matrix)
        expect(distance(rootTimesTransposed(root), used)).toBeLessThan(1e-13)
        if (!repaired) expect(used).toEqual(matrix)
      }),
    )
  })

  test('perfect correlation is no mistake', () => {
    for (const rho of [1, -1]) {
      const matrix = [
        [1, rho],
        [rho, 1],
      ]
      const { root, repaired } = correlationRoot(matrix)
      expect(repaired).toBe(false)
      expect(distance(rootTimesTransposed(root), matrix)).toBeLessThan(1e-15)
    }
  })

  test('refuses what is no correlation', () => {
    expect(() =>
      correlationRoot([
        [1, 1.2],
        [1.2, 1],
      ]),
    ).toThrow('correlations[1][0]: got 1.2, expected a correlation from −1 to 1')
    expect(() => correlationRoot([[2]])).toThrow('correlations[0][0]: got 2, expected 1')
  })
})

/** Sixty rows of whole numbers in three related columns. */
const sixty: Matrix = Array.from({ length: 60 }, (_, i) => {
  const first = ((i * i * 7) % 41) - 20
  const third = ((i * 13) % 7) - 3
  return [0, 1, 2].map(
    (j) => first * [0, 1, 2][j]! + (((i * i * i + 5 * j * i) % 23) - 11) * [3, 1, 1][j]! + third * [2, 0, 5][j]!,
  )
})

describe('estimates from returns', () => {
  // All expected numbers: the same sixty rows in an independent program of matrix products (numpy 1.24).
  test('covariance and correlation', () => {
    const covariance = sampleCovariance(sixty)
    expect(covariance[0]![0]).toBeCloseTo(438.70593220338975, 10)
    expect(covariance[2]![1]).toBeCloseTo(286.1754237288136, 10)
    const correlation = sampleCorrelation(sixty)
    expect(correlation[1]![0]).toBeCloseTo(0.2131876269139719, 14)
    expect(correlation[2]![1]).toBeCloseTo(0.7903900925501399, 14)
  })

  test('exponential weights, λ = 0.94', () => {
    const covariance = sampleCovariance(sixty, { lambda: 0.94 })
    expect(covariance[0]![0]).toBeCloseTo(440.1892578639043, 10)
    expect(covariance[2]![1]).toBeCloseTo(242.16050300359817, 10)
    expect(sampleCorrelation(sixty, { lambda: 0.94 })[2]![0]).toBeCloseTo(0.48146025136452286, 14)
  })

  test('intensity of Ledoit and Wolf', () => {
    const shrunk = ledoitWolfCorrelation(sixty)
    expect(shrunk.intensity).toBeCloseTo(0.3233211395081155, 13)
    expect(shrunk.average).toBeCloseTo(0.4726578973000226, 14)
    expect(shrunk.matrix[1]![0]).toBeCloseTo(
      (1 - 0.3233211395081155) * 0.2131876269139719 + 0.3233211395081155 * 0.4726578973000226,
      13,
    )
  })

  test('shrinkage keeps a sound matrix sound, and fades as the sample grows', () => {
    fc.assert(
      fc.property(stated, fc.double({ min: 0, max: 1, noNaN: true }), (matrix, intensity) => {
        const sound = repairCorrelation(matrix).matrix
        const { matrix: shrunk } = shrinkCorrelation(sound, intensity)
        expect(symmetricEigen(shrunk).values.at(-1)!).toBeGreaterThan(-1e-13)
        shrunk.forEach((row, i) => {
          expect(row[i]).toBe(1)
        })
      }),
    )
    const often = Array.from({ length: 10 }, () => sixty).flat()
    expect(ledoitWolfCorrelation(often).intensity).toBeCloseTo(0.3233211395081155 / 10, 13)
  })

  test('a column that never moves is uncorrelated, and breaks nothing', () => {
    const withStill = sixty.map((row) => [...row, 5])
    expect(sampleCorrelation(withStill)[3]).toEqual([0, 0, 0, 1])
    expect(ledoitWolfCorrelation(withStill).matrix.flat().every(Number.isFinite)).toBe(true)
  })

  test('refusals name the row', () => {
    expect(() => sampleCovariance([[1, 2]])).toThrow('returns: got "1 rows", expected two or more')
    expect(() => sampleCovariance([[1, 2], [1]])).toThrow('returns[1]: got [1], expected 2 finite numbers')
    expect(() => sampleCovariance(sixty, { lambda: 1 })).toThrow('lambda: got 1')
  })
})
