import type { Event, LedgerName, State } from '@plimsoll/clearing'
import { decimal, formatDecimal } from '../desk/library.js'
import type { PlayedStep } from './messages.js'

type Told = PlayedStep['events'][number]

/** Tells a step's events in words: who, what, how much and why. Amounts are of the asset that calls are made in. */
export interface EventTeller {
  tell(at: number, events: readonly Event[]): readonly Told[]
}

/** So many of one step are told, the gravest first; what is counted is counted of all. */
const toldMax = 100
const gravest: readonly Told['kind'][] = [
  'unpaid',
  'loss',
  'adl',
  'takeover',
  'auction',
  'liquidation',
  'call',
  'deposit',
]

/** Remembers which auctions were told, because an episode says of its auction again and again. */
export function eventTeller(state: State, asset: string): EventTeller {
  const auctions = new Set<string>()
  const money = (amount: bigint): string => formatDecimal(decimal(amount, state.assets.get(asset)?.decimals ?? 0))
  // Every number in the reason of a payment is an amount in the asset's smallest unit.
  const inMoney = (why: string): string =>
    why.replaceAll(/\d+/g, (units) => `${whole(Number(money(BigInt(units))))} ${asset}`)
  const lots = (instrument: string, count: bigint): string =>
    `${formatDecimal(decimal(count < 0n ? -count : count, state.listings.get(instrument)?.lotDecimals ?? 0))} ${instrument}`
  const price = (instrument: string, units: bigint): string =>
    formatDecimal(decimal(units, state.listings.get(instrument)?.priceDecimals ?? 0))

  const describe = (event: Event): readonly Omit<Told, 'at'>[] => {
    switch (event.kind) {
      case 'level-changed': {
        const { account, level } = event
        if (level.level !== 'call') return []
        const { deposit, close } = level.cures ?? {}
        const cure = close === undefined ? '' : `; or close ${lots(close.instrument, close.lots)}`
        return [
          {
            kind: 'call',
            account,
            what: deposit === undefined ? 'margin call' : `margin call: deposit${cure}`,
            amount: deposit === undefined ? null : money(deposit.amount),
            why: 'initial margin is no longer covered',
          },
        ]
      }
      case 'moved': {
        const account = accountOf(event.to)
        if (event.why !== 'deposit' || account === undefined) return []
        return [{ kind: 'deposit', account, what: 'paid in', amount: money(event.amount), why: 'answers its call' }]
      }
      case 'liquidation-ordered': {
        const { account, step } = event
        const orders = step.orders.map(
          ({ instrument, side, lots: count, limit }) =>
            `${side} ${lots(instrument, count)} at ${price(instrument, limit)} or better`,
        )
        const { shortfallBefore, shortfallAfter } = step.why
        // A liquidation goes on above maintenance until it has reached its target.
        const short = shortfallBefore > 0 ? '' : ' but short of its target'
        const why = `equity is ${distance(shortfallBefore)} maintenance${short}; after the order ${distance(shortfallAfter)} it`
        return [{ kind: 'liquidation', account, what: orders.join(', '), amount: null, why }]
      }
      case 'episode-changed': {
        const { account, episode } = event
        const name = `${account} ${episode.epoch}`
        if (episode.auction === null || auctions.has(name)) return []
        auctions.add(name)
        const why = 'steps do not restore it, or not in time'
        return [{ kind: 'auction', account, what: 'whole portfolio on sale, the price falls', amount: null, why }]
      }
      case 'taken-over': {
        const { account, by, takeover } = event
        const taken = takeover.parts.map(({ instrument, lots: count }) => lots(instrument, count))
        const what = `${by} takes ${taken.join(', ')} at the mark`
        return [{ kind: 'takeover', account, what, amount: money(takeover.compensation), why: 'nobody bought in time' }]
      }
      case 'deleveraged': {
        const { account: bankrupt, instrument, round } = event
        const { fineDecimals } = state.listings.get(instrument) ?? { fineDecimals: 0 }
        const value = round.price < 0n ? -round.price : round.price
        const at = formatDecimal(decimal(value * lotsOfOne(state, instrument), fineDecimals))
        return round.fills.map(({ account, lots: count, cost }) => ({
          kind: 'adl' as const,
          account,
          what: `closes ${lots(instrument, count)} at ${at}`,
          amount: formatDecimal(decimal(cost, fineDecimals)),
          why:
            cost === 0n
              ? `${bankrupt} is closed at the mark: nobody bought in time`
              : `bankruptcy price of ${bankrupt}; amount is what it costs against the mark`,
        }))
      }
      case 'loss-shared':
        return event.payments.map(({ from, amount, tier, why }) => ({
          kind: tier === 'final-settlement' ? ('unpaid' as const) : ('loss' as const),
          account: event.account,
          what: tier === 'final-settlement' ? 'nobody pays the rest' : `${payers[tier] ?? from} pays`,
          amount: money(amount),
          why: `bankrupt: ${inMoney(why)}`,
        }))
      default:
        return []
    }
  }

  return {
    tell: (milliseconds, events) => {
      const at = new Date(milliseconds).toISOString()
      const all = events.flatMap(describe).map((told) => ({ ...told, at }))
      if (all.length <= toldMax) return all
      const kept = new Set([...all].sort((a, b) => gravest.indexOf(a.kind) - gravest.indexOf(b.kind)).slice(0, toldMax))
      return all.filter((told) => kept.has(told))
    },
  }
}

const payers: Readonly<Record<string, string>> = {
  'market-pool': 'the market’s pool',
  'shared-fund': 'the insurance fund',
  'venue-capital': 'the venue’s own capital',
}

/** Lots in one whole contract. */
const lotsOfOne = (state: State, instrument: string): bigint =>
  10n ** BigInt(state.listings.get(instrument)?.lotDecimals ?? 0)

const distance = (shortfall: number): string => `${whole(Math.abs(shortfall))} USD ${shortfall > 0 ? 'below' : 'above'}`

const whole = (dollars: number): string => Math.round(dollars).toLocaleString('en-US')

const accountOf = (name: LedgerName): string | undefined =>
  name.startsWith('account:') ? name.slice('account:'.length) : undefined
