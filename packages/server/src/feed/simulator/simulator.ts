import { black76, exp, log } from '@plimsoll/kernel'
import {
  assetMarkets,
  type ForwardPoint,
  type FundingMarket,
  type Instrument,
  type MarketSnapshot,
  parseVenueName,
  type SurfaceSlice,
  sviTotalVariance,
  type UnderlyingMarket,
  yearsBetween,
} from 'plimsoll'
import { initialStates, stepStates } from './dynamics.js'
import { fundingRate } from './fundingRate.js'
import { type ExpiryListing, relist } from './listing.js'
import { defaultParameters, type SimulationParameters, type UnderlyingParameters } from './parameters.js'
import { randomSource } from './randomSource.js'
import { sliceOf, surfaceOf } from './surface.js'

export interface SimulatorOptions {
  /** A whole number; the same seed, start and steps give the same bits. */
  readonly seed: number
  /** Milliseconds since 1970. */
  readonly startAt: number
  readonly parameters?: SimulationParameters
}

/** A market that moves only when it is told to. */
export interface Simulator {
  readonly market: MarketSnapshot
  /** Lets market time pass and answers the market after it. Long times are taken in steps of at most an hour. */
  advance(milliseconds: number): MarketSnapshot
}

const stepMaxMilliseconds = 3_600_000
const millisecondsPerYear = 31_536_000_000
const fundingHours = 8

/** A simulated market of several underlyings, with futures and an option chain on each. */
export function createSimulator({ seed, startAt, parameters = defaultParameters }: SimulatorOptions): Simulator {
  const random = randomSource(seed)
  const name = `simulation, seed ${seed}`
  const always = alwaysListed(parameters)
  let asOf = startAt
  let states = initialStates(parameters, random)
  let listings: readonly (readonly ExpiryListing[])[] = parameters.underlyings.map(() => [])
  let instruments: ReadonlyMap<string, Instrument> = new Map()

  function snapshot(): MarketSnapshot {
    const marks = new Map<string, number>()
    const funding = new Map<string, FundingMarket>()
    const underlyings: Record<string, UnderlyingMarket> = {}
    const indexes: Record<string, number> = {}
    const relisted = parameters.underlyings.map((underlying, row) => {
      const state = states[row]!
      const index = underlying.startPrice * exp(state.logPrice)
      const rate = parameters.carry.mean + state.carry
      const surface = surfaceOf(state, underlying, parameters)
      const yearsTo = (expiry: number): number => yearsBetween(asOf, expiry)
      const forwardTo = (expiry: number): number => index * exp(rate * yearsTo(expiry))
      const listed = relist(listings[row]!, underlying, asOf, (expiry) => ({
        forward: forwardTo(expiry),
        deviation: Math.sqrt(surface.atTheMoney(yearsTo(expiry))),
      }))
      const forwards: ForwardPoint[] = []
      const slices: SurfaceSlice[] = []
      for (const listing of listed) {
        const { expiry } = listing
        const forward = forwardTo(expiry)
        const slice = sliceOf(surface, expiry, yearsTo(expiry))
        forwards.push(Object.freeze({ expiry, price: forward }))
        slices.push(slice)
        marks.set(listing.future.id, forward)
        markOptions(listing, slice, forward, marks)
      }
      for (const { id, kind } of always[row]!) {
        marks.set(id, kind === 'perpetual' ? index * (1 + state.basis) : index)
        if (kind === 'perpetual') funding.set(id, { rate: fundingRate(state.basis), intervalHours: fundingHours })
      }
      indexes[underlying.id] = index
      underlyings[underlying.id] = Object.freeze({
        index,
        model: 'black',
        forwards: Object.freeze(forwards),
        slices: Object.freeze(slices),
      })
      return listed
    })
    if (relisted.some((listed, row) => listed !== listings[row])) instruments = instrumentsOf(always, relisted)
    listings = relisted
    return Object.freeze({
      asOf,
      source: Object.freeze({ kind: 'simulated', name }),
      currency: 'USD',
      assets: assetMarkets(indexes),
      underlyings: Object.freeze(underlyings),
      instruments,
      marks,
      funding,
    })
  }

  let market = snapshot()
  return {
    get market() {
      return market
    },
    advance(milliseconds) {
      const steps = Math.max(Math.ceil(milliseconds / stepMaxMilliseconds), 1)
      const years = milliseconds / steps / millisecondsPerYear
      for (let step = 0; step < steps; step++) states = stepStates(states, parameters, years, random)
      asOf += milliseconds
      market = snapshot()
      return market
    },
  }
}

/** Perpetual, USDC perpetual and spot of every underlying. */
function alwaysListed(parameters: SimulationParameters): readonly (readonly Instrument[])[] {
  return parameters.underlyings.map(({ id, stem }: UnderlyingParameters) => {
    const names = new Set([`${stem}-PERPETUAL`, `${id}_USDC-PERPETUAL`, `${id}_USDC`])
    return [...names].map(parseVenueName)
  })
}

function instrumentsOf(
  always: readonly (readonly Instrument[])[],
  listings: readonly (readonly ExpiryListing[])[],
): ReadonlyMap<string, Instrument> {
  const all = always.flatMap((instruments, row) => [
    ...instruments,
    ...listings[row]!.flatMap(({ future, strikes }) => [future, ...strikes.flatMap(({ call, put }) => [call, put])]),
  ])
  return new Map(all.map((instrument) => [instrument.id, instrument]))
}

function markOptions(
  { strikes }: ExpiryListing,
  slice: Extract<SurfaceSlice, { kind: 'svi' }>,
  forward: number,
  marks: Map<string, number>,
): void {
  for (const { strike, call, put } of strikes) {
    const deviation = Math.sqrt(sviTotalVariance(slice, log(strike / forward)))
    const unit = call.settlement.kind === 'inverse' ? forward : 1
    marks.set(call.id, black76(forward, strike, deviation, true) / unit)
    marks.set(put.id, black76(forward, strike, deviation, false) / unit)
  }
}

/**
 * The market after `tick` equal steps: a pure function of its arguments, for tests and for reproducing what somebody
 * saw.
 */
export function simulatedMarketAt(options: SimulatorOptions, tick: number, stepMilliseconds = 1000): MarketSnapshot {
  const simulator = createSimulator(options)
  for (let step = 0; step < tick; step++) simulator.advance(stepMilliseconds)
  return simulator.market
}
