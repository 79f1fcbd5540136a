import type { Event } from '../machine/events.js'
import { assess } from '../risk/assess.js'
import type { Level, ParameterRecord } from '../state/records.js'
import type { State } from '../state/state.js'
import { auction, bidders, execute, payIn, promise, type Scene } from './agents.js'
import { addFlows, createFlowCounter, noFlows, type RehearsalFlows } from './flows.js'
import { createDepth, type MarketModel } from './market.js'
import { type Opening, openPopulation, readyNames } from './opening.js'
import type { Population } from './population.js'
import type { PricePath } from './pricePath.js'
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
