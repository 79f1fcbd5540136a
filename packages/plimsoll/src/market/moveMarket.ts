import { log } from '@plimsoll/kernel'
import { PlimsollError } from '../error/plimsollError.js'
import { forwardAt } from './forwardAt.js'
import { settledPart } from './settledPart.js'
import type { AssetMarket, MarketSnapshot, SurfaceSlice, UnderlyingMarket } from './snapshot.js'

/** Relative moves of one underlying: −0.15 = down 15 %. */
export interface MarketMove {
  readonly price?: number
  readonly volatility?: number
}

/** How volatility follows the price; see `ScenarioSet.smile`. */
export interface MoveOptions {
  /** Default `sticky-strike`. */
  readonly smile?: 'sticky-strike' | 'sticky-moneyness'
}

/**
 * The market after underlyings have moved, all at once: index, every forward, the marks of spot, perpetuals and
 * futures and the prices of the assets that an underlying carries go by 1 + price; every volatility by 1 + volatility.
 * Of a forward that is settling only the part not yet fixed moves. Marks of options on a moved underlying are left out, so
 * that the model values them. Whatever is not named stays as it is; so do rates, facts and the history.
 *
 * @throws PlimsollError UNDERLYING_UNKNOWN, or SCENARIO_INVALID for a move of −100 % or beyond
 *
 * @example
 * import { moveMarket } from 'plimsoll'
 * const market = {
 *   asOf: 0, source: { kind: 'manual', name: 'example' }, currency: 'USD',
 *   assets: { BTC: { price: 80000, decimals: 8, underlying: 'BTC' } },
 *   underlyings: { BTC: { index: 80000, model: 'black', forwards: [], slices: [] } },
 *   instruments: new Map(), marks: new Map(), funding: new Map(),
 * }
 * moveMarket(market, { BTC: { price: -0.25 } }).assets.BTC.price // => 60000
 */
export function moveMarket(
  market: MarketSnapshot,
  moves: Readonly<Record<string, MarketMove>>,
  options: MoveOptions = {},
): MarketSnapshot {
  const smile = options.smile ?? 'sticky-strike'
  const scales = new Map<string, number>()
  const underlyings: Record<string, UnderlyingMarket> = { ...market.underlyings }
  for (const [id, move] of Object.entries(moves)) {
    const underlying = market.underlyings[id]
    if (underlying === undefined) {
      throw new PlimsollError('UNDERLYING_UNKNOWN', {
        where: `moves.${id}`,
        value: id,
        expected: `one of ${Object.keys(market.underlyings).join(', ')}`,
      })
    }
    const price = readMove(move.price, `moves.${id}.price`)
    const volatility = readMove(move.volatility, `moves.${id}.volatility`)
    if (price === 0 && volatility === 0) continue
    scales.set(id, 1 + price)
    underlyings[id] = moveUnderlying(underlying, id, market.asOf, 1 + price, 1 + volatility, smile)
  }
  if (scales.size === 0) return market
  return Object.freeze({
    ...market,
    assets: moveAssets(market.assets, scales),
    underlyings: Object.freeze(underlyings),
    marks: moveMarks(market, scales),
  })
}

function readMove(move: number | undefined, where: string): number {
  if (move === undefined) return 0
  if (Number.isFinite(move) && move > -1) return move
  throw new PlimsollError('SCENARIO_INVALID', { where, value: move, expected: 'a relative move above −1' })
}

function moveUnderlying(
  underlying: UnderlyingMarket,
  id: string,
  asOf: number,
  price: number,
  volatility: number,
  smile: 'sticky-strike' | 'sticky-moneyness',
): UnderlyingMarket {
  return Object.freeze({
    ...underlying,
    index: movedPrice(underlying, underlying.index, price),
    forwards: Object.freeze(
      underlying.forwards.map((point) =>
        Object.freeze({ ...point, price: movedForward(underlying, point.price, point.settled?.fixed ?? 0, price) }),
      ),
    ),
    slices: Object.freeze(
      underlying.slices.map((slice) => {
        // How far the forward of this slice went, in the slice's own coordinate.
        const black = underlying.model === 'black'
        const fixed = settledPart(underlying, slice.expiry)
        const forward = fixed === 0 && black ? 1 : forwardAt(underlying, id, asOf, slice.expiry)
        const moved = movedForward(underlying, forward, fixed, price)
        const scale = fixed === 0 ? price : moved / forward
        const shift = black ? log(scale) : fixed === 0 ? Math.abs(forward) * (price - 1) : moved - forward
        return smile === 'sticky-strike'
          ? stickyStrike(slice, shift, volatility)
          : stickyMoneyness(slice, (strike) => (black ? strike * scale : strike + shift), volatility)
      }),
    ),
  })
}

/** A price that may be negative moves by that part of its size, so that down is down. */
function movedPrice({ model }: UnderlyingMarket, price: number, scale: number): number {
  return model === 'black' ? price * scale : price + Math.abs(price) * (scale - 1)
}

/** Only what the settlement average has not fixed moves. */
function movedForward(underlying: UnderlyingMarket, price: number, fixed: number, scale: number): number {
  return fixed === 0 ? movedPrice(underlying, price, scale) : movedPrice(underlying, price - fixed, scale) + fixed
}

function stickyStrike(slice: SurfaceSlice, shift: number, volatility: number): SurfaceSlice {
  if (slice.kind === 'quotes') return scaleQuotes(slice, slice.strikes, volatility)
  return scaleSvi(slice, slice.m - shift, volatility)
}

function stickyMoneyness(slice: SurfaceSlice, follow: (strike: number) => number, volatility: number): SurfaceSlice {
  if (slice.kind === 'quotes') return scaleQuotes(slice, slice.strikes.map(follow), volatility)
  return scaleSvi(slice, slice.m, volatility)
}

function scaleQuotes(
  slice: Extract<SurfaceSlice, { kind: 'quotes' }>,
  strikes: readonly number[],
  volatility: number,
): SurfaceSlice {
  return Object.freeze({
    ...slice,
    strikes: Object.freeze(strikes),
    vols: Object.freeze(slice.vols.map((vol) => vol * volatility)),
  })
}

function scaleSvi(slice: Extract<SurfaceSlice, { kind: 'svi' }>, m: number, volatility: number): SurfaceSlice {
  const variance = volatility * volatility
  return Object.freeze({ ...slice, a: slice.a * variance, b: slice.b * variance, m })
}

function moveAssets(
  assets: MarketSnapshot['assets'],
  scales: ReadonlyMap<string, number>,
): Readonly<Record<string, AssetMarket>> {
  const moved: Record<string, AssetMarket> = {}
  for (const [id, asset] of Object.entries(assets)) {
    const scale = asset.underlying === undefined ? undefined : scales.get(asset.underlying)
    moved[id] = scale === undefined ? asset : Object.freeze({ ...asset, price: asset.price * scale })
  }
  return Object.freeze(moved)
}

function moveMarks(market: MarketSnapshot, scales: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const marks = new Map<string, number>()
  for (const [id, mark] of market.marks) {
    const instrument = market.instruments.get(id)
    const scale = instrument === undefined ? undefined : scales.get(instrument.underlying)
    if (scale === undefined) marks.set(id, mark)
    else if (instrument !== undefined && instrument.kind !== 'option') {
      const underlying = market.underlyings[instrument.underlying]!
      const fixed = instrument.kind === 'future' ? settledPart(underlying, instrument.expiry) : 0
      marks.set(id, movedForward(underlying, mark, fixed, scale))
    }
  }
  return marks
}
