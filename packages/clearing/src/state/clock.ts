import type { AnswerRecord, ClockRecord } from './records.js'
import type { State } from './state.js'

const noClock: ClockRecord = { at: 0, sequence: 0, marketVersion: 0, marketAt: 0 }

export function clockOf(state: State): ClockRecord {
  return state.clock.get('clock') ?? noClock
}

/**
 * Answers are kept in periods of the command memory, this one and the one before: a command that is no older than the memory
 * was answered, if at all, in one of them.
 */
export function answerOf(state: State, id: string): AnswerRecord | undefined {
  const period = periodOf(state)
  return state.answers.get(answerKey(period, id)) ?? state.answers.get(answerKey(period - 1, id))
}

export function answerKey(period: number, id: string): string {
  return `${period} ${id}`
}

/** Answers of commands that came before a venue was set up are in period 0. */
export function periodOf(state: State): number {
  const memory = state.parameters.get('parameters')?.commandMemory
  return memory === undefined ? 0 : Math.floor(clockOf(state).at / memory)
}
