import type { MarginSpec } from '../../requirement/spec.js'
import { each, measure, sum, times } from '../amounts.js'
import { countedInFull } from '../collateral.js'
import { contracts } from '../kinds.js'
import { unlistedCoins, unlistedOptions, unlistedRate } from '../unlisted.js'
import {
  documents,
  initialOf,
  type LeverageTier,
  maintenanceOf,
  publishedTiers,
  tierParameters,
} from './marginTable.js'

/**
 * The rule book of Hyperliquid’s perpetuals for these tiers; the one that ships has the tiers that the venue prints.
 *
 * @example
 * import { hyperliquidSpec } from 'plimsoll'
 * const spec = hyperliquidSpec({ DOGE: [{ from: 0, maxLeverage: 10 }, { from: 20e6, maxLeverage: 5 }] })
 * spec.parameters['DOGE.maxLeverage.2'].value // => 5
 */
export function hyperliquidSpec(markets: Readonly<Record<string, readonly LeverageTier[]>>): MarginSpec {
  return {
    plimsoll: 'spec/1',
    id: 'hyperliquid',
    version: '1',
    asOf: '2026-11-21',
    title: 'Hyperliquid cross margin',
    description:
      'Perpetuals in tiers of notional: initial margin at the leverage chosen, maintenance at half the margin of the highest leverage.',
    sources: [documents],
    generation: 'cross',
    currency: 'USD',
    decimals: 6,
    parameters: { ...tierParameters(markets), 'unlisted.rate': unlistedRate },
    provenance: [
      {
        of: 'maintenance',
        status: 'read',
        source: documents,
        note: 'Rate 1 / (2 × highest leverage) less a deduction; here as bands, which is the same.',
      },
      {
        of: 'initial',
        status: 'own',
        note: 'That all orders of one side count as filled is our reading; the page speaks of positions.',
      },
      {
        of: 'collateral',
        status: 'read',
        source: documents,
        note: 'Perpetuals are margined in USDC; other balances are no collateral for them.',
      },
    ],
    notes: [
      'Leverage is chosen per market: the account fact `leverage.<market>` (`leverage` for markets without printed tiers); absent, the highest.',
      'What leaves must leave the larger of the initial margin and 10 % of notional; the second is not asked for here.',
      'Below maintenance the whole position is sent to the book (of more than 100,000 USDC a fifth first, the rest after 30 s); below two thirds of it the backstop vault takes over.',
      'A dated future is margined as a perpetual; the venue lists none, and no options.',
    ],
    scenarios: {},
    collateral: countedInFull(['USDC']),
    initial: sum(
      'initial margin',
      each('position', 'positions', initialOf(markets), contracts),
      times(-1, measure('fill-loss', 'net'), 'loss of orders that fill'),
      unlistedOptions,
      unlistedCoins,
    ),
    maintenance: sum(
      'maintenance margin',
      each('position', 'positions', maintenanceOf(markets), contracts),
      unlistedOptions,
      unlistedCoins,
    ),
  }
}

export const hyperliquid: MarginSpec = hyperliquidSpec(publishedTiers)
