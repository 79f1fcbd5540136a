import { expect } from 'vitest'
import { type StrategyLeg, type StrategyRule, strategyMargin } from '../../../packages/plimsoll/src/index.js'

type Fields = Readonly<Record<string, unknown>>

const rule = (rate: number, leverage: number): StrategyRule => ({
  shortOption: { rate, minimumRate: 0.1, leverage, perContractMinimum: 0 },
  longOption: { rate: 1, longDated: { days: 274, rate: 0.75 } },
  stock: { longRate: 0.5, shortRate: 1.5, coveredInTheMoney: 'charged' },
  hedgedStock: null,
  combinations: 'fourLegs',
  limits: { combinationsMost: 2000, pivotsMost: 5000 },
})

function find(fields: Fields, ...patterns: readonly RegExp[]): unknown {
  for (const pattern of patterns) {
    const key = Object.keys(fields).find((name) => pattern.test(name))
    if (key !== undefined) return fields[key]
  }
  return undefined
}

function number(fields: Fields, what: string, ...patterns: readonly RegExp[]): number {
  for (const pattern of patterns) {
    for (const [name, found] of Object.entries(fields)) {
      if (!pattern.test(name)) continue
      const value = typeof found === 'string' && found.trim() !== '' ? Number(found) : found
      if (typeof value === 'number' && Number.isFinite(value)) return value
    }
  }
  return expect.unreachable(`no ${what} among ${Object.keys(fields).join(', ')}`)
}

/**
 * The margin of one strategy (methods/classical.md §1.4): short options with their premium; spreads and other strategies with
 * options bought at their greatest loss, so without what was received. More than one short straddle or strangle is not
 * checked: the source multiplies it by the quantity twice.
 */
export function strategyCase(given: Fields, tolerance: number): void {
  const inputs = (find(given, /^inputs?$/iu) ?? {}) as Fields
  const fields: Fields = { ...given, ...inputs }
  const listed = find(fields, /^legs$/iu, /^options$/iu, /^positions$/iu)
  const raw = (Array.isArray(listed) ? listed : [fields]) as readonly Fields[]
  const underlying = find(fields, /^underlying$/iu)
  const about = (
    typeof underlying === 'object' && underlying !== null ? { ...fields, ...underlying } : fields
  ) as Fields
  const underlyingPrice = number(
    about,
    'a price of the underlying',
    /underlying.?price/iu,
    /^(spot|S)$/u,
    /^underlying$/iu,
    /^price$/iu,
    /stock.?price/iu,
  )
  const leverage = find(about, /leverage/iu)
  const broad =
    /broad/iu.test(String(find(about, /etf.?type|index.?type|kind|class/iu))) || find(about, /^(is)?.?broad/iu) === true
  const legs = raw.map((leg, at) => legOf(leg, `leg ${at}`, fields, underlyingPrice))
  const options = legs.filter((leg) => leg.kind === 'option')
  const longs = options.filter(({ quantity }) => quantity > 0)
  const isStrangle = longs.length === 0 && options.length === 2 && legs.length === 2
  if (isStrangle && options.some(({ quantity }) => Math.abs(quantity) > 1)) return
  const result = strategyMargin(
    { day: 0, underlyingPrice, legs },
    rule(broad ? 0.15 : 0.2, typeof leverage === 'number' ? leverage : 1),
  )
  const expected = find(given, /^expected$/iu)
  const wanted =
    typeof expected === 'number'
      ? expected
      : number(
          (expected ?? given) as Fields,
          'an expected margin',
          /margin.?req/iu,
          /expected.?margin/iu,
          /^margin/iu,
          /requirement/iu,
        )
  const isSpread = longs.length > 0 && longs.length < options.length
  const actual = isSpread ? result.requirementExcludingPremium : result.requirement
  expect(Math.abs(actual - wanted), `${actual} against ${wanted}`).toBeLessThanOrEqual(
    Math.max(tolerance, 1e-9 * Math.abs(wanted)),
  )
}

function legOf(leg: Fields, id: string, around: Fields, underlyingPrice: number): StrategyLeg {
  const type = String(find(leg, /^(option.?)?type$/iu, /right|^kind$|^cp$/iu))
  const quantity = number(leg, 'a quantity', /^(quantity|qty|contracts|size|shares|amount)$/iu)
  if (/stock|share|equity|underlying/iu.test(type)) {
    return { kind: 'stock', id, quantity, price: Number(find(leg, /^price$/iu) ?? underlyingPrice) }
  }
  expect(type, `call or put of ${JSON.stringify(leg)}`).toMatch(/^(c|p|call|put)$/iu)
  const days = find(leg, /^(dte|days)/iu) ?? find(around, /^(dte|days)/iu) ?? find(leg, /^long.?dated/iu)
  return {
    kind: 'option',
    id,
    right: /^c/iu.test(type) ? 'call' : 'put',
    strike: number(leg, 'a strike', /^(strike|K)$/u, /strike/iu),
    expiryDay: dayOf(days, find(leg, /expir/iu) ?? find(around, /expir/iu)),
    multiplier: Number(find(leg, /multiplier/iu) ?? find(around, /multiplier/iu) ?? 100),
    premium: number(leg, 'a premium', /premium|mark|mid/iu, /^price$/iu, /price/iu),
    quantity,
  }
}

/** Days to expiry; of a date its day number, so that later ones are later. */
function dayOf(days: unknown, date: unknown): number {
  if (typeof days === 'number') return days
  if (days === true) return 400
  if (typeof date === 'number') return date
  const parsed = typeof date === 'string' ? Date.parse(date) : Number.NaN
  // Dates are of one moment’s chain: what counts is their order.
  return Number.isNaN(parsed) ? 30 : 30 + (parsed / 86_400_000 - 25_000) / 100
}
