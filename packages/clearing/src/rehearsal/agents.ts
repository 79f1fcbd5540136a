import { randomSource } from 'plimsoll'
import { auctionOffer, oneOf } from '../liquidation/auction/auctionOffer.js'
import type { LiquidationStep } from '../liquidation/steps/nextStep.js'
import type { Answer } from '../machine/apply.js'
import type { LiquidationTrade } from '../machine/commands.js'
import type { Event } from '../machine/events.js'
import { assess } from '../risk/assess.js'
import type { State } from '../state/state.js'
import type { MutableFlows } from './flows.js'
import type { Depth, MarketModel } from './market.js'
import { money, readyNames } from './opening.js'
import { tenTo } from './tenTo.js'
import { currency, type Venue } from './venue.js'

/** What the people around the machine know and remember, and what has happened at this step. */
export interface Scene {
  readonly venue: Venue
  readonly depth: Depth
  /** What each account may still pay in when it is called. */
  readonly payers: Map<string, { most: number; readonly afterMilliseconds: number }>
  /** Deposits that were promised. */
  due: { readonly at: number; readonly account: string; readonly amount: number }[]
  readonly bidders: readonly { readonly name: string; readonly pays: number }[]
  /** Which maker is asked first. */
  turn: number
  flows: MutableFlows
  events: Event[]
  take(answer: Answer): void
}

/** Accounts that were called promise what would cure, as far as they have it. */
export function promise(scene: Scene): void {
  for (const event of scene.events) {
    if (event.kind !== 'level-changed' || event.level.cures?.deposit === undefined) continue
    const payer = scene.payers.get(event.account)
    if (payer === undefined || payer.most <= 0) continue
    const amount = Math.min(payer.most, Number(event.level.cures.deposit.amount) / 1e6)
    payer.most -= amount
    scene.due.push({ at: scene.venue.at + payer.afterMilliseconds, account: event.account, amount })
  }
}

/** What was promised arrives. */
export function payIn(scene: Scene): void {
  const { venue } = scene
  const now = scene.due.filter(({ at }) => at <= venue.at)
  scene.due = scene.due.filter(({ at }) => at > venue.at)
  for (const { account, amount } of now) {
    const units = money(amount)
    if (units === 0n) continue
    scene.take(venue.must('deposit', { account, asset: currency, amount: units }))
    scene.flows.deposits++
    scene.flows.deposited += amount
  }
}

/** The market answers every order of a liquidation that this step has sent. */
export function execute(scene: Scene): void {
  const ordered = scene.events.filter((event) => event.kind === 'liquidation-ordered')
  for (const { account, step } of ordered) {
    const trades = fillsOf(scene, step)
    const epoch = scene.venue.state.episodes.get(account)!.epoch
    if (!sold(scene, account, epoch, trades))
      scene.take(scene.venue.must('liquidation-filled', { account, epoch, trades: [] }))
  }
}

type Fill = Omit<LiquidationTrade, 'counterparty'>

/** What the market takes of a step’s orders; of orders that belong together all or none. */
function fillsOf({ venue, depth }: Scene, { orders, isTogether }: LiquidationStep): readonly Fill[] {
  const fills = orders.flatMap(({ instrument, side, lots, limit }): Fill[] => {
    const { underlying } = venue.state.listings.get(instrument)!.instrument
    const mark = venue.state.prices.get(`index ${underlying}`)!.fast
    const fill = depth.quote(underlying, { lots: side === 'buy' ? lots : -lots, mark, limit })
    return fill === undefined || (isTogether && (fill.lots < 0n ? -fill.lots : fill.lots) < lots)
      ? []
      : [{ instrument, ...fill }]
  })
  return isTogether && fills.length < orders.length ? [] : fills
}

/** Whether a maker took the fills: the makers are asked in turn, and one whose own margin does not allow it passes. */
function sold(scene: Scene, account: string, epoch: number, fills: readonly Fill[]): boolean {
  const { venue, depth, flows } = scene
  if (fills.length === 0) return false
  const makers = readyNames('maker', venue.market.makers)
  for (let asked = 0; asked < makers.length; asked++) {
    const counterparty = makers[(scene.turn + asked) % makers.length]!
    const trades = fills.map((fill) => ({ ...fill, counterparty }))
    const answer = venue.send('liquidation-filled', { account, epoch, trades })
    if (answer.refusal !== undefined) continue
    scene.take(answer)
    scene.turn++
    for (const { instrument, lots, price } of fills) {
      const { instrument: terms, lotDecimals, priceDecimals } = venue.state.listings.get(instrument)!
      depth.book(terms.underlying, lots)
      flows.fills++
      flows.filled += Math.abs(Number(lots) * Number(price)) / tenTo(lotDecimals + priceDecimals)
    }
    return true
  }
  return false
}

/** Bidders look at every open auction; the first who pays the asked fraction and can carry it buys what is on sale. */
export function auction(scene: Scene): void {
  const { venue, bidders: all, flows } = scene
  const { state } = venue
  const { liquidation } = state.parameters.get('parameters')!
  for (const account of state.episodes.keys()) {
    const { open: isOpen, auction: sale, stage: index } = state.episodes.get(account)!
    const stage = liquidation.stages[index]
    if (!isOpen || sale === null || stage?.kind !== 'auction') continue
    const { equity, maintenance } = assess(state, account, state.accounts.get(account)!)
    const offer = auctionOffer(stage, sale, { equity: money(equity), maintenance: money(maintenance) }, venue.at)
    if (offer.phase !== 'solvent' || offer.share === 0n) continue
    const asked = Number(offer.fraction) / Number(oneOf(stage))
    for (const { name, pays } of all) {
      if (pays < asked) continue
      const answer = venue.send('bid', { bidder: name, account, share: oneOf(stage), limit: offer.price })
      if (answer.refusal !== undefined) continue
      scene.take(answer)
      flows.bids++
      flows.bought += boughtBy(answer, state, name)
      break
    }
  }
}

/** Dollars of the positions that the answer gave to an account. */
function boughtBy({ events }: Answer, state: State, bidder: string): number {
  let dollars = 0
  for (const event of events) {
    if (event.kind !== 'position-changed' || event.account !== bidder) continue
    const { instrument, lotDecimals } = state.listings.get(event.instrument)!
    const { fast, decimals } = state.prices.get(`index ${instrument.underlying}`)!
    dollars += Math.abs(Number(event.lots) * Number(fast)) / tenTo(lotDecimals + decimals)
  }
  return dollars
}

export function bidders({ bidders: ready }: MarketModel, seed: number): Scene['bidders'] {
  const random = randomSource(seed)
  const [least, most] = ready.pays
  return readyNames('bidder', ready).map((name, row) => ({
    name,
    pays: least + (most - least) * random.uniform(row, 0),
  }))
}
