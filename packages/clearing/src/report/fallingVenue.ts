import { PlimsollError } from 'plimsoll'
import { closeEpisode } from '../liquidation/episode.js'
import { createDraft } from '../machine/draft.js'
import type { Event } from '../machine/events.js'
import { liquidationFilled } from '../machine/handlers/liquidation.js'
import { liquidate } from '../machine/liquidate.js'
import { actionTable } from '../oracle/actionTable.js'
import { assess } from '../risk/assess.js'
import { instrumentTerms } from '../risk/instrumentTerms.js'
import { indexFeed, marketView, markFeed, parametersOf } from '../risk/marketView.js'
import { markOf, notional, sizePrice } from '../risk/marks.js'
import { statusOf } from '../risk/statusOf.js'
import type { PriceRecord } from '../state/records.js'
import { forkState, type State } from '../state/state.js'

/** A copy of a venue whose prices can be led away from where they are; what it was copied from stays as it is. */
export interface FallingVenue {
  readonly state: State
  /** Accounts that have been in liquidation. */
  readonly liquidated: ReadonlySet<string>
  /** Size, reporting currency. */
  readonly takenOver: number
  readonly deleveraged: number
  /** Prices of underlyings as parts of those of the beginning, in millionths. */
  moveTo(factors: Readonly<Record<string, bigint>>): void
  /** Liquidates until nothing is ordered any more. */
  settle(): void
  /** What has been traded in an underlying's instruments: what it gains with the underlying, and of a day's volume under stress. */
  flows(underlying: string): { readonly traded: number; readonly dayPart: number }
  indexOf(underlying: string): number
  /** Accounts with positions that cannot be judged. */
  unjudged(): number
}

/** Takes every order; no customer can have this name. */
const taker = ' taker'
/** More than is ever traded: the market's limits are none here. */
const plenty = 10n ** 30n
/** Rounds of orders at one price; an episode ends long before. */
const roundsMax = 1000

