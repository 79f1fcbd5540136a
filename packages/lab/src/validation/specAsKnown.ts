import { type Amount, formatInstant, type MarginSpec, type MarketSnapshot } from 'plimsoll'

const millisecondsPerDay = 86_400_000
const variants = new WeakMap<MarginSpec, Map<string, MarginSpec>>()

/**
 * A rule book without what it could not know: stressed windows that were not over when the market was, and those of which the
 * market’s history has nothing. With no window left there is no stressed weight. The very same object for the same answer, and
 * another one for other underlyings: scenarios are drawn once and kept with the rule book that they were drawn for.
 */
export function specAsKnown(spec: MarginSpec, market: MarketSnapshot): MarginSpec {
  const begins = market.history?.times[0] ?? market.asOf
  const known = (window: { readonly from: string; readonly to: string }): boolean => {
    const end = Date.parse(`${window.to}T00:00:00Z`) + millisecondsPerDay
    return end <= market.asOf && end > begins + millisecondsPerDay
  }
  let key = Object.keys(market.underlyings).join(' ')
  for (const [name, source] of Object.entries(spec.scenarios)) {
    if (source.kind !== 'history' || source.stressed === undefined) continue
    key += `; ${name}: ${source.stressed.windows
      .filter(known)
      .map(({ from }) => from)
      .join(' ')}`
  }
  const made = variants.get(spec) ?? new Map<string, MarginSpec>()
  variants.set(spec, made)
  const found = made.get(key)
  if (found !== undefined) return found
  const scenarios = Object.fromEntries(
    Object.entries(spec.scenarios).map(([name, source]) => {
      if (source.kind !== 'history' || source.stressed === undefined) return [name, { ...source }] as const
      const windows = source.stressed.windows.filter(known)
      const { stressed, ...rest } = source
      return [name, windows.length === 0 ? rest : { ...rest, stressed: { ...stressed, windows } }] as const
    }),
  )
  const variant: MarginSpec = { ...spec, scenarios }
  made.set(key, variant)
  return variant
}

/** From when on the rule book’s stressed windows can be in it, as days; empty where it has none. */
export function stressedFrom(spec: MarginSpec): readonly string[] {
  return Object.values(spec.scenarios).flatMap((source) =>
    source.kind === 'history' && source.stressed !== undefined
      ? source.stressed.windows.map(({ to }) =>
          formatInstant(Date.parse(`${to}T00:00:00Z`) + millisecondsPerDay).slice(0, 10),
        )
      : [],
  )
}

/** Expected shortfall that a rule book’s requirement is, with the Value at Risk of the same tail beside it. */
export interface ShortfallRule {
  readonly confidence: number
  readonly valueAtRisk: MarginSpec
}

const shortfalls = new WeakMap<MarginSpec, ShortfallRule>()

/** The same rule book asking for the Value at Risk, where it asks for an expected shortfall and for nothing else. */
export function shortfallRule(spec: MarginSpec): ShortfallRule | undefined {
  const known = shortfalls.get(spec)
  if (known !== undefined) return known
  const { initial } = spec
  if (typeof initial !== 'object' || !('node' in initial) || initial.node !== 'tail') return undefined
  if (initial.measure !== 'expected-shortfall') return undefined
  const valueAtRisk: Amount = { ...initial, measure: 'value-at-risk' }
  const rule = {
    confidence: initial.confidence,
    valueAtRisk: { ...spec, initial: valueAtRisk, maintenance: valueAtRisk },
  }
  shortfalls.set(spec, rule)
  return rule
}
