import type { Amount, ParameterEntry, Requirement } from '../../requirement/spec.js'
import { fact, larger, measure, over, p, table, times } from '../nodes.js'

/** One tier of a market: the most leverage from this notional on. */
export interface LeverageTier {
  /** USD. */
  readonly from: number
  /** Notional over initial margin at most. */
  readonly maxLeverage: number
}

export const documents = 'Hyperliquid documentation, trading/margin-tiers and trading/margining, read 2026-11-21'

/** Tiers that the venue’s page prints. */
export const publishedTiers: Readonly<Record<string, readonly LeverageTier[]>> = Object.freeze({
  BTC: [
    { from: 0, maxLeverage: 40 },
    { from: 150e6, maxLeverage: 20 },
  ],
  ETH: [
    { from: 0, maxLeverage: 25 },
    { from: 100e6, maxLeverage: 15 },
  ],
  SOL: [
    { from: 0, maxLeverage: 20 },
    { from: 70e6, maxLeverage: 10 },
  ],
  XRP: [
    { from: 0, maxLeverage: 20 },
    { from: 40e6, maxLeverage: 10 },
  ],
})

type Tiers = Readonly<Record<string, readonly LeverageTier[]>>

/** The tiers as named parameters, and one for every other market. */
export function tierParameters(markets: Tiers): Record<string, ParameterEntry> {
  const parameters: Record<string, ParameterEntry> = {}
  const read = (value: number, unit: string): ParameterEntry => ({ value, status: 'read', source: documents, unit })
  for (const [market, tiers] of Object.entries(markets)) {
    for (const [row, { from, maxLeverage }] of tiers.entries()) {
      parameters[`${market}.maxLeverage.${row + 1}`] = read(maxLeverage, 'notional / margin')
      if (row > 0) parameters[`${market}.from.${row + 1}`] = read(from, 'USD')
    }
  }
  parameters['other.maxLeverage'] = {
    value: null,
    status: 'missing',
    unit: 'notional / margin',
    description:
      'Of a market whose tiers are not printed; the venue’s market endpoint says. Groups of smaller coins have 10x up to 20 or 3 million of notional, then 5x.',
  }
  return parameters
}

/** A rate in bands of notional. */
function banded(mode: 'marginal' | 'whole', of: Amount, markets: Tiers, numerator: number): Requirement {
  const rate = (parameter: string): Requirement => over(numerator, p(parameter), 0)
  return table(
    'underlying',
    Object.fromEntries(
      Object.entries(markets).map(([market, tiers]) => [
        market,
        {
          node: 'tiers' as const,
          of,
          mode,
          bands: tiers.map((_, row) => ({
            ...(row + 1 < tiers.length ? { upTo: p(`${market}.from.${row + 2}`) } : {}),
            rate: rate(`${market}.maxLeverage.${row + 1}`),
          })),
        },
      ]),
    ),
    times(rate('other.maxLeverage'), of),
  )
}

/**
 * Maintenance: half of the initial rate at the highest leverage, each part of the notional at its own tier’s. That is notional ×
 * rate − deduction with the deductions that the venue prints, which make the tiers meet.
 */
export function maintenanceOf(markets: Tiers): Requirement {
  return {
    ...banded('marginal', measure('mark-notional', 'gross', undefined, 'position notional'), markets, 0.5),
    label: 'maintenance margin',
  }
}

/** Initial: notional over the leverage chosen, which may be no higher than that of the tier in which the position ends. */
export function initialOf(markets: Tiers): Requirement {
  const notional = measure('mark-notional', 'gross', 'worst-side', 'notional with orders')
  const chosen = table(
    'underlying',
    Object.fromEntries(Object.keys(markets).map((market) => [market, fact('account', `leverage.${market}`, 0)])),
    fact('account', 'leverage', 0),
    'leverage chosen',
  )
  return larger(
    'initial margin',
    banded('whole', notional, markets, 1),
    over(notional, chosen, 0, 'at the leverage chosen'),
  )
}
