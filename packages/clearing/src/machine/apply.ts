import { PlimsollError } from 'plimsoll'
import { type Refusal, Refused } from '../error/refusal.js'
import { forgetMarket } from '../risk/marketView.js'
import { answerOf, clockOf } from '../state/clock.js'
import { commit, rollback, type State } from '../state/state.js'
import { ageFeeds } from './ageFeeds.js'
import { type Command, type CommandKind, type CommandOf, duties } from './commands.js'
import { createDraft, type Draft } from './draft.js'
import type { Event } from './events.js'
import { cancelOrder, changeMode, closeAccount, openAccount, setAutoHedge, setTopUp } from './handlers/accounts.js'
import { chargeInterest, payFunding, setFunding, settle } from './handlers/contracts.js'
import { setFeed, withdrawFeedChange } from './handlers/feeds.js'
import { bid, liquidationFilled } from './handlers/liquidation.js'
import { resume, setPrice, setSurface } from './handlers/market.js'
import { contribute, deposit, transfer, withdraw } from './handlers/money.js'
import { advance, announceChange, withdrawChange } from './handlers/parameters.js'
import { hearTicks, markSurface, seeBid, seeOwnBook } from './handlers/sources.js'
import { placeOrder, trade } from './handlers/trade.js'
import { listAsset, listInstrument, setAccess, setUp, windDown } from './handlers/venue.js'
import { releaseSwitch } from './killSwitch.js'
import { checkPostCondition } from './postCondition.js'

/** What came of a command. */
export interface Answer {
  /** Number of the command among all that were answered. */
  readonly sequence: number
  readonly refusal?: Refusal
  /** What happened, to be kept; none for a command that was answered before. */
  readonly events: readonly Event[]
}

/** A new kind of command does not compile before it stands here. */
const handlers: { readonly [Kind in CommandKind]: (draft: Draft, command: CommandOf<Kind>) => void } = {
  'set-up': setUp,
  'list-asset': listAsset,
  'list-instrument': listInstrument,
  'wind-down': windDown,
  'set-access': setAccess,
  'open-account': openAccount,
  'close-account': closeAccount,
  'change-mode': changeMode,
  deposit,
  withdraw,
  transfer,
  contribute,
  'set-top-up': setTopUp,
  'set-auto-hedge': setAutoHedge,
  'place-order': placeOrder,
  'cancel-order': cancelOrder,
  trade,
  price: setPrice,
  surface: setSurface,
  'set-feed': setFeed,
  'withdraw-feed-change': withdrawFeedChange,
  tick: hearTicks,
  'own-book': seeOwnBook,
  'mark-surface': markSurface,
  'see-bid': seeBid,
  'pay-funding': payFunding,
  'set-funding': setFunding,
  'charge-interest': chargeInterest,
  settle,
  'announce-change': announceChange,
  'withdraw-change': withdrawChange,
  'release-switch': releaseSwitch,
  'liquidation-filled': liquidationFilled,
  bid,
  resume,
  advance,
}

/**
 * Decides one command: what happens, or why nothing does. A refusal changes nothing but the record of the answer. An id that was answered
 * before gets that answer again. Same state and command, same events, on any machine.
 *
 * @example
 * import { apply, createState } from '@plimsoll/clearing'
 * const state = createState()
 * const open = { id: 'c1', at: 0, kind: 'open-account', account: 'a', owner: 'one', mode: 'cross' }
 * apply(state, open).sequence // => 1
 * apply(state, open).events // => []
 * apply(state, { ...open, id: 'c2' }).refusal.code // => 'ACCOUNT_EXISTS'
 */
export function apply(state: State, command: Command): Answer {
  if (state.clock.touched().length > 0) throw new Error('a command came in while another is being decided')
  const known = answerOf(state, command.id)
  if (known !== undefined) return { ...known, events: [] }
  const sequence = clockOf(state).sequence + 1
  const draft = createDraft(state)
  draft.emit({ kind: 'advanced', at: timeAfter(state, command) })
  try {
    requireInstant(command)
    if (command.deadline !== undefined && draft.at > command.deadline) {
      throw new Refused('COMMAND_LATE', 'deadline', command.deadline, `at least ${draft.at}`)
    }
    requireRecent(state, command)
    ageFeeds(draft)
    decide(draft, command)
    checkPostCondition(state, duties[command.kind])
    draft.emit({ kind: 'answered', id: command.id, answer: { sequence } })
    commit(state)
    return { sequence, events: draft.events }
  } catch (error) {
    const { marketVersion } = clockOf(state)
    rollback(state)
    if (clockOf(state).marketVersion !== marketVersion) forgetMarket(state)
    return refused(state, command, sequence, refusalOf(error))
  }
}

/** The machine's time: never before what it was, and never what is no instant. */
function timeAfter(state: State, { at }: Command): number {
  const now = clockOf(state).at
  return isInstant(at) && at > now ? at : now
}

function isInstant(at: number): boolean {
  return Number.isSafeInteger(at) && at >= 0
}

function requireInstant({ at }: Command): void {
  if (!isInstant(at)) throw new Refused('COMMAND_MALFORMED', 'at', at, 'whole milliseconds since 1970')
}

/** A command older than the memory of answers might be one that was answered and forgotten. */
function requireRecent(state: State, { at }: Command): void {
  const oldest = clockOf(state).at - (state.parameters.get('parameters')?.commandMemory ?? Number.POSITIVE_INFINITY)
  if (at < oldest) throw new Refused('COMMAND_LATE', 'at', at, `at least ${oldest}`)
}

/** What the market cannot price is a refusal; any other error is a defect. */
function refusalOf(error: unknown): Refusal {
  if (error instanceof Refused) return error.refusal
  if (!(error instanceof PlimsollError)) throw error
  const { where, value, expected } = error
  return { code: 'PRICE_UNAVAILABLE', where, value: String(value), expected }
}

function decide<Kind extends CommandKind>(draft: Draft, command: CommandOf<Kind>): void {
  handlers[command.kind](draft, command)
}

/** The refusal is remembered, so that the same command gets the same answer. */
function refused(state: State, command: Command, sequence: number, refusal: Refusal): Answer {
  const draft = createDraft(state)
  draft.emit({ kind: 'advanced', at: timeAfter(state, command) })
  draft.emit({ kind: 'answered', id: command.id, answer: { sequence, refusal } })
  commit(state)
  return { sequence, refusal, events: draft.events }
}
