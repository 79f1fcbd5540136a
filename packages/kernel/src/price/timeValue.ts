import { timeValues } from './timeValues.js'

const log = new Float64Array(1)
const forwards = new Float64Array(1)
const vols = new Float64Array(1)
const inverseVols = new Float64Array(1)
const out = new Float64Array(1)

/** One element of the hot loop: the bits of the rows and lists, by construction. */
export function timeValue(x: number, forward: number, v: number): number {
  log[0] = x
  forwards[0] = forward
  vols[0] = v
  inverseVols[0] = 1 / v
  timeValues(1, 0, log, forwards, vols, inverseVols, out)
  return out[0]!
}
