import type { Instrument, MarketSnapshot } from '../desk/library.js'

export type Option = Extract<Instrument, { kind: 'option' }>
export type Future = Extract<Instrument, { kind: 'future' }>
export type Perpetual = Extract<Instrument, { kind: 'perpetual' }>

const dayMilliseconds = 86_400_000

/** Everything of one kind that is listed on an underlying and still lives, by name. */
export function listed<Kind extends Instrument['kind']>(
  market: MarketSnapshot,
  underlying: string,
  kind: Kind,
): Extract<Instrument, { kind: Kind }>[] {
  return [...market.instruments.values()]
    .filter((instrument): instrument is Extract<Instrument, { kind: Kind }> => instrument.kind === kind)
    .filter((instrument) => instrument.underlying === underlying)
    .filter((instrument) => !('expiry' in instrument) || instrument.expiry > market.asOf + dayMilliseconds)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** The listed option expiry nearest to `days` from now; null when none is listed. */
export function expiryNear(market: MarketSnapshot, underlying: string, days: number): number | null {
  return nearest(
    listed(market, underlying, 'option').map((option) => option.expiry),
    market.asOf + days * dayMilliseconds,
  )
}

/** The option of one expiry and right whose strike is nearest to `moneyness` times the index. */
export function optionAt(
  market: MarketSnapshot,
  underlying: string,
  expiry: number | null,
  right: 'call' | 'put',
  moneyness: number,
): Option | null {
  const target = (market.underlyings[underlying]?.index ?? 0) * moneyness
  return nearestBy(
    listed(market, underlying, 'option').filter((option) => option.expiry === expiry && option.right === right),
    (option) => option.strike - target,
  )
}

/** The listed future whose expiry is nearest to `days` from now. */
export function futureNear(market: MarketSnapshot, underlying: string, days: number): Future | null {
  return nearestBy(
    listed(market, underlying, 'future'),
    (future) => future.expiry - market.asOf - days * dayMilliseconds,
  )
}

/** The perpetual, linear if there is one. */
export function perpetualOf(market: MarketSnapshot, underlying: string): Perpetual | null {
  const all = listed(market, underlying, 'perpetual')
  return all.find(({ settlement }) => settlement.kind === 'linear') ?? all[0] ?? null
}

/** How many contracts make up `units` of the underlying, as a decimal string fit for trading. */
export function contractsFor(instrument: Future | Perpetual | Option, units: number, index: number): string {
  const isOption = instrument.kind === 'option'
  const isInverse = !isOption && instrument.settlement.kind === 'inverse'
  const unitsPerContract = isInverse ? instrument.contractSize / index : instrument.contractSize
  return amount(units / unitsPerContract, isOption ? 1 : isInverse ? 0 : 3)
}

/** A number as a decimal string with at most `places` decimals and no needless zeros. */
export function amount(value: number, places: number): string {
  const text = value.toFixed(places)
  const short = text.includes('.') ? text.replace(/\.?0+$/, '') : text
  return short === '-0' ? '0' : short
}

function nearest(values: readonly number[], target: number): number | null {
  return nearestBy(values, (value) => value - target)
}

function nearestBy<T>(values: readonly T[], distance: (value: T) => number): T | null {
  let best: T | null = null
  for (const value of values) {
    if (best === null || Math.abs(distance(value)) < Math.abs(distance(best))) best = value
  }
  return best
}
