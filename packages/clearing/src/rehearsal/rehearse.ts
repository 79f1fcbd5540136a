import { randomSource } from 'plimsoll'
import { auctionOffer, oneOf } from '../liquidation/auction/auctionOffer.js'
import type { LiquidationStep } from '../liquidation/steps/nextStep.js'
import type { Answer } from '../machine/apply.js'
import type { LiquidationTrade } from '../machine/commands.js'
import type { Event } from '../machine/events.js'
import { assess } from '../risk/assess.js'
import type { Level, ParameterRecord } from '../state/records.js'
import type { State } from '../state/state.js'
import { addFlows, createFlowCounter, type MutableFlows, noFlows, type RehearsalFlows } from './flows.js'
import { createDepth, type Depth, type MarketModel } from './market.js'
import { money, type Opening, openPopulation, readyNames } from './opening.js'
import type { Population } from './population.js'
import type { PricePath } from './pricePath.js'
import { tenTo } from './tenTo.js'
import { backstopAccount, createVenue, currency, type Venue } from './venue.js'

export interface RehearsalOptions {
  readonly path: PricePath
  readonly population: Population
  readonly market: MarketModel
  /** Of the venue; see `rehearsalParameters`. */
  readonly parameters: ParameterRecord
  /** Decides what bidders pay. */
  readonly seed: number
}

/** One point of the path, after everything that the venue and its customers did at it. */
export interface RehearsalStep {
  /** From 0. */
  readonly step: number
  readonly at: number
  /** Dollars, as the venue saw them: outside prices with what liquidations left of them. */
  readonly prices: Readonly<Record<string, number>>
  /** Accounts of the population by where they stand. */
  readonly levels: Readonly<Record<Level, number>>
  /** What happened at this point, and up to it. */
  readonly flows: RehearsalFlows
  readonly soFar: RehearsalFlows
  /** Ledger balances, dollars: the insurance fund, the venue’s own money, and what nobody paid (negative). */
  readonly fund: number
  readonly venue: number
  readonly unpaid: number
  /** Dollars at the marks: of the population, of the backstop, and of makers and bidders. */
  readonly equity: { readonly population: number; readonly backstop: number; readonly ready: number }
  readonly events: readonly Event[]
}

export interface Rehearsal {
  /** The machine; only the steps move it. */
  readonly state: State
  readonly opening: Opening
  /** Each is played when it is asked for. */
  readonly steps: Generator<RehearsalStep, undefined, undefined>
}

/**
 * Plays a price path through the clearing machine: opens a population of accounts, then at every point sends the prices, lets time
 * act, has the market take what is liquidated as far as it can, lets bidders bid, and lets called accounts pay. The machine is the
 * production one; population, market and answers are a model. No clock: the same options give the same steps, bit for bit.
 *
 * @throws PlimsollError INPUT_INVALID for a seed out of range
 */
export function rehearse({ path, population, market, parameters, seed }: RehearsalOptions): Rehearsal {
  const first = path.points[0]!
  const venue = createVenue(market, parameters, first)
  const opening = openPopulation(venue, population)
  return { state: venue.state, opening, steps: play({ path, population, seed }, venue) }
}

function* play(
  { path, population, seed }: Pick<RehearsalOptions, 'path' | 'population' | 'seed'>,
  venue: Venue,
): Generator<RehearsalStep, undefined, undefined> {
  const { state, market } = venue
  const depth = createDepth(market, path.points[0]!)
  const counter = createFlowCounter(state, population)
  const soFar = noFlows()
  const scene: Scene = {
    venue,
    depth,
    payers: new Map(population.accounts.flatMap(({ account, answer }) => (answer ? [[account, { ...answer }]] : []))),
    due: [],
    bidders: bidders(market, seed),
    turn: 0,
    flows: noFlows(),
    events: [],
    take(answer) {
      for (const event of answer.events) {
        counter.count(event, this.flows)
        this.events.push(event)
      }
    },
  }
  for (const [step, { at, prices: outside }] of path.points.entries()) {
    scene.flows = noFlows()
    scene.events = []
    venue.at = at
    const entries = Object.entries(outside).map(([coin, price]) => [coin, price * depth.lasting(coin)] as const)
    const prices: Readonly<Record<string, number>> = Object.fromEntries(entries)
    depth.move(at, outside)
    venue.price(prices)
    payIn(scene)
    scene.take(venue.must('advance', {}))
    promise(scene)
    execute(scene)
    auction(scene)
    addFlows(soFar, scene.flows)
    yield {
      step,
      at,
      prices,
      levels: levelsOf(state, population),
      flows: scene.flows,
      soFar: { ...soFar },
      fund: fundOf(state),
      venue: houseOf(state, 'venue'),
      unpaid: houseOf(state, 'unpaid'),
      equity: equityOf(state, population, market),
      events: scene.events,
    }
  }
  return undefined
}

interface Scene {
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
function promise(scene: Scene): void {
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
function payIn(scene: Scene): void {
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
function execute(scene: Scene): void {
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
function auction(scene: Scene): void {
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

function bidders({ bidders: ready }: MarketModel, seed: number): Scene['bidders'] {
  const random = randomSource(seed)
  const [least, most] = ready.pays
  return readyNames('bidder', ready).map((name, row) => ({
    name,
    pays: least + (most - least) * random.uniform(row, 0),
  }))
}

function levelsOf(state: State, { accounts }: Population): Readonly<Record<Level, number>> {
  const levels = { safe: 0, warning: 0, call: 0, liquidation: 0 }
  for (const { account } of accounts) levels[state.levels.get(account)?.level ?? 'safe']++
  return levels
}

function houseOf(state: State, name: string): number {
  return Number(state.houses.get(`${name} ${currency}`) ?? 0n) / 1e6
}

/** Of all markets together. */
function fundOf(state: State): number {
  let sum = 0n
  for (const key of state.houses.keys()) if (key.startsWith('fund:')) sum += state.houses.get(key)!
  return Number(sum) / 1e6
}

function equityOf(state: State, { accounts }: Population, market: MarketModel): RehearsalStep['equity'] {
  const of = (names: readonly string[]): number =>
    names.reduce((sum, name) => sum + assess(state, name, state.accounts.get(name)!).equity, 0)
  return {
    population: of(accounts.map(({ account }) => account)),
    backstop: of([backstopAccount]),
    ready: of([...readyNames('maker', market.makers), ...readyNames('bidder', market.bidders)]),
  }
}
