import { checkRange, checkSameLength, checkSeries, checkWhole, type Series } from '../series/series.js'

/**
 * A buffer on top of the margin that is used up as the margin nears `release`: max(min((1 + buffer)M, release), M).
 * EMIR RTS 153/2013, Art. 28(1)(a) asks for a buffer of at least 25 % that may be exhausted when calculated
 * requirements rise significantly.
 */
export function withBuffer(
  margins: Series,
  options: { readonly buffer: number; readonly release: number },
): Float64Array {
  checkSeries('margins', margins)
  checkRange('buffer', options.buffer, 0, Number.MAX_VALUE)
  return Float64Array.from(margins, (margin) =>
    Math.max(Math.min((1 + options.buffer) * margin, options.release), margin),
  )
}

/** Stressed observations with a fixed weight: (1 − w)M + w·M_stress; Art. 28(1)(b) asks for w of at least 25 %. */
export function withStressedWeight(margins: Series, stressed: Series | number, weight: number): Float64Array {
  checkSeries('margins', margins)
  checkRange('weight', weight, 0, 1)
  const at = levels('stressed', stressed, margins.length)
  return Float64Array.from(margins, (margin, t) => (1 - weight) * margin + weight * at(t))
}

/** Never below the margin of a long or stressed look-back: max(M, floor); Art. 28(1)(c) asks for ten years. */
export function withFloor(margins: Series, floor: Series | number): Float64Array {
  checkSeries('margins', margins)
  const at = levels('floor', floor, margins.length)
  return Float64Array.from(margins, (margin, t) => Math.max(margin, at(t)))
}

/** Never above a cap: min(M, cap). */
export function withCap(margins: Series, cap: Series | number): Float64Array {
  checkSeries('margins', margins)
  const at = levels('cap', cap, margins.length)
  return Float64Array.from(margins, (margin, t) => Math.min(margin, at(t)))
}

/**
 * Speed limit: over `days` days the margin charged may grow by the factor `limit` at most, min(limit·M'_(t−days), M_t).
 * It slows the calls down and leaves losses uncovered meanwhile: report the loss-to-margin beside it.
 */
export function withSpeedLimit(
  margins: Series,
  options: { readonly days: number; readonly limit: number },
): Float64Array {
  const { days, limit } = options
  checkSeries('margins', margins)
  checkWhole('days', days, 1)
  checkRange('limit', limit, 0, Number.MAX_VALUE)
  const charged = Float64Array.from(margins)
  for (let t = days; t < charged.length; t++) charged[t] = Math.min(limit * charged[t - days]!, charged[t]!)
  return charged
}

function levels(where: string, level: Series | number, length: number): (t: number) => number {
  if (typeof level === 'number') {
    checkRange(where, level, -Number.MAX_VALUE, Number.MAX_VALUE)
    return () => level
  }
  checkSeries(where, level)
  checkSameLength(where, level, length)
  return (t) => level[t]!
}
