import { log, pow } from '@plimsoll/kernel'
import { type FactPlace, factOf } from '../market/facts.js'
import { forwardAt } from '../market/forwardAt.js'
import type { History } from '../market/history.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { volatilityAt } from '../market/volatilityAt.js'

/** What a parameter follows. */
export type Indicator =
  /** Annual volatility of past log returns, with the decay λ of a squared return’s weight per step. */
  | { readonly kind: 'realised-volatility'; readonly underlying: string; readonly lambda: number }
  /** Annual at-the-money volatility `days` from now; of the past what the history observed. */
  | { readonly kind: 'implied-volatility'; readonly underlying: string; readonly days: number }
  /** Correlation of past log returns with decay λ, drawn towards `target` by `shrinkage`. */
  | {
      readonly kind: 'correlation'
      readonly first: string
      readonly second: string
      readonly lambda: number
      readonly shrinkage: number
      readonly target: number
    }
  /** An observation of the market, e.g. depth or volume. */
  | {
      readonly kind: 'fact'
      readonly about: 'market' | 'underlying' | 'asset' | 'instrument'
      readonly of: string
      readonly name: string
    }

/**
 * A parameter as a function of the market, held so that it cannot start a spiral: level = plus + times × indicator^power, then in
 * this order: weight of a stressed level, floor of a long look-back, buffer, floor and cap, speed limit. The three tools
 * against procyclicality are those of Commission Delegated Regulation (EU) 153/2013, Art. 28(1): (a) buffer, (b) stressed
 * observations, (c) long look-back.
 */
export interface DynamicRule {
  readonly follows: Indicator
  readonly times: number
  readonly plus?: number
  readonly power?: number
  readonly floor: number
  readonly cap: number
  /** Largest rise and fall a day, as fractions of the value. */
  readonly speedLimit: { readonly up: number; readonly down: number }
  /** (a): the level times (1 + share), used up as the level nears `release`. */
  readonly buffer?: { readonly share: number; readonly release: number }
  /** (b): (1 − weight) of the level and weight of a stressed one. */
  readonly stressed?: { readonly weight: number; readonly level: number }
  /** (c): at least the level’s mean over so many past days. */
  readonly longFloorDays?: number
}

const daysPerYear = 365
const millisecondsPerDay = 86_400_000

/**
 * The value in force now, or undefined where the market carries nothing of what the rule follows. Past days are gone through one by
 * one from the first, so that the speed limit needs no memory but the history: the same market gives the same value anywhere.
 *
 * @param before the value in force before the first observation, where there was one
 */
export function dynamicValue(rule: DynamicRule, market: MarketSnapshot, before?: number): number | undefined {
  const observed = observations(rule.follows, market)
  if (observed.length === 0) return undefined
  const times = rule.longFloorDays
  let value: number | undefined = before
  let at: number | undefined
  const levels: { readonly time: number; readonly level: number }[] = []
  let sum = 0
  let first = 0
  for (const { time, indicator } of observed) {
    const level = (rule.plus ?? 0) + rule.times * raised(indicator, rule.power ?? 1)
    let target = level
    if (rule.stressed !== undefined)
      target = (1 - rule.stressed.weight) * target + rule.stressed.weight * rule.stressed.level
    if (times !== undefined) {
      levels.push({ time, level })
      sum += level
      while (levels[first]!.time < time - times * millisecondsPerDay) sum -= levels[first++]!.level
      target = Math.max(target, sum / (levels.length - first))
    }
    if (rule.buffer !== undefined)
      target = Math.max(Math.min((1 + rule.buffer.share) * target, rule.buffer.release), target)
    target = Math.min(Math.max(target, rule.floor), rule.cap)
    const days = at === undefined ? 1 : (time - at) / millisecondsPerDay
    value = value === undefined ? target : limited(value, target, days, rule.speedLimit)
    at = time
  }
  return value
}

