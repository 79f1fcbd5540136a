import { PlimsollError } from 'plimsoll'
import { levelOf } from '../calls/level.js'
import type { ParameterRecord, Shadow } from '../state/records.js'
import type { State } from '../state/state.js'
import { type Assessment, assess, assessUnder } from './assess.js'
import { parametersOf } from './marketView.js'

/** What other parameters would do to every account, at present prices and with no ramp; accounts that cannot be valued are left out. */
export function shadowOf(state: State, parameters: ParameterRecord): Shadow {
  const raised: string[] = []
  const called: string[] = []
  const liquidated: string[] = []
  // A change that shortens or lengthens ramps comes in over the one that is in force.
  const { rampTime } = parametersOf(state)
  const pushed = new Map<number, number>()
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
      const minute = minuteOfFall(now, then, rampTime)
      if (minute !== undefined) pushed.set(minute, (pushed.get(minute) ?? 0) + 1)
      if (other === level) continue
      if (other === 'liquidation') liquidated.push(id)
      if (other === 'call') called.push(id)
    } catch (error) {
      if (!(error instanceof PlimsollError)) throw error
    }
  }
  return {
    raised,
    called,
    liquidated,
    rise: BigInt(Math.ceil(Math.min(rise, 1e9) * 1e6)),
    pushed: Math.max(0, ...pushed.values()),
  }
}

/** The minute of the ramp, a straight line between two rule books, in which an account falls below maintenance; nothing where it does not. */
function minuteOfFall(now: Assessment, then: Assessment, rampTime: number): number | undefined {
  const room = now.equity - now.maintenance
  const short = then.maintenance - then.equity
  if (!(room >= 0 && short > 0)) return undefined
  return Math.floor(((room / (room + short)) * rampTime) / 60_000)
}

/** By which part a requirement rises; from nothing to something is no part of anything and not counted. */
function riseOf(now: number, then: number): number {
  return now > 0 ? then / now - 1 : 0
}
