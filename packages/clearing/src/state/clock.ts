import type { ClockRecord } from './records.js'
import type { State } from './state.js'

const noClock: ClockRecord = { at: 0, sequence: 0, marketVersion: 0, marketAt: 0 }

export function clockOf(state: State): ClockRecord {
  return state.clock.get('clock') ?? noClock
}
