import { PlimsollError } from 'plimsoll'
import { levelOf } from '../calls/level.js'
import type { ParameterRecord, Shadow } from '../state/records.js'
import type { State } from '../state/state.js'
import { type Assessment, assess, assessUnder } from './assess.js'

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
      if (levelsOf(now, parameters) !== 'liquidation' && levelsOf(then, parameters) === 'liquidation')
        liquidated.push(id)
      else if (levelsOf(now, parameters) !== 'call' && levelsOf(then, parameters) === 'call') called.push(id)
    } catch (error) {
      if (!(error instanceof PlimsollError)) throw error
    }
  }
  return { raised, called, liquidated, rise: BigInt(Math.ceil(Math.min(rise, 1e9) * 1e6)) }
}

function levelsOf(assessment: Assessment, { warning }: ParameterRecord): ReturnType<typeof levelOf> {
  return levelOf(assessment, warning)
}

/** By which part a requirement rises; from nothing to something is no part of anything and not counted. */
function riseOf(now: number, then: number): number {
  return now > 0 ? then / now - 1 : 0
}
