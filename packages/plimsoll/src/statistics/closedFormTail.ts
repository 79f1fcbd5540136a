import { normalPdf, normalQuantile } from '@plimsoll/kernel'
import { PlimsollError } from '../error/plimsollError.js'
import { studentTPdf, studentTQuantile } from './studentT.js'

/** Value at Risk and expected shortfall of a distribution, loss positive. */
export interface TailFigures {
  readonly valueAtRisk: number
  readonly expectedShortfall: number
}

export interface NormalTailOptions {
  readonly confidence: number
  /** Mean of the profit; 0 if absent. */
  readonly mean?: number
  readonly standardDeviation: number
}

export interface StudentTailOptions extends Omit<NormalTailOptions, 'standardDeviation'> {
  /** Degrees of freedom ν, above 1 (above 2 for `unit-variance`). */
  readonly degrees: number
  /**
   * What `scale` multiplies: `standard` the Student-t variable itself, `unit-variance` that variable divided by its
   * standard deviation √(ν/(ν − 2)), so that `scale` is the standard deviation of the loss.
   */
  readonly scaling: 'standard' | 'unit-variance'
  readonly scale: number
}

/**
 * Tail of a normal profit: VaR = −μ + σz_c, ES = −μ + σφ(z_c)/(1 − c).
 *
 * @example
 * import { normalTail } from 'plimsoll'
 * Math.round(1e6 * normalTail({ confidence: 0.99, standardDeviation: 1 }).valueAtRisk) // => 2326348
 */
export function normalTail(options: NormalTailOptions): TailFigures {
  const { confidence, mean = 0, standardDeviation } = options
  checkConfidence(confidence)
  checkScale('standardDeviation', standardDeviation)
  const tailMass = 1 - confidence
  const z = -normalQuantile(tailMass)
  return {
    valueAtRisk: standardDeviation * z - mean,
    expectedShortfall: (standardDeviation * normalPdf(z)) / tailMass - mean,
  }
}

/**
 * Tail of a Student-t profit: VaR = −μ + s·t_c, ES = −μ + s·(ν + t_c²)/(ν − 1)·f_ν(t_c)/(1 − c) (McNeil, Frey and
 * Embrechts, *Quantitative Risk Management*, § 2.2.4).
 *
 * @example
 * import { studentTTail } from 'plimsoll'
 * const tail = studentTTail({ confidence: 0.99, degrees: 4, scaling: 'unit-variance', scale: 10000 * 0.2 / Math.sqrt(250) })
 * Math.round(10 * tail.valueAtRisk) // => 3351
 */
export function studentTTail(options: StudentTailOptions): TailFigures {
  const { confidence, mean = 0, degrees, scaling, scale } = options
  checkConfidence(confidence)
  checkScale('scale', scale)
  const degreesMin = scaling === 'unit-variance' ? 2 : 1
  if (!(degrees > degreesMin)) {
    throw new PlimsollError('INPUT_INVALID', {
      where: 'degrees',
      value: degrees,
      expected: `a number above ${degreesMin}`,
    })
  }
  const size = scaling === 'unit-variance' && degrees !== Infinity ? scale * Math.sqrt((degrees - 2) / degrees) : scale
  const tailMass = 1 - confidence
  const t = -studentTQuantile(tailMass, degrees)
  const stretch = degrees === Infinity ? 1 : (degrees + t * t) / (degrees - 1)
  return {
    valueAtRisk: size * t - mean,
    expectedShortfall: (size * stretch * studentTPdf(t, degrees)) / tailMass - mean,
  }
}

function checkConfidence(confidence: number): void {
  if (confidence > 0 && confidence < 1) return
  throw new PlimsollError('INPUT_INVALID', {
    where: 'confidence',
    value: confidence,
    expected: 'a number between 0 and 1, both excluded',
  })
}

function checkScale(where: string, value: number): void {
  if (value >= 0 && value < Infinity) return
  throw new PlimsollError('INPUT_INVALID', { where, value, expected: 'a finite number ≥ 0' })
}