export function createFallingVenue(from: State): FallingVenue {
  const state = forkState(from)
  const draft = createDraft(state)
  const firstPrices = new Map(state.prices.keys().map((feed) => [feed, state.prices.get(feed)!]))
  const flows = new Map<string, { traded: number; dayPart: number }>()
  const liquidated = new Set<string>()
  const beside = { takenOver: 0, deleveraged: 0 }
  const parameters = parametersOf(state)
  const pace = parameters.liquidation.stages.reduce(
    (most, stage) => (stage.kind === 'steps' ? Math.max(most, stage.paceMilliseconds) : most),
    1,
  )

  const isEndless = Object.entries(parameters.depth).map(
    ([name, depth]) => [name, { ...depth, executableLots: plenty }] as const,
  )
  draft.emit({
    kind: 'parameters-set',
    parameters: {
      ...parameters,
      depth: Object.fromEntries(isEndless),
      liquidationsMax: Math.max(1, state.accounts.size),
    },
  })
  // Orders that are out will not be answered here: whoever is still short begins anew.
  for (const account of state.episodes.keys()) {
    const episode = state.episodes.get(account)!
    if (episode.open) draft.emit({ kind: 'episode-changed', account, episode: closeEpisode(episode) })
  }
  draft.emit({ kind: 'account-opened', account: taker, owner: taker, mode: 'cross' })
  for (const asset of state.assets.keys())
    draft.emit({ kind: 'moved', from: 'external', to: `account:${taker}`, asset, amount: plenty, why: 'deposit' })

  const sizeOf = (instrument: string, lots: bigint): number => notional(state, state.listings.get(instrument)!, lots)

  const fill = ({ account, step }: Extract<Event, { kind: 'liquidation-ordered' }>): void => {
    const trades = step.orders.map(({ instrument, side, lots }) => ({
      instrument,
      lots: side === 'sell' ? -lots : lots,
      price: markOf(state, state.listings.get(instrument)!)!,
      counterparty: taker,
    }))
    for (const { instrument, lots } of trades) count(instrument, lots)
    const { epoch } = step.orders[0]!
    liquidationFilled(draft, { id: '', at: draft.at, kind: 'liquidation-filled', account, epoch, trades })
  }

  const count = (instrument: string, lots: bigint): void => {
    const { underlying, lotDelta, stressVolumeLots } = instrumentTerms(state, marketView(state), instrument)!
    const known = flows.get(underlying) ?? { traded: 0, dayPart: 0 }
    flows.set(underlying, {
      traded: known.traded + Number(lots) * lotDelta * sizePrice(state, underlying),
      dayPart: known.dayPart + Math.abs(Number(lots)) / Number(stressVolumeLots),
    })
  }

  const note = (event: Event): void => {
    if (event.kind === 'episode-changed' && event.episode.open) liquidated.add(event.account)
    if (event.kind === 'taken-over') {
      for (const { instrument, lots } of event.takeover.parts) beside.takenOver += sizeOf(instrument, lots)
    }
    if (event.kind === 'deleveraged') {
      for (const { lots } of event.round.fills) beside.deleveraged += sizeOf(event.instrument, lots)
    }
  }

  return {
    state,
    liquidated,
    get takenOver() {
      return beside.takenOver
    },
    get deleveraged() {
      return beside.deleveraged
    },
    moveTo(factors) {
      for (const feed of feedsOf(state, factors).entries()) {
        const [name, factor] = feed
        const first = firstPrices.get(name)
        if (first !== undefined) draft.emit({ kind: 'price-set', feed: name, price: moved(first, factor, draft.at) })
      }
    },
    settle() {
      for (let round = 0; round < roundsMax; round++) {
        const before = draft.events.length
        liquidate(draft)
        const events = draft.events.slice(before)
        events.forEach(note)
        const orders = events.filter((event) => event.kind === 'liquidation-ordered')
        if (orders.length === 0) return
        for (const order of orders) fill(order)
        draft.emit({ kind: 'advanced', at: draft.at + pace })
      }
    },
    flows: (underlying) => flows.get(underlying) ?? { traded: 0, dayPart: 0 },
    indexOf: (underlying) => marketView(state).markets.fast.underlyings[underlying]!.index,
    unjudged: () => state.accounts.keys().filter((id) => !isJudged(state, id)).length,
  }
}

/** Feeds that move with an underlying, and by how much: its index, marks of its futures, assets that it carries. */
function feedsOf(state: State, factors: Readonly<Record<string, bigint>>): ReadonlyMap<string, bigint> {
  const feeds = new Map<string, bigint>()
  const add = (feed: string | undefined, underlying: string | undefined): void => {
    const factor = underlying === undefined ? undefined : factors[underlying]
    if (feed !== undefined && factor !== undefined) feeds.set(feed, factor)
  }
  for (const underlying of Object.keys(factors)) add(indexFeed(underlying), underlying)
  for (const id of state.listings.keys()) {
    const { instrument } = state.listings.get(id)!
    if (instrument.kind !== 'option') add(markFeed(id), instrument.underlying)
  }
  for (const asset of state.assets.keys()) {
    const { feed, underlying } = state.assets.get(asset)!
    add(feed, underlying)
  }
  return feeds
}

function moved({ decimals, fast, low, high }: PriceRecord, factor: bigint, at: number): PriceRecord {
  const times = (price: bigint): bigint => (price * factor) / 1_000_000n
  return { decimals, fast: times(fast), low: times(low), high: times(high), status: 'VALID', at }
}

function isJudged(state: State, id: string): boolean {
  const account = state.accounts.get(id)!
  if (Object.keys(account.positions).length === 0) return true
  if (actionTable.liquidate[statusOf(state, account)] === 'no') return false
  try {
    assess(state, id, account)
    return true
  } catch (error) {
    if (error instanceof PlimsollError) return false
    throw error
  }
}
