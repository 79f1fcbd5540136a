import type { Amount, MarginSpec, ParameterEntry, Requirement } from '../../requirement/spec.js'
import {
  atMost,
  attribute,
  byName,
  each,
  fact,
  largest,
  less,
  measure,
  missing,
  over,
  parameter,
  rounded,
  sum,
  table,
  times,
  when,
} from '../amounts.js'
import { countedInFull } from '../collateral.js'
import { contracts } from '../kinds.js'
import { unlistedCoins, unlistedOptions, unlistedRate } from '../unlisted.js'
import { genesisMarkets, genesisTiers } from './genesis.js'
import type { DydxTier } from './tier.js'

const repository = 'dydxprotocol/v4-chain at 84d4664b'
/** One part in a million of a fraction, and one quantum of the quote currency. */
const parts = 1e6

/**
 * The rule book of dYdX v4 for these tiers and markets; the one that ships has the tiers of genesis. Margins are counted in
 * quantums (10⁻⁶ of the quote currency) and fractions in parts per million, as the chain does, so that its rounding is a rule.
 *
 * @example
 * import { dydxSpec, genesisTiers } from 'plimsoll'
 * dydxSpec(genesisTiers, { BTC: 'large', DOGE: 'mid' }).parameters['mid.initial'].value // => 0.05
 */
export function dydxSpec(
  tiers: Readonly<Record<string, DydxTier>>,
  markets: Readonly<Record<string, string>>,
): MarginSpec {
  const ofMarket = (figure: string): Requirement =>
    table(
      'underlying',
      Object.fromEntries(Object.entries(markets).map(([market, tier]) => [market, parameter(`${tier}.${figure}`)])),
      parameter(`other.${figure}`),
    )
  const perPosition = (label: string, fraction: Amount): Requirement =>
    each('position', label, over(inQuantums(fraction), parts, 0, 'margin'), contracts)
  const chosen = table(
    'underlying',
    byName(Object.keys(markets), (market) => fact('account', `initialFraction.${market}`, 0)),
    0,
    'fraction that the trader has chosen',
  )
  const base = whole(times(parts, ofMarket('initial')), 'base initial margin fraction, ppm')
  const scaled = rising(base, ofMarket('openInterest.lower'), ofMarket('openInterest.upper'))
  const initial = largest('initial margin fraction, ppm', scaled, times(parts, chosen))
  const maintenance = whole(times(ofMarket('maintenanceFraction'), base), 'maintenance margin fraction, ppm')
  return {
    plimsoll: 'spec/1',
    id: 'dydx-v4',
    version: '1',
    asOf: '2026-11-21',
    title: 'dYdX v4',
    description:
      'Cross margin of perpetuals: a fraction of notional by liquidity tier, rising to the whole notional as the open interest of the market nears its cap; only USDC counts as collateral.',
    sources: [
      `${repository}: protocol/x/perpetuals/types/liquidity_tier.go, protocol/x/clob/keeper/liquidations.go, protocol/testing/genesis.sh`,
      'dydxprotocol/v4-documentation at 3e475b73',
    ],
    generation: 'cross',
    currency: 'USD',
    decimals: 6,
    parameters: { ...parametersOf(tiers), 'unlisted.rate': unlistedRate },
    provenance: [
      {
        of: 'collateral',
        status: 'read',
        source: 'dydxprotocol/v4-documentation',
        note: 'Accounts are kept in USDC; anything else counts for nothing, and a debt in it doubly.',
      },
      {
        of: 'initial',
        status: 'read',
        source: repository,
        note: 'The share is floored to parts per million and the margin of each position rounded up to a quantum.',
      },
    ],
    notes: [
      'An account is to be liquidated when its value is strictly below its maintenance margin and that margin is above 0: one without positions never is, even in debt.',
      'At most 10 % of a position and 100,000 USDC of an account are liquidated in a block, never less than 1,000 of notional; the liquidation fee is at most 1.5 %. None of that is a requirement.',
      'Open orders are checked against collateral when they match, and ask for nothing before.',
      'Governance sets tiers and each market’s tier by vote; what ships is genesis. Open interest comes with the market, as the fact `openInterest` of the underlying in units of it.',
      'A leverage below the market’s highest is chosen per market: the account fact `initialFraction.<market>` is its inverse.',
      'A dated future is margined as a perpetual; the chain lists none, and no options.',
    ],
    scenarios: {},
    collateral: countedInFull(['USDC']),
    initial: sum('initial margin', perPosition('positions', initial), unlistedOptions, unlistedCoins),
    maintenance: sum('maintenance margin', perPosition('positions', maintenance), unlistedOptions, unlistedCoins),
  }
}

/** Notional in quantums × parts per million, rounded up to a quantum. */
function inQuantums(fraction: Amount): Requirement {
  const notional = clean(times(parts, measure('notional', 'gross')), 'notional in quantums')
  return rounded(clean(over(times(fraction, notional), parts, 0)), 0, 'up', 'margin in quantums')
}

/** base + (1 − base) × how far open interest is from the lower cap to the upper one. */
function rising(base: Requirement, lower: Amount, upper: Amount): Requirement {
  const openInterest = times(fact('underlying', 'openInterest'), attribute('index'), 'open interest')
  const share = when(
    openInterest,
    '<=',
    lower,
    0,
    atMost(1, over(less(openInterest, lower, 'difference'), less(upper, lower, 'difference'), 1)),
    'share of the way to the cap',
  )
  return when(
    upper,
    '>',
    0,
    whole(
      sum('base and share', base, times(less(parts, base, 'difference'), share)),
      'fraction scaled by open interest, ppm',
    ),
    base,
    'fraction by open interest, ppm',
  )
}

/** Floored to a whole number; first freed of what binary fractions have added, because the chain's numbers are integers. */
function whole(of: Amount, label: string): Requirement {
  return rounded(clean(of), 0, 'down', label)
}

function clean(of: Amount, label?: string): Requirement {
  return rounded(of, 7, 'nearest', label)
}

function parametersOf(tiers: Readonly<Record<string, DydxTier>>): Record<string, ParameterEntry> {
  const parameters: Record<string, ParameterEntry> = {}
  for (const [name, { initial, maintenanceFraction, openInterest, source, where }] of Object.entries(tiers)) {
    const entry = (value: number, unit: string): ParameterEntry => ({
      value,
      status: source,
      unit,
      ...(where === undefined ? {} : { source: where }),
    })
    parameters[`${name}.initial`] = entry(initial, 'fraction')
    parameters[`${name}.maintenanceFraction`] = entry(maintenanceFraction, 'fraction')
    parameters[`${name}.openInterest.lower`] = entry(openInterest.lower, 'USD')
    parameters[`${name}.openInterest.upper`] = entry(openInterest.upper, 'USD')
  }
  for (const figure of ['initial', 'maintenanceFraction', 'openInterest.lower', 'openInterest.upper']) {
    parameters[`other.${figure}`] = missing(
      'Of a market whose tier is not known here: the chain’s state says, by vote.',
    )
  }
  return parameters
}

export const dydxV4: MarginSpec = dydxSpec(genesisTiers, genesisMarkets)
