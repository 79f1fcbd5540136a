import type { Answer } from '../machine/apply.js'
import type { Command } from '../machine/commands.js'
import type { Event } from '../machine/events.js'
import type { Before } from './before.js'

const kinds = [
  'calls',
  'topUps',
  'liquidations',
  'steps',
  'fills',
  'auctions',
  'bids',
  'takeovers',
  'deleveragings',
  'deficits',
  'unpaid',
  'settlements',
  'changes',
] as const

type Kind = (typeof kinds)[number]

/**
 * How often: accounts were called, topped up, went into liquidation; steps were ordered and filled; auctions opened and bids accepted; the
 * backstop took over; positions were deleveraged; deficits were shared, and of these not all was paid; instruments settled; changes of
 * parameters came into force.
 */
export type Happened = Readonly<Record<Kind, number>>

/** Counts what is worth knowing of the steps of a run. */
export function happenings(): {
  readonly happened: Happened
  note(command: Command, answer: Answer, before: Before): void
} {
  const happened = Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<Kind, number>
  return {
    happened,
    note(command, { events }, before) {
      const open = new Map<string, boolean>()
      const auction = new Map<string, boolean>()
      for (const event of events) {
        const kind = kindOf(event)
        if (kind !== undefined) happened[kind]++
        if (event.kind === 'loss-shared' && event.payments.some(({ tier }) => tier === 'final-settlement'))
          happened.unpaid++
        if (event.kind !== 'episode-changed') continue
        const { account, episode } = event
        const was = before.episodes.get(account)
        if (episode.open && !(open.get(account) ?? was?.open ?? false)) happened.liquidations++
        if (episode.auction !== null && !(auction.get(account) ?? (was !== undefined && was.auction !== null))) {
          happened.auctions++
        }
        open.set(account, episode.open)
        auction.set(account, episode.auction !== null)
      }
      if (command.kind === 'bid' && events.some(({ kind }) => kind === 'episode-changed')) happened.bids++
      if (command.kind === 'liquidation-filled' && events.some(({ kind }) => kind === 'position-changed'))
        happened.fills++
    },
  }
}

function kindOf(event: Event): Kind | undefined {
  switch (event.kind) {
    case 'level-changed':
      return event.level.level === 'call' ? 'calls' : undefined
    case 'moved':
      return event.why === 'top-up' ? 'topUps' : undefined
    case 'liquidation-ordered':
      return 'steps'
    case 'taken-over':
      return 'takeovers'
    case 'deleveraged':
      return event.round.filled > 0n ? 'deleveragings' : undefined
    case 'loss-shared':
      return 'deficits'
    case 'instrument-status':
      return event.status === 'settled' ? 'settlements' : undefined
    case 'parameters-set':
      return 'changes'
    default:
      return undefined
  }
}
