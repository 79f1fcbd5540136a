import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ageWeights } from './ageWeights.js'
import { chiSquareSurvival } from './chiSquare.js'
import { normalTail, studentTTail } from './closedFormTail.js'
import { deltaGammaTail } from './deltaGammaTail.js'
import { oneFactorExceedance } from './quadraticOneFactor.js'
import { tailRisk } from './tailRisk.js'

const shared = process.env.PLIMSOLL_SHARED ?? new URL('../../../../../shared', import.meta.url).pathname
const file = `${shared}/oracles/classical/var_es.json`
const present = existsSync(file)
if (!present) console.warn(`SKIPPED: ${file} is absent; set PLIMSOLL_SHARED`)

interface Block {
  readonly id: string
  readonly tolerance?: number | Readonly<Record<string, number>>
  readonly [field: string]: unknown
}

const within = (value: number, expected: number, tolerance: number): void => {
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(tolerance)
}

/** One checker per id: whatever fields a case carries are honoured, and an id that nobody handles fails. */
const checks: Readonly<Record<string, (block: Block) => void>> = {
  hull_age_weighted(block) {
    const { inputs, expected, tolerance } = block as unknown as {
      inputs: {
        n: number
        lambda_: number
        confidence: number
        worstScenarios: { scenario: number; loss: number; weight: number }[]
      }
      expected: Record<'weightedVaR' | 'weightedES' | 'plainVaR_5th_worst' | 'plainES_mean_of_5', number>
      tolerance: number
    }
    // The scenarios that are not listed lose less than every listed one.
    const losses = new Float64Array(inputs.n).fill(Math.min(...inputs.worstScenarios.map(({ loss }) => loss)) - 1)
    const weights = ageWeights(inputs.n, inputs.lambda_)
    for (const { scenario, loss, weight } of inputs.worstScenarios) {
      losses[scenario - 1] = loss
      within(weights[scenario - 1]!, weight, 5.1e-6) // printed with five decimals
    }
    const { confidence } = inputs
    const aged = tailRisk(losses, { confidence, quantile: 'cumulative-exceeds', weights })
    within(aged.valueAtRisk, expected.weightedVaR, tolerance)
    within(aged.expectedShortfall, expected.weightedES, tolerance)
    const plain = tailRisk(losses, { confidence, quantile: 'kth-worst' })
    within(plain.valueAtRisk, expected.plainVaR_5th_worst, tolerance)
    within(plain.expectedShortfall, expected.plainES_mean_of_5, tolerance)
  },

  mcneil_frey_embrechts_normal_vs_t4(block) {
    const { inputs, rows, tolerance } = block as unknown as {
      inputs: { value: number; annualVol: number; days: number; nu: number }
      rows: Record<'alpha' | 'VaRnormal' | 'VaRt4' | 'ESnormal' | 'ESt4', number>[]
      tolerance: number
    }
    const scale = (inputs.value * inputs.annualVol) / Math.sqrt(inputs.days)
    for (const row of rows) {
      const normal = normalTail({ confidence: row.alpha, standardDeviation: scale })
      const student = studentTTail({ confidence: row.alpha, degrees: inputs.nu, scaling: 'unit-variance', scale })
      within(normal.valueAtRisk, row.VaRnormal, tolerance)
      within(normal.expectedShortfall, row.ESnormal, tolerance)
      within(student.valueAtRisk, row.VaRt4, tolerance)
      within(student.expectedShortfall, row.ESt4, tolerance)
    }
  },

  delta_gamma_single_factor(block) {
    const { cases, tolerance } = block as unknown as {
      cases: Record<
        | 'delta'
        | 'gamma'
        | 'sigma'
        | 'confidence'
        | 'mean'
        | 'variance'
        | 'skew'
        | 'excessKurtosis'
        | 'cornishFisherVaR'
        | 'exactVaR'
        | 'exactES'
        | 'tailMass',
        number
      >[]
      tolerance: Record<'cornishFisher' | 'exactVaR' | 'exactES', number>
    }
    for (const item of cases) {
      const profit = { deltas: [item.delta], gammas: [[item.gamma]], covariance: [[item.sigma ** 2]] }
      const tail = deltaGammaTail(profit, { confidence: item.confidence, method: 'exact' })
      const [mean, variance, third, fourth] = tail.cumulants
      within(mean, item.mean, tolerance.cornishFisher)
      within(variance, item.variance, tolerance.cornishFisher)
      within(third / variance ** 1.5, item.skew, tolerance.cornishFisher)
      within(fourth / variance ** 2, item.excessKurtosis, tolerance.cornishFisher)
      within(tail.cornishFisher.valueAtRisk, item.cornishFisherVaR, tolerance.cornishFisher)
      within(tail.valueAtRisk, item.exactVaR, tolerance.exactVaR)
      within(tail.expectedShortfall, item.exactES, tolerance.exactES)
      // The mass beyond the file's level; its own `tailMass` is a quadrature's, 1e-8 off the 1 − c that it stands for.
      const slope = -item.delta * item.sigma
      const curvature = -item.gamma * item.sigma ** 2
      const { probability } = oneFactorExceedance(0, slope, curvature, item.exactVaR)
      within(probability, 1 - item.confidence, 1e-9)
      within(probability, item.tailMass, 1e-7)
      // The same factor given as two equal halves is inverted numerically and agrees.
      const split = deltaGammaTail(
        {
          deltas: [item.delta, 0],
          gammas: [
            [item.gamma, 0],
            [0, 1e-9 * Math.abs(item.gamma)],
          ],
          covariance: [
            [item.sigma ** 2, 0],
            [0, item.sigma ** 2],
          ],
        },
        { confidence: item.confidence, method: 'exact' },
      )
      expect(split.method).toBe('inversion')
      within(split.valueAtRisk, item.exactVaR, tolerance.exactVaR)
      within(split.expectedShortfall, item.exactES, tolerance.exactES)
    }
  },

  closed_forms(block) {
    const expected = block as unknown as Record<'normalES99_over_VaR99' | 'ES975normal' | 'VaR99normal', number>
    const at99 = normalTail({ confidence: 0.99, standardDeviation: 1 })
    const at975 = normalTail({ confidence: 0.975, standardDeviation: 1 })
    within(at99.expectedShortfall / at99.valueAtRisk, expected.normalES99_over_VaR99, 1e-13)
    within(at99.valueAtRisk, expected.VaR99normal, 1e-13)
    within(at975.expectedShortfall, expected.ES975normal, 1e-13)
  },
}

const blocks: readonly Block[] = present ? JSON.parse(readFileSync(file, 'utf8')).blocks : []

test.skipIf(!present).each(blocks.length > 0 ? [...blocks] : [{ id: 'absent' }])('var_es.json: $id', (block) => {
  const check = checks[block.id]
  if (check === undefined) throw new Error(`no check for the block ${block.id}`)
  check(block)
})

test('the critical values that the tables name', () => {
  expect(chiSquareSurvival(3.841458820694124, 1)).toBeCloseTo(0.05, 14)
})
