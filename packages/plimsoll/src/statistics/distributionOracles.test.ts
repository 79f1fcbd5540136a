import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { bivariateNormalCdf } from './bivariateNormal.js'
import { bivariateStudentTCdf } from './bivariateStudent.js'
import { repairCorrelation } from './matrix/repairCorrelation.js'
import { sampleStatistics } from './sampleStatistics.js'
import { studentTQuantile } from './studentT.js'

/** Third-party numbers in shared/oracles/classical/distributions_matrices.json; every block names its own source. */
const shared = process.env.PLIMSOLL_SHARED ?? new URL('../../../../../shared', import.meta.url).pathname
const file = `${shared}/oracles/classical/distributions_matrices.json`
const present = existsSync(file)
if (!present) console.warn(`SKIPPED: distribution oracles, no file ${file} (set PLIMSOLL_SHARED)`)

interface Block {
  readonly id: string
  readonly tolerance: number
  readonly [field: string]: unknown
}

interface Case {
  readonly [field: string]: number
}

const near = (got: number, expected: number, tolerance: number, what: unknown): void =>
  expect(Math.abs(got - expected), `${JSON.stringify(what)}: ${got}`).toBeLessThanOrEqual(tolerance)

/** How many numbers of a block of this kind were compared. */
const checks: Readonly<Record<string, (block: Block) => number>> = {
  bivariate_normal_cdf(block) {
    const cases = block.cases as readonly Case[]
    for (const c of cases) near(bivariateNormalCdf(c.a!, c.b!, c.rho!), c.expected!, block.tolerance, c)
    return cases.length
  },
  bivariate_student_cdf_cases(block) {
    const cases = block.cases as readonly Case[]
    for (const c of cases) near(bivariateStudentTCdf(c.x!, c.y!, c.rho!, c.nu!), c.expected!, block.tolerance, c)
    return cases.length
  },
  bivariate_student_cdf_table(block) {
    const xs = block.x as readonly number[]
    const degrees = block.nu as readonly number[]
    const tables = [
      [0.5, block.rhoPlusHalf as readonly number[]],
      [-0.5, block.rhoMinusHalf as readonly number[]],
    ] as const
    for (const [rho, table] of tables) {
      expect(table.length).toBe(xs.length * degrees.length)
      degrees.forEach((nu, row) => {
        xs.forEach((x, column) => {
          near(bivariateStudentTCdf(x, x, rho, nu), table[row * xs.length + column]!, block.tolerance, { x, nu, rho })
        })
      })
    }
    return 2 * xs.length * degrees.length
  },
  inverse_student_closed_forms(block) {
    // The block states formulas: −cot(πp) for one degree of freedom, (2p − 1)√(2/(4p(1 − p))) for two.
    expect(block.cases).toContain('nu=1: -cot(pi p); nu=2: (2p-1)*sqrt(2/(4p(1-p)))')
    let count = 0
    for (let p = 0.001; p < 1; p += 0.001) {
      const one = -1 / Math.tan(Math.PI * p)
      const two = (2 * p - 1) * Math.sqrt(2 / (4 * p * (1 - p)))
      near(studentTQuantile(p, 1), one, 1e-12 * (1 + Math.abs(one)), { p, nu: 1 })
      near(studentTQuantile(p, 2), two, 1e-12 * (1 + Math.abs(two)), { p, nu: 2 })
      count += 2
    }
    return count
  },
  spectral_psd_repair(block) {
    const input = block.input as readonly (readonly number[])[]
    const expected = block.expected as readonly (readonly number[])[]
    const { matrix } = repairCorrelation(input)
    expected.forEach((row, i) => {
      row.forEach((value, j) => {
        near(matrix[i]![j]!, value, block.tolerance, { i, j })
      })
    })
    return expected.length * expected.length
  },
  sample_statistics(block) {
    const got = sampleStatistics(block.data as readonly number[])
    const field = { ...got, stdev: got.deviation } as Readonly<Record<string, number>>
    const expected = Object.entries(block.expected as Case)
    for (const [name, value] of expected) near(field[name] ?? Number.NaN, value, block.tolerance, name)
    return expected.length
  },
}

describe.skipIf(!present)('distributions_matrices.json', () => {
  const blocks = present ? (JSON.parse(readFileSync(file, 'utf8')) as { blocks: readonly Block[] }).blocks : []

  test.each(blocks.map((block) => [block.id, block] as const))('%s', (id, block) => {
    const check = checks[id]
    if (check === undefined) throw new Error(`nothing here checks a block ${id}`)
    expect(check(block)).toBeGreaterThan(0)
  })

  test('no check has lost its block', () => {
    expect(blocks.map(({ id }) => id).sort()).toEqual(Object.keys(checks).sort())
  })
})
