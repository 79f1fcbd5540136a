import { PlimsollError } from 'plimsoll'
import { levelOf } from '../calls/level.js'
import type { ParameterRecord, Shadow } from '../state/records.js'
import type { State } from '../state/state.js'
import { assess, assessUnder } from './assess.js'

/** What other parameters would do to every account, at present prices and with no ramp; accounts that cannot be valued are left out. */
export function shadowOf(state: State, parameters: ParameterRecord): Shadow {
  const raised: string[] = []
  const called: string[] = []
  const liquidated: string[] = []
  let rise = 0
  for (const id of state.accounts.keys()) {
    const account = state.accounts.get(id)!
    try {
      const now = assess(state, id, account)
      const then = assessUnder(state, id, account, parameters)
      const more = Math.max(riseOf(now.initial, then.initial), riseOf(now.maintenance, then.maintenance))
      if (more > 0) raised.push(id)
      rise = Math.max(rise, more)
      const [level, other] = [now, then].map((figures) => levelOf(figures, parameters.warning))
      if (other === level) continue
      if (other === 'liquidation') liquidated.push(id)
      if (other === 'call') called.push(id)
    } catch (error) {
      if (!(error instanceof PlimsollError)) throw error
    }
  }
  return { raised, called, liquidated, rise: BigInt(Math.ceil(Math.min(rise, 1e9) * 1e6)) }
}

/** By which part a requirement rises; from nothing to something is no part of anything and not counted. */
function riseOf(now: number, then: number): number {
  return now > 0 ? then / now - 1 : 0
}
