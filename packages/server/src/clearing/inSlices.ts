import { setImmediate } from 'node:timers/promises'

/** Commands wait no longer than about this for work that is done beside them. */
const sliceMilliseconds = 1

/** Does a piece of work step by step, and lets everything else have its turn between two slices of it. */
export async function inSlices<Result>(steps: Generator<unknown, Result, void>): Promise<Result> {
  for (;;) {
    const until = performance.now() + sliceMilliseconds
    do {
      const { done, value } = steps.next()
      if (done === true) return value
    } while (performance.now() < until)
    await setImmediate()
  }
}
