import { createHash } from 'node:crypto'
import { type State, stateLines } from '@plimsoll/clearing'

/** A state as bytes, and their SHA-256 in hexadecimals, which is the state's hash. */
export interface SavedState {
  readonly bytes: Uint8Array
  readonly hash: string
}

/** So many records become bytes at once: few parts are put together in little time. */
const linesOfPart = 64

/** The bytes of a state, some records at a time; the state must not change meanwhile. */
export function* savingSteps(state: State): Generator<undefined, SavedState, void> {
  const digest = createHash('sha256')
  const parts: Buffer[] = []
  let lines: string[] = []
  const take = (): void => {
    const text = lines.join('\n')
    const part = Buffer.from(parts.length === 0 ? text : `\n${text}`)
    digest.update(part)
    parts.push(part)
    lines = []
  }
  for (const line of stateLines(state)) {
    lines.push(line)
    if (lines.length < linesOfPart) continue
    take()
    yield
  }
  if (lines.length > 0) take()
  return { bytes: Buffer.concat(parts), hash: digest.digest('hex') }
}

/** The same hash as the machine's `stateHash`, by Node’s own SHA-256. */
export function hashOf(state: State): string {
  const steps = savingSteps(state)
  for (;;) {
    const { done, value } = steps.next()
    if (done === true) return value.hash
  }
}
