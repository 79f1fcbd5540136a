import { PlimsollError } from '../error/plimsollError.js'

/** Refuses an empty sample, a loss that is no number, and a weight that cannot be one. */
export function checkLossSample(losses: Float64Array, confidence: number, weights: Float64Array | undefined): void {
  if (losses.length === 0) {
    throw new PlimsollError('INPUT_INVALID', { where: 'losses', value: [], expected: 'at least one loss' })
  }
  if (!(confidence > 0 && confidence < 1)) {
    throw new PlimsollError('INPUT_INVALID', {
      where: 'confidence',
      value: confidence,
      expected: 'a number between 0 and 1, both excluded',
    })
  }
  for (let i = 0; i < losses.length; i++) {
    if (!Number.isFinite(losses[i]!)) {
      throw new PlimsollError('INPUT_INVALID', {
        where: `losses[${i}]`,
        value: losses[i]!,
        expected: 'a finite number',
      })
    }
  }
  if (weights === undefined) return
  if (weights.length !== losses.length) {
    throw new PlimsollError('INPUT_INVALID', {
      where: 'weights',
      value: weights.length,
      expected: `as many weights as losses (${losses.length})`,
    })
  }
  let total = 0
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!
    if (!(weight >= 0 && weight < Infinity)) {
      throw new PlimsollError('INPUT_INVALID', { where: `weights[${i}]`, value: weight, expected: 'a number ≥ 0' })
    }
    total += weight
  }
  if (!(total > 0 && total < Infinity)) {
    throw new PlimsollError('INPUT_INVALID', { where: 'weights', value: total, expected: 'a positive finite sum' })
  }
}
