/**
 * The clearing machine: a deterministic state machine over the margin library. See README.md for the way of a command.
 */

export { audit, type Violation as BookViolation } from './audit/audit.js'
export { type Refusal, type RefusalCode, refusalCodes } from './error/refusal.js'
export { type Answer, apply } from './machine/apply.js'
export type { Command, CommandBodies, CommandKind, CommandOf, Duty, TradeSide } from './machine/commands.js'
export { duties } from './machine/commands.js'
export type { Event, LedgerName, Reason } from './machine/events.js'
export { evolve } from './machine/evolve.js'
export type { BrokenInvariant } from './simulation/checks.js'
export type { FaultCounts } from './simulation/faults.js'
export { type SimulationOptions, type SimulationReport, simulate, type Violation } from './simulation/simulate.js'
export type { Step } from './simulation/world.js'
export { decode, encode } from './state/codec.js'
export type * from './state/records.js'
export { commit, createState, loadState, rollback, type State, saveState, stateHash } from './state/state.js'
