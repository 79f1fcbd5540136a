import { type SurfaceSlice, surfaceArbitrage } from 'plimsoll'
import type { FeedStatus, StatusReason } from './feedState.js'
import { greatest, least } from './relative.js'

/** How the marks of one underlying's options are judged. Log-normal volatilities; prices above 0. */
export interface SurfaceConfig {
  readonly underlying: string
  readonly effectiveFrom: number
  /** Decimal places of strikes and forwards. */
  readonly decimals: number
  /** Fastest move of the volatility at a strike, ppm (1,000,000 is a volatility of 100 %) a second since the surface last moved. */
  readonly volPpmPerSecond: bigint
  /** Volatilities outside of these are none. */
  readonly leastVolPpm: bigint
  readonly greatestVolPpm: bigint
  /** Arbitrage (in the sizes of `surfaceArbitrage`) up to this many millionths is a rounding of the quotes. */
  readonly arbitrageTolerancePpm: bigint
  /** The surface is late at this age. */
  readonly heartbeatMs: number
}

/** Volatilities of one expiry at increasing strikes. */
export interface MarkedSlice {
  readonly expiry: number
  readonly forward: bigint
  readonly strikes: readonly bigint[]
  /** Annual volatility, ppm, one a strike. */
  readonly volsPpm: readonly bigint[]
}

export interface SurfaceState {
  /** The surface in force; empty before the first. */
  readonly slices: readonly MarkedSlice[]
  readonly publishedAt: number
  /** When it last moved. */
  readonly movedAt: number
  /** It has not reached the last surface that was heard. */
  readonly isBehind: boolean
}

export type SurfaceOutcome =
  | 'taken'
  /** It went towards what was heard as far as it may. */
  | 'limited'
  /** On the way it would have admitted arbitrage; it stays, and may go further the next time. */
  | 'held'
  /** What was heard admits arbitrage. */
  | 'arbitrage'
  | 'malformed'
  | 'time-backwards'

export const emptySurface: SurfaceState = Object.freeze({ slices: [], publishedAt: 0, movedAt: 0, isBehind: false })

/**
 * Hears a surface. It must be free of static arbitrage, and so must what is made of it: each volatility goes towards the heard one by at
 * most its speed times the time since the surface last moved. A surface that had to wait may go further the next time, so it never
 * stays behind the truth for good. Strikes and expiries that were not there are taken as they are.
 *
 * @param publishedAt when the surface was true; not before the last one, not after `now`
 *
 * @example
 * import { applySurface, emptySurface } from '@plimsoll/clearing'
 * const config = { decimals: 0, volPpmPerSecond: 20_000n, leastVolPpm: 1n, greatestVolPpm: 5_000_000n, arbitrageTolerancePpm: 10n }
 * const slice = (...volsPpm) => ({ expiry: 31_536_000_000, forward: 100n, strikes: [80n, 100n, 120n], volsPpm })
 * applySurface(config, emptySurface, [slice(550_000n, 500_000n, 520_000n)], 1000, 1000).outcome // => 'taken'
 * applySurface(config, emptySurface, [slice(550_000n, 900_000n, 520_000n)], 1000, 1000).outcome // => 'arbitrage'
 */
export function applySurface(
  config: SurfaceConfig,
  state: SurfaceState,
  heard: readonly MarkedSlice[],
  publishedAt: number,
  now: number,
): { readonly state: SurfaceState; readonly outcome: SurfaceOutcome } {
  if (publishedAt < state.publishedAt || publishedAt > now) return { state, outcome: 'time-backwards' }
  if (!isWellFormed(config, heard)) return { state, outcome: 'malformed' }
  if (hasArbitrage(config, heard, now)) return { state, outcome: 'arbitrage' }
  const reach = (config.volPpmPerSecond * BigInt(now - state.movedAt)) / 1000n
  const moved = heard.map((slice) => limited(slice, state.slices, reach))
  const isBehind = moved.some(({ volsPpm }, row) => volsPpm.some((vol, strike) => vol !== heard[row]!.volsPpm[strike]))
  if (!isBehind) return { state: { slices: heard, publishedAt, movedAt: now, isBehind }, outcome: 'taken' }
  if (hasArbitrage(config, moved, now)) return { state: { ...state, publishedAt, isBehind }, outcome: 'held' }
  return { state: { slices: moved, publishedAt, movedAt: now, isBehind }, outcome: 'limited' }
}

