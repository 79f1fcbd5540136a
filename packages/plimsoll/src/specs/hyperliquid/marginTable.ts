import type { Amount, ParameterEntry, Requirement } from '../../requirement/spec.js'
import { bands, byName, fact, largest, measure, over, parameter, read, table, times } from '../amounts.js'

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
  for (const [market, tiers] of Object.entries(markets)) {
    for (const [row, { from, maxLeverage }] of tiers.entries()) {
      parameters[`${market}.maxLeverage.${row + 1}`] = read(maxLeverage, documents, 'notional / margin')
      if (row > 0) parameters[`${market}.from.${row + 1}`] = read(from, documents, 'USD')
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
  const rate = (name: string): Requirement => over(numerator, parameter(name), 0)
  const ofTiers = (market: string): Requirement => ({
    node: 'tiers',
    of,
    mode,
    bands: bands(
      markets[market]!.length,
      (row) => parameter(`${market}.from.${row + 1}`),
      (row) => rate(`${market}.maxLeverage.${row}`),
    ),
  })
  return table('underlying', byName(Object.keys(markets), ofTiers), times(rate('other.maxLeverage'), of))
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
    byName(Object.keys(markets), (market) => fact('account', `leverage.${market}`, 0)),
    fact('account', 'leverage', 0),
    'leverage chosen',
  )
  return largest(
    'initial margin',
    banded('whole', notional, markets, 1),
    over(notional, chosen, 0, 'at the leverage chosen'),
  )
}
