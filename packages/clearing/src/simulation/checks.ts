import { PlimsollError } from 'plimsoll'
import { audit } from '../audit/audit.js'
import type { Answer } from '../machine/apply.js'
import type { Command, CommandKind } from '../machine/commands.js'
import { assess } from '../risk/assess.js'
import type { AccountRecord } from '../state/records.js'
import type { State } from '../state/state.js'
import { checkFeed } from './sources.js'

/** An invariant (by its number in the list of the documentation) that a step broke, and how. */
export interface BrokenInvariant {
  readonly invariant: 'I1' | 'I2' | 'I3' | 'I9' | 'I12' | 'I14' | 'I17' | 'I18' | 'I19'
  readonly what: string
}

/** What stood before a command, to be compared with. */
export interface Before {
  readonly at: number
  readonly accounts: ReadonlyMap<string, AccountRecord>
}

export function remember(state: State): Before {
  const accounts = new Map(state.accounts.keys().map((id) => [id, state.accounts.get(id)!] as const))
  return { at: state.clock.get('clock')?.at ?? 0, accounts }
}

/** Kinds whose effect nobody chose: these may leave accounts short. Written down again here, so that a slip in the machine's own table is found. */
const demanded: ReadonlySet<CommandKind> = new Set<CommandKind>([
  'set-up',
  'price',
  'surface',
  'tick',
  'pay-funding',
  'charge-interest',
  'settle',
  'advance',
])

const byRule = { conservation: 'I1', 'zero-sum': 'I2', derived: 'I18', rounding: 'I17' } as const

/** Everything that can be said of one step without knowing how the machine decides. */
export function checkStep(state: State, command: Command, answer: Answer, before: Before): readonly BrokenInvariant[] {
  const broken: BrokenInvariant[] = audit(state).map(({ rule, where, found, expected }) => ({
    invariant: byRule[rule],
    what: `${where}: ${found}, expected ${expected}`,
  }))
  const { at } = state.clock.get('clock')!
  if (at < before.at) broken.push({ invariant: 'I14', what: `time went back from ${before.at} to ${at}` })
  const changed = [...new Set([...before.accounts.keys(), ...state.accounts.keys()])].filter(
    (id) => before.accounts.get(id) !== state.accounts.get(id),
  )
  if (answer.refusal !== undefined || answer.events.length === 0) {
    for (const id of changed) broken.push({ invariant: 'I19', what: `a refused or repeated command changed ${id}` })
    return broken
  }
  broken.push(...leftovers(state))
  const priced = checkFeed(state, command)
  if (priced !== undefined) broken.push({ invariant: 'I9', what: priced })
  if (demanded.has(command.kind)) return broken
  for (const id of changed) {
    const was = before.accounts.get(id)
    const is = state.accounts.get(id)
    if (was === undefined || is === undefined) continue
    const inLiquidation = sold(command, id)
    const worse = inLiquidation ? overdueMore(state, id, was, is) : worsened(state, id, was, is)
    if (worse !== undefined) broken.push({ invariant: 'I3', what: `${command.kind}: account ${id} ${worse}` })
  }
  return broken
}

/** Positions and orders in what has been settled. */
function leftovers(state: State): readonly BrokenInvariant[] {
  return state.accounts.keys().flatMap((id) => {
    const { positions, orders } = state.accounts.get(id)!
    const names = [...Object.keys(positions), ...Object.values(orders).map(({ instrument }) => instrument)]
    return names
      .filter((name) => state.listings.get(name)?.status === 'settled')
      .map((name): BrokenInvariant => ({ invariant: 'I18', what: `account ${id} still has ${name}, which is settled` }))
  })
}

/** How an account is worse off than it may be after a command that somebody chose to send. */
function worsened(state: State, id: string, was: AccountRecord, is: AccountRecord): string | undefined {
  const now = figures(state, id, is)
  const then = figures(state, id, was)
  // What cannot be valued must not have changed in anything but money and orders, which is checked where it is decided.
  if (now === undefined || then === undefined) {
    return is.positions === was.positions ? undefined : 'has other positions although they cannot be valued'
  }
  if (now.short > 0 && now.short > then.short) return `is short by ${now.short}, before by ${then.short}`
  if (now.overdue > Math.max(then.overdue, 0))
    return `is below maintenance by ${now.overdue}, before by ${then.overdue}`
  return undefined
}

/** The account whose positions a command sells: it is judged by maintenance alone. */
function sold(command: Command, id: string): boolean {
  return (command.kind === 'liquidation-filled' || command.kind === 'bid') && command.account === id
}

function overdueMore(state: State, id: string, was: AccountRecord, is: AccountRecord): string | undefined {
  const now = figures(state, id, is)
  const then = figures(state, id, was)
  if (now === undefined || then === undefined || now.overdue < then.overdue) return undefined
  return `in liquidation is below maintenance by ${now.overdue}, before by ${then.overdue}`
}

function figures(state: State, id: string, account: AccountRecord): { short: number; overdue: number } | undefined {
  try {
    // A copy, so that nothing that was remembered of the record is used.
    const { initial, slowEquity, maintenance, equity } = assess(state, id, { ...account })
    return { short: initial - slowEquity, overdue: maintenance - equity }
  } catch (error) {
    if (error instanceof PlimsollError) return undefined
    throw error
  }
}
