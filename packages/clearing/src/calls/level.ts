import type { Assessment } from '../risk/assess.js'
import type { Level } from '../state/records.js'

/** @param warning utilisation from which an account is warned, parts per million */
export function levelOf({ equity, maintenance, slowEquity, initial }: Assessment, warning: bigint): Level {
  // A requirement or a value that is no number is never enough.
  if (!(equity >= maintenance)) return 'liquidation'
  if (!(slowEquity >= initial)) return 'call'
  return initial * 1e6 > slowEquity * Number(warning) ? 'warning' : 'safe'
}
