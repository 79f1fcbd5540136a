import type { Assessment } from '../risk/assess.js'

/**
 * Where an account stands: `warning` when too much of its value is in use, `call` when it is short of initial margin at slow prices,
 * `liquidation` when it is short of maintenance margin at fast ones.
 */
export type Level = 'safe' | 'warning' | 'call' | 'liquidation'

/** @param warning utilisation from which an account is warned, parts per million */
export function levelOf({ equity, maintenance, slowEquity, initial }: Assessment, warning: bigint): Level {
  // A requirement or a value that is no number is never enough.
  if (!(equity >= maintenance)) return 'liquidation'
  if (!(slowEquity >= initial)) return 'call'
  return initial * 1e6 > slowEquity * Number(warning) ? 'warning' : 'safe'
}