function limited(value: number, target: number, days: number, limit: DynamicRule['speedLimit']): number {
  const highest = value * pow(1 + limit.up, days)
  const lowest = value * pow(1 - limit.down, days)
  return Math.min(Math.max(target, lowest), highest)
}

function raised(indicator: number, power: number): number {
  if (power === 1) return indicator
  return indicator > 0 ? pow(indicator, power) : 0
}

interface Observed {
  readonly time: number
  readonly indicator: number
}

function observations(follows: Indicator, market: MarketSnapshot): readonly Observed[] {
  switch (follows.kind) {
    case 'fact': {
      const place: FactPlace =
        follows.about === 'market' ? { scope: 'market' } : { scope: follows.about, id: follows.of }
      const fact = factOf(market, place, follows.name)
      return fact === undefined ? [] : [{ time: market.asOf, indicator: fact }]
    }
    case 'implied-volatility':
      return [
        ...impliedPast(follows.underlying, market.history),
        ...impliedNow(follows.underlying, follows.days, market),
      ]
    case 'realised-volatility':
      return moments(market.history, follows.underlying, follows.underlying, follows.lambda).map(
        ({ time, both, stepDays }) => ({
          time,
          indicator: Math.sqrt((both * daysPerYear) / stepDays),
        }),
      )
    case 'correlation':
      return moments(market.history, follows.first, follows.second, follows.lambda).map(
        ({ time, first, second, both }) => {
          const correlation = first > 0 && second > 0 ? both / Math.sqrt(first * second) : 0
          const indicator = (1 - follows.shrinkage) * correlation + follows.shrinkage * follows.target
          return { time, indicator: Math.min(Math.max(indicator, -1), 1) }
        },
      )
  }
}

function impliedPast(underlying: string, history: History | undefined): readonly Observed[] {
  const past = history?.impliedVolatility?.[underlying]
  return past === undefined ? [] : past.map((indicator, row) => ({ time: history!.times[row]!, indicator }))
}

function impliedNow(underlying: string, days: number, market: MarketSnapshot): readonly Observed[] {
  const quoted = market.underlyings[underlying]
  if (quoted === undefined || quoted.model === 'normal' || quoted.slices.every(({ expiry }) => expiry <= market.asOf))
    return []
  const expiry = market.asOf + days * millisecondsPerDay
  const forward = forwardAt(quoted, underlying, market.asOf, expiry)
  return [{ time: market.asOf, indicator: volatilityAt(quoted, underlying, market.asOf, expiry, forward, forward) }]
}

interface Moments {
  readonly time: number
  readonly stepDays: number
  readonly first: number
  readonly second: number
  readonly both: number
}

/** Exponentially weighted second moments of two log returns after every step; they begin with the mean over the memory 1/(1 − λ). */
function moments(
  history: History | undefined,
  firstName: string,
  secondName: string,
  lambda: number,
): readonly Moments[] {
  const firsts = history?.closes[firstName]
  const seconds = history?.closes[secondName]
  if (history === undefined || firsts === undefined || seconds === undefined) return []
  const memory = Math.min(Math.ceil(1 / (1 - lambda) - 1e-9), firsts.length - 1)
  const result: Moments[] = []
  let first = 0
  let second = 0
  let both = 0
  for (let row = 1; row < firsts.length; row++) {
    const a = log(firsts[row]! / firsts[row - 1]!)
    const b = log(seconds[row]! / seconds[row - 1]!)
    if (!Number.isFinite(a) || !Number.isFinite(b)) return []
    if (row <= memory) {
      first += (a * a) / memory
      second += (b * b) / memory
      both += (a * b) / memory
      if (row < memory) continue
    } else {
      first = lambda * first + (1 - lambda) * a * a
      second = lambda * second + (1 - lambda) * b * b
      both = lambda * both + (1 - lambda) * a * b
    }
    result.push({ time: history.times[row]!, stepDays: history.stepDays, first, second, both })
  }
  return result
}
