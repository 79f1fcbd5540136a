import { marginFigures } from '../account/marginFigures.js'
import type { Portfolio } from '../account/portfolio.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import type { MarginSpec } from '../requirement/spec.js'
import { isGrid, movesBetween, withMoves } from './refineGrids.js'

/** How closely a grid is looked at. */
export interface GridRefinement {
  /** Steps in place of each of the grid's own, e.g. 10. */
  readonly times: number
  /** Part of the requirement below which a difference is none, e.g. 0.01. */
  readonly tolerance: number
}

/**
 * The rule book with price moves inserted where a book loses more between two moves of a grid than at them: a butterfly may have its greatest
 * loss where no scenario looks. Each step of each grid is refined; its moves are kept if they raise the initial requirement
 * of this book by more than the tolerance. A grid without holes for the book stays as it is.
 *
 * @throws PlimsollError as `margin`
 * @example
 * import { fillGridHoles, parseBook, parseMarket, rulebook } from 'plimsoll'
 * const expiry = '2026-02-05T14:00:00Z'
 * const call = (strike) => ({ kind: 'option', id: `C${strike}`, underlying: 'BTC', contractSize: 1, expiry, strike,
 *   right: 'call', settlement: { kind: 'linear', currency: 'USDC' } })
 * const market = parseMarket({
 *   plimsoll: 'market/1', asOf: '2026-02-05T12:00:00Z', source: { kind: 'manual', name: 'example' }, currency: 'USD',
 *   assets: { USDC: { price: 1, decimals: 6 } },
 *   underlyings: { BTC: { index: 70000, forwards: [{ expiry, price: 70000 }],
 *     slices: [{ kind: 'quotes', expiry, strikes: [70000], vols: [0.6] }] } },
 *   instruments: [call(68600), call(71400), call(74200)],
 * })
 * const sold = parseBook({ plimsoll: 'book/1', id: 'one', balances: [], positions: [
 *   { instrument: 'C68600', quantity: '-1' }, { instrument: 'C71400', quantity: '2' }, { instrument: 'C74200', quantity: '-1' } ] })
 * const filled = fillGridHoles(sold, market, rulebook('portfolio'), { times: 10, tolerance: 0.01 })
 * filled.scenarios.grid.moves.length // => 18
 */
export function fillGridHoles(
  portfolio: Portfolio,
  market: MarketSnapshot,
  spec: MarginSpec,
  { times, tolerance }: GridRefinement,
): MarginSpec {
  const asked = (rules: MarginSpec): number => marginFigures(portfolio, market, rules).initial
  const enough = asked(spec) * (1 + tolerance)
  let filled = spec
  for (const [key, source] of Object.entries(spec.scenarios)) {
    if (!isGrid(source)) continue
    const missing = movesBetween(source.moves, times).filter((moves) => asked(withMoves(spec, key, moves)) > enough)
    filled = withMoves(filled, key, missing.flat())
  }
  return filled
}
