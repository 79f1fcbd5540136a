/**
 * The clearing machine: a deterministic state machine over the margin library. See README.md for the way of a command.
 */
export { type Refusal, type RefusalCode, refusalCodes } from './error/refusal.js'
export { type Answer, apply } from './machine/apply.js'
export type { Command, CommandBodies, CommandKind, CommandOf, Duty, TradeSide } from './machine/commands.js'
export { duties } from './machine/commands.js'
export type { Event, LedgerName, Reason } from './machine/events.js'
export { evolve } from './machine/evolve.js'
export { decode, encode } from './state/codec.js'
export type * from './state/records.js'
export { commit, createState, loadState, rollback, type State, saveState, stateHash } from './state/state.js'
