import {
  type Answer,
  apply,
  audit,
  type BookViolation,
  type Command,
  clockOf,
  duties,
  encode,
  type State,
} from '@plimsoll/clearing'
import type { Journal, JournalWarning } from '@plimsoll/journal'
import { ClearingError } from '../error/serviceError.js'
import { saveCheckpoint } from './checkpoint.js'
import { figuresOf } from './figures.js'
import { decisionBytes, sealBytes } from './record/entry.js'
import { hashOf } from './savedState.js'

/** Something was repaired, left out or found wrong. */
export type ClearingWarning =
  | JournalWarning
  | { readonly code: 'BOOKS_UNSOUND' | 'CHECKPOINT_FAILED'; readonly message: string }

/** What a host says of itself. */
export interface ClearingStatus {
  /** Number of the last command that was decided; it may still wait to be on disk. */
  readonly sequence: number
  /** Bytes of decisions that wait to be on disk. */
  readonly waitingBytes: number
  /** Record after which the state was last saved and sealed by this host; 0 if not yet. */
  readonly checkpoint: number
  /** What does not add up. While there is anything, only commands that relieve accounts are decided. */
  readonly violations: readonly BookViolation[]
  /** Why nothing is decided any more. */
  readonly stopped?: ClearingError
}

/** The clearing machine, whose every answer is on disk before it is given. */
export interface ClearingHost {
  /**
   * Decides a command, in the order of the calls, and answers when everything that the answer rests on is on disk. A refusal by the machine
   * is an answer. Whoever gets an error, or none, sends the same command again, if need be after a restart: it has one effect.
   *
   * @throws ClearingError CLEARING_BUSY, CLEARING_MALFORMED, CLEARING_DEFECT, CLEARING_HALTED, CLEARING_CLOSED (none of which has decided
   * anything), CLEARING_STOPPED
   */
  submit(command: Command): Promise<Answer>
  /**
   * Looks at the state as it is now, and answers when all of it is on disk, with the number of the last command in it. The view must not
   * write, nor keep the state.
   *
   * @throws ClearingError CLEARING_CLOSED, CLEARING_STOPPED
   */
  read<Value>(view: (state: State) => Value): Promise<{ readonly sequence: number; readonly value: Value }>
  status(): ClearingStatus
  /** Waits for what was decided, seals the state with every account's figures, and gives the journal back. */
  close(): Promise<void>
}

export interface Surroundings {
  readonly journal: Journal
  readonly state: State
  readonly warn: (warning: ClearingWarning) => void
  readonly checkpointEvery: number
  readonly waitingBytesMax: number
  /** What does not add up to begin with. */
  readonly violations: readonly BookViolation[]
}

export function hostOver(surroundings: Surroundings): ClearingHost {
  const { journal, state, warn, checkpointEvery, waitingBytesMax } = surroundings
  let violations: readonly BookViolation[] = []
  let stopped: ClearingError | undefined
  let closing: Promise<void> | undefined
  let waitingBytes = 0
  /** Settled when all that was decided is on disk, or refused. */
  let durable: Promise<unknown> = Promise.resolve()
  let sinceCheckpoint = 0
  let checkpoint = 0
  let checkpointing: Promise<void> | undefined

  halt(surroundings.violations)

  function requireRunning(): void {
    if (stopped !== undefined) throw stopped
    if (closing !== undefined) throw new ClearingError('CLEARING_CLOSED', 'The host was closed.')
  }

  function requireTaken({ kind }: Command): void {
    requireRunning()
    if (violations.length > 0 && duties[kind] !== 'relief') {
      throw new ClearingError(
        'CLEARING_HALTED',
        `The books do not add up (${named(violations)}): no ${kind} is decided.`,
      )
    }
    if (waitingBytes >= waitingBytesMax) {
      const message = `${waitingBytes} bytes wait to be on disk, and ${waitingBytesMax} may.`
      throw new ClearingError('CLEARING_BUSY', message)
    }
  }

  /** Puts bytes behind what was decided before. A lost record would be missing under all that follow, so nothing follows it. */
  function append(bytes: Uint8Array): Promise<number> {
    waitingBytes += bytes.length
    const appended = journal.append([bytes]).then(
      (record) => {
        waitingBytes -= bytes.length
        return record
      },
      (cause) => {
        const message = `The journal has refused what was decided (${text(cause)}). Open it again; it says what was kept.`
        stopped ??= new ClearingError('CLEARING_STOPPED', message, { cause })
        throw stopped
      },
    )
    durable = appended
    return appended
  }

  function keep(commandText: string, answer: Answer): void {
    sinceCheckpoint++
    const isCheckpoint = sinceCheckpoint >= checkpointEvery && checkpointing === undefined
    const appended = append(decisionBytes(commandText, answer, isCheckpoint))
    if (!isCheckpoint) return
    sinceCheckpoint = 0
    checkpointing = saveCheckpoint({ journal, state, appended, seal: (seal) => append(sealBytes(seal)) })
      .then((result) => {
        if (result.violations.length > 0) halt(result.violations)
        else checkpoint = result.record
      })
      // The log has everything: without a checkpoint the next start takes longer, and that is all.
      .catch((error) => warn({ code: 'CHECKPOINT_FAILED', message: text(error) }))
      .finally(() => {
        checkpointing = undefined
      })
  }

  function halt(found: readonly BookViolation[]): void {
    violations = found
    if (found.length > 0) warn({ code: 'BOOKS_UNSOUND', message: named(found) })
  }

  async function close(): Promise<void> {
    await checkpointing
    // Whoever waits for a decision hears of its failure.
    await durable.catch(() => undefined)
    try {
      if (stopped === undefined && violations.length === 0) await sealSound()
    } finally {
      await journal.close()
    }
  }

  async function sealSound(): Promise<void> {
    halt(audit(state))
    if (violations.length > 0) return
    await append(sealBytes({ record: journal.last(), hash: hashOf(state), figures: figuresOf(state) }))
  }

  return {
    submit: async (command) => {
      requireTaken(command)
      const commandText = textOf(command)
      const answer = decide(state, command)
      if (answer.events.length > 0) keep(commandText, answer)
      // A command that was answered before may have been decided a moment ago, and not be on disk yet.
      await durable
      return answer
    },
    read: async (view) => {
      requireRunning()
      const seen = { sequence: clockOf(state).sequence, value: view(state) }
      await durable
      return seen
    },
    status: () => ({
      sequence: clockOf(state).sequence,
      waitingBytes,
      checkpoint,
      violations,
      ...(stopped === undefined ? {} : { stopped }),
    }),
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

function textOf(command: Command): string {
  try {
    return encode(command)
  } catch (cause) {
    throw new ClearingError('CLEARING_MALFORMED', `Command ${command.id} cannot be kept: ${text(cause)}.`, { cause })
  }
}

function decide(state: State, command: Command): Answer {
  try {
    return apply(state, command)
  } catch (cause) {
    throw new ClearingError('CLEARING_DEFECT', `The machine failed at command ${command.id}: ${text(cause)}.`, {
      cause,
    })
  }
}

function named(violations: readonly BookViolation[]): string {
  return violations.map(({ where, found, expected }) => `${where}: ${found}, expected ${expected}`).join('; ')
}

function text(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
