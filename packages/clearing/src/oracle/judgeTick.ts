import { divideDirected, type Rounding } from 'plimsoll'
import type { FeedConfig, SourceConfig } from './feedConfig.js'
import type { SourceValidity } from './feedState.js'
import { isWithin } from './relative.js'
import type { Tick } from './tick.js'

/** What a tick says by itself, before it is compared with anything. */
export type TickJudgement =
  | { readonly validity: 'valid'; readonly price: bigint; readonly halfSpread: bigint }
  | { readonly validity: Exclude<SourceValidity, 'valid' | 'jump' | 'dead'> }

const decimalPattern = /^(-?)(\d{1,30})(?:\.(\d{1,30}))?$/

/**
 * The price of a tick, or what is wrong with it. Sides that are finer than the feed's unit are rounded apart, so that rounding never
 * makes a source look more certain; the middle is rounded down.
 */
export function judgeTick(config: FeedConfig, source: SourceConfig, tick: Tick): TickJudgement {
  if (tick.bid === undefined || tick.ask === undefined) return { validity: 'one-sided' }
  const bid = unitsOf(tick.bid, config.decimals, 'down')
  const ask = unitsOf(tick.ask, config.decimals, 'up')
  const bidDepth = unitsOf(tick.bidDepth ?? '0', 0, 'down')
  const askDepth = unitsOf(tick.askDepth ?? '0', 0, 'down')
  if (bid === undefined || ask === undefined || bidDepth === undefined || askDepth === undefined)
    return { validity: 'not-a-number' }
  if (config.sign === 'positive' && (bid <= 0n || ask <= 0n)) return { validity: 'non-positive' }
  if (bid > ask) return { validity: 'crossed' }
  if (bidDepth < source.depthMin || askDepth < source.depthMin) return { validity: 'thin' }
  const price = divideDirected(bid + ask, 2n, 'down')
  if (isAtBound(config, source, price)) return { validity: 'at-bound' }
  return { validity: 'valid', price, halfSpread: divideDirected(ask - bid, 2n, 'up') }
}

function isAtBound(config: FeedConfig, { floorPrice, ceilingPrice }: SourceConfig, price: bigint): boolean {
  const isNear = (bound: bigint): boolean => isWithin(price, bound, config.boundMarginPpm, config.leastSize)
  if (floorPrice !== undefined && (price <= floorPrice || isNear(floorPrice))) return true
  return ceilingPrice !== undefined && (price >= ceilingPrice || isNear(ceilingPrice))
}

/** A decimal string in units of 10^−decimals, or undefined where it is no number. */
function unitsOf(text: string, decimals: number, rounding: Rounding): bigint | undefined {
  const match = decimalPattern.exec(text)
  if (match === null) return undefined
  const [, sign, whole, fraction = ''] = match
  const numerator = BigInt(`${sign}${whole}${fraction.padEnd(decimals, '0')}`)
  return divideDirected(numerator, 10n ** BigInt(Math.max(fraction.length - decimals, 0)), rounding)
}