/**
 * What may be believed of the surface: UNCERTAIN while it is behind what was heard, STALE when nothing good was heard for too long.
 *
 * @example
 * import { emptySurface, surfaceStatus } from '@plimsoll/clearing'
 * surfaceStatus({ heartbeatMs: 60_000 }, emptySurface, 0) // => { status: 'HALT', reasons: ['never-priced'] }
 */
export function surfaceStatus(
  { heartbeatMs }: SurfaceConfig,
  { slices, publishedAt, isBehind }: SurfaceState,
  now: number,
): { readonly status: FeedStatus; readonly reasons: readonly StatusReason[] } {
  if (slices.length === 0) return { status: 'HALT', reasons: ['never-priced'] }
  if (now - publishedAt >= heartbeatMs) return { status: 'STALE', reasons: ['late'] }
  return isBehind ? { status: 'UNCERTAIN', reasons: ['moved'] } : { status: 'VALID', reasons: [] }
}

/**
 * What a bought option is worth as collateral: the model's price, but not more than somebody bids for it in size; nothing without a bid.
 *
 * @param bid executable bid that meets the depth rule, in the unit of `model`; absent where there is none
 *
 * @example
 * import { longOptionCredit } from '@plimsoll/clearing'
 * longOptionCredit(500n, 120n) // => 120n
 * longOptionCredit(500n) // => 0n
 */
export function longOptionCredit(model: bigint, bid?: bigint): bigint {
  return bid === undefined ? 0n : least(model, bid)
}

function isWellFormed({ leastVolPpm, greatestVolPpm }: SurfaceConfig, slices: readonly MarkedSlice[]): boolean {
  return slices.every(
    ({ expiry, forward, strikes, volsPpm }, row) =>
      (row === 0 || expiry > slices[row - 1]!.expiry) &&
      forward > 0n &&
      strikes.length > 0 &&
      strikes.length === volsPpm.length &&
      strikes.every((strike, at) => strike > (at === 0 ? 0n : strikes[at - 1]!)) &&
      volsPpm.every((vol) => vol >= leastVolPpm && vol <= greatestVolPpm),
  )
}

function limited(slice: MarkedSlice, inForce: readonly MarkedSlice[], reach: bigint): MarkedSlice {
  const before = inForce.find(({ expiry }) => expiry === slice.expiry)
  if (before === undefined) return slice
  const volsPpm = slice.volsPpm.map((vol, row) => {
    const past = before.volsPpm[before.strikes.indexOf(slice.strikes[row]!)]
    return past === undefined ? vol : greatest(past - reach, least(vol, past + reach))
  })
  return { ...slice, volsPpm }
}

function hasArbitrage(config: SurfaceConfig, slices: readonly MarkedSlice[], now: number): boolean {
  const unit = Number(10n ** BigInt(config.decimals))
  const price = (units: bigint): number => Number(units) / unit
  const quoted = slices.map(({ expiry, strikes, volsPpm }): SurfaceSlice => {
    return { kind: 'quotes', expiry, strikes: strikes.map(price), vols: volsPpm.map((vol) => Number(vol) / 1e6) }
  })
  const forwards = slices.map(({ expiry, forward }) => ({ expiry, price: price(forward) }))
  const tolerance = Number(config.arbitrageTolerancePpm) / 1e6
  return surfaceArbitrage(quoted, forwards, now, { tolerance }).length > 0
}
