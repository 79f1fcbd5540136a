import { PlimsollError } from '../desk/library.js'
import type { FromRehearsal, RehearsalTask, ToRehearsal } from './messages.js'
import { type Play, startPlay } from './play.js'

/**
 * What is done with the service's messages, on whatever thread: the population is made at once, every message is one step.
 * Each is answered by a step, by the end, or by the reason why there can be no more.
 */
export function rehearsalWork(
  task: RehearsalTask,
  answer: (message: FromRehearsal) => void,
): (message: ToRehearsal) => void {
  let play: Play | undefined
  const attempt = (work: () => FromRehearsal): void => {
    try {
      answer(work())
    } catch (error) {
      play = undefined
      answer({ kind: 'failed', message: error instanceof PlimsollError ? error.message : String(error) })
    }
  }
  attempt(() => {
    play = startPlay(task, () => performance.now())
    return { kind: 'made', start: play.start, first: play.first }
  })
  return () => {
    const { next } = play ?? {}
    if (next === undefined) return
    attempt(() => {
      const step = next()
      return step === undefined ? { kind: 'ended' } : { kind: 'step', step }
    })
  }
}
