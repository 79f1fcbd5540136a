import { audit } from '../audit/audit.js'
import { absolute } from '../ledger/fill.js'
import type { Answer } from '../machine/apply.js'
import type { Command, CommandKind } from '../machine/commands.js'
import { worstStatus } from '../oracle/actionTable.js'
import { statusOf } from '../risk/statusOf.js'
import type { AccountRecord } from '../state/records.js'
import type { State } from '../state/state.js'
import type { Before } from './before.js'
import type { BrokenInvariant } from './brokenInvariant.js'
import { checkEvents } from './eventChecks.js'
import { figuresOf } from './liquidationChecks.js'
import { checkFeed } from './sources.js'

/** Kinds whose effect nobody chose: these may leave accounts short. Written down again here, so that a slip in the machine's own table is found. */
const demanded: ReadonlySet<CommandKind> = new Set<CommandKind>([
  'set-up',
  'price',
  'surface',
  'tick',
  'pay-funding',
  'set-funding',
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
  broken.push(...leftovers(state), ...checkEvents(state, command, answer.events, before))
  const priced = checkFeed(state, command)
  if (priced !== undefined) broken.push({ invariant: 'I9', what: priced })
  if (command.kind === 'advance') broken.push(...levels(state, before))
  if (demanded.has(command.kind)) return broken
  broken.push(...limits(state, command, changed, before))
  // An order that only reduces is always taken, also where its fill would leave a hedge bare: that is judged when it is filled.
  if (command.kind === 'place-order' && command.reduceOnly) return broken
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

/** What prices that are not of now forbid, and what may leave the venue within an hour. */
function limits(
  state: State,
  command: Command,
  changed: readonly string[],
  before: Before,
): readonly BrokenInvariant[] {
  const broken: BrokenInvariant[] = []
  for (const id of changed) {
    const [was, is] = [before.accounts.get(id), state.accounts.get(id)]
    if (was === undefined || is === undefined || sold(command, id)) continue
    const status = worstStatus([statusOf(state, was), statusOf(state, is)])
    const grows = Object.entries(is.positions).some(
      ([name, { lots }]) => absolute(lots) > absolute(was.positions[name]?.lots ?? 0n),
    )
    const leaves = command.kind === 'withdraw'
    if (status !== 'VALID' && (grows || leaves)) {
      broken.push({ invariant: 'I19', what: `${command.kind} of ${id} while a price is ${status}` })
    }
  }
  if (command.kind !== 'withdraw') return broken
  const { held, amount } = state.outflows.get(command.asset)!
  const { outflowMax } = state.parameters.get('parameters')!
  if (amount * 1_000_000n > held * outflowMax) {
    broken.push({ invariant: 'I19', what: `${amount} of ${held} ${command.asset} have left within the hour` })
  }
  return broken
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
  const found = figuresOf(state, id, account)
  if (found === undefined) return undefined
  return { short: found.initial - found.slowEquity, overdue: found.maintenance - found.equity }
}

/** After time has passed everybody stands at the level at which the figures put him; whoever was dealt with in between, at his next. */
function levels(state: State, before: Before): readonly BrokenInvariant[] {
  const { warning } = state.parameters.get('parameters')!
  return state.accounts.keys().flatMap((id): BrokenInvariant[] => {
    const account = state.accounts.get(id)!
    const status = statusOf(state, account)
    if (account !== before.accounts.get(id) || status === 'STALE' || status === 'HALT') return []
    const now = figuresOf(state, id, account)
    if (now === undefined) return []
    const level =
      now.equity < now.maintenance
        ? 'liquidation'
        : now.slowEquity < now.initial
          ? 'call'
          : now.initial * 1e6 > now.slowEquity * Number(warning)
            ? 'warning'
            : 'safe'
    const told = state.levels.get(id)?.level ?? 'safe'
    return told === level ? [] : [{ invariant: 'I18', what: `${id} was told ${told}, and is at ${level}` }]
  })
}
