import {
  type AssetMarket,
  createValuation,
  decimal,
  decimalToNumber,
  type ForwardPoint,
  type Instrument,
  type MarginSpec,
  type MarketSnapshot,
  type UnderlyingMarket,
  type Valuation,
} from 'plimsoll'
import { refuse } from '../error/refusal.js'
import { averageKey } from '../state/averageKey.js'
import { clockOf } from '../state/clock.js'
import type { ParameterRecord, PriceRecord } from '../state/records.js'
import type { State } from '../state/state.js'

/** Which of a price's three numbers is meant. */
export type Side = 'fast' | 'low' | 'high'

/** The market as the machine sees it at one version, valued under each mode's rule book. */
export interface MarketView {
  readonly version: number
  readonly markets: Readonly<Record<Side, MarketSnapshot>>
  /** Whether any slow price differs from its fast one. */
  readonly isSlow: boolean
  /** Under a rule book, at fast prices. */
  valuation(spec: MarginSpec): Valuation
  /** Quotes of instruments at prices of one side. */
  quotes(side: Side): Valuation
}

const views = new WeakMap<State, MarketView>()

/** The market of the state's present version; made once a version. */
export function marketView(state: State): MarketView {
  const { marketVersion } = clockOf(state)
  const known = views.get(state)
  if (known?.version === marketVersion) return known
  const view = makeView(state, marketVersion)
  views.set(state, view)
  return view
}

/** A market that was taken back: another one may come to have its number. */
export function forgetMarket(state: State): void {
  views.delete(state)
}

export function parametersOf(state: State): ParameterRecord {
  return (
    state.parameters.get('parameters') ?? refuse('PARAMETER_UNKNOWN', 'parameters', 'none', 'a venue that is set up')
  )
}

function makeView(state: State, version: number): MarketView {
  const parameters = parametersOf(state)
  const fast = snapshotOf(state, 'fast', parameters)
  const differs = state.prices.keys().some((feed) => {
    const price = state.prices.get(feed)
    return price !== undefined && (price.low !== price.fast || price.high !== price.fast)
  })
  const low = differs ? snapshotOf(state, 'low', parameters) : fast
  const high = differs ? snapshotOf(state, 'high', parameters) : fast
  const valuations = new Map<MarginSpec | Side, Valuation>()
  const valued = (key: MarginSpec | Side, make: () => Valuation): Valuation => {
    const known = valuations.get(key)
    if (known !== undefined) return known
    const made = make()
    valuations.set(key, made)
    return made
  }
  return {
    version,
    markets: { fast, low, high },
    isSlow: differs,
    valuation: (spec) => valued(spec, () => createValuation(fast, spec)),
    quotes: (side) => valued(side, () => createValuation({ fast, low, high }[side], parameters.specs.portfolio)),
  }
}

function snapshotOf(state: State, side: Side, { currency }: ParameterRecord): MarketSnapshot {
  const { marketAt } = clockOf(state)
  const assets: Record<string, AssetMarket> = {}
  for (const asset of state.assets.keys()) {
    const { decimals, feed, underlying } = state.assets.get(asset)!
    const price = feed === undefined ? 1 : numberOf(state.prices.get(feed), side)
    if (price !== undefined) assets[asset] = { price, decimals, ...(underlying === undefined ? {} : { underlying }) }
  }
  const instruments = new Map<string, Instrument>()
  const marks = new Map<string, number>()
  const underlyings: Record<string, UnderlyingMarket> = {}
  for (const id of state.listings.keys()) {
    const { instrument, status } = state.listings.get(id)!
    if (status === 'settled') continue
    instruments.set(id, instrument)
    const index = numberOf(state.prices.get(indexFeed(instrument.underlying)), side)
    if (index === undefined) continue
    underlyings[instrument.underlying] ??= underlyingOf(state, instrument.underlying, index)
    const mark = numberOf(state.prices.get(markFeed(id)), side)
    if (mark !== undefined) marks.set(id, mark)
    else if (instrument.kind === 'perpetual') marks.set(id, index)
  }
  return {
    asOf: marketAt,
    source: { kind: 'live', name: 'clearing' },
    currency,
    assets,
    underlyings,
    instruments,
    marks,
    funding: new Map(),
  }
}

function underlyingOf(state: State, underlying: string, index: number): UnderlyingMarket {
  const surface = state.surfaces.get(underlying)
  if (surface === undefined) return { index, model: 'black', forwards: [], slices: [] }
  const { model, forwards, slices } = surface
  return {
    index,
    model,
    forwards: forwards.map(({ expiry, ratio }) =>
      settling(state, underlying, expiry, model === 'black' ? index * ratio : index + ratio),
    ),
    slices,
  }
}

/**
 * A forward, of which within the delivery window the average has fixed a part: a price at the end of the window moves next to nothing,
 * and what it has been is not forgotten.
 */
function settling(state: State, underlying: string, expiry: number, price: number): ForwardPoint {
  const { deliveryWindow } = parametersOf(state)
  const from = expiry - deliveryWindow
  const index = state.prices.get(indexFeed(underlying))
  const until = Math.min(clockOf(state).marketAt, expiry)
  if (index === undefined || until <= from) return { expiry, price }
  const known = state.averages.get(averageKey(underlying, expiry)) ?? { sum: 0n, until: from }
  const sum = known.sum + index.fast * BigInt(Math.max(until - known.until, 0))
  const fixed = decimalToNumber(decimal(sum, index.decimals)) / deliveryWindow
  return { expiry, price: fixed + (price * (expiry - until)) / deliveryWindow, settled: { fixed } }
}

/** Something that follows from a market alone, made once for each name. */
export function perMarket<Value>(
  make: (view: MarketView, name: string, state: State) => Value,
): (state: State, name: string) => Value {
  const known = new WeakMap<MarketView, Map<string, Value>>()
  return (state: State, name: string): Value => {
    const view = marketView(state)
    let values = known.get(view)
    if (values === undefined) {
      values = new Map()
      known.set(view, values)
    }
    let value = values.get(name)
    if (value === undefined) {
      value = make(view, name, state)
      values.set(name, value)
    }
    return value
  }
}

export function indexFeed(underlying: string): string {
  return `index ${underlying}`
}

export function markFeed(instrument: string): string {
  return `mark ${instrument}`
}

/** A price as a risk number; nothing where there is none. */
export function numberOf(price: PriceRecord | undefined, side: Side): number | undefined {
  return price === undefined ? undefined : decimalToNumber(decimal(price[side], price.decimals))
}
