import { type HealthLevel, venueHealthEdges, venueLevelsFrom } from '../contract/index.js'

/** Levels in the order of rising health. */
export const levelNames = ['liquidation', 'call', 'warning', 'safe'] as const satisfies readonly HealthLevel[]

/** The level of each bin of the histogram. */
export const levelOfBin: readonly HealthLevel[] = [0, ...venueHealthEdges].map((from) => {
  if (from >= venueLevelsFrom.safe) return 'safe'
  if (from >= venueLevelsFrom.warning) return 'warning'
  return from >= venueLevelsFrom.call ? 'call' : 'liquidation'
})
