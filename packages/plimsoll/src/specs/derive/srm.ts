import type { Amount, MarginSpec, Requirement } from '../../requirement/spec.js'
import {
  atLeast,
  attribute,
  byName,
  each,
  largest,
  less,
  measure,
  over,
  parameter,
  smallest,
  sum,
  table,
  times,
  where,
} from '../amounts.js'
import { contracts, options } from '../kinds.js'
import {
  collateralAssets,
  confidence,
  configured,
  mainnetConfig,
  pegLoss,
  repository,
  spotNotional,
  stablePrice,
  unlisted,
  unsure,
} from './pieces.js'
import { marketParameters, type SrmMarket, type SrmOption, srmMarkets } from './srmMarkets.js'

type Kind = 'initial' | 'maintenance'
type Markets = Readonly<Record<string, SrmMarket>>

const source = `${repository}, src/risk-managers/StandardManager.sol`

/** A parameter of each market, by the underlying of what is looked at; `otherwise` where the venue has no such market. */
function ofMarket(
  markets: Markets,
  part: 'perpetual' | 'option' | 'base' | 'confidence',
  field: string,
  otherwise: number,
): Requirement {
  const listed = Object.keys(markets).filter((name) => part === 'confidence' || markets[name]?.[part] !== undefined)
  return table(
    part === 'base' ? 'asset' : 'underlying',
    byName(listed, (name) => parameter(`${part}.${field}.${name}`)),
    otherwise,
    `${part} ${field}`,
  )
}

/** What the venue does not know needs everything that it might lose. */
const unknown: Readonly<Record<keyof SrmOption, number>> = {
  maxSpot: 1,
  minSpot: 1,
  callMaintenance: 1,
  putMaintenance: 1,
  putMarkMaintenance: 1,
  unpairedInitial: 3,
  unpairedMaintenance: 3,
  putInitialOffset: 1.05,
}

function option(markets: Markets, field: keyof SrmOption): Requirement {
  return ofMarket(markets, 'option', field, unknown[field])
}

const shortNotional: Requirement = measure('notional', 'short')
const heldValue: Requirement = measure('value', 'gross')
const shortMark: Requirement = measure('value', 'short')

function perpetualMargin(markets: Markets, kind: Kind): Requirement {
  return each(
    'underlying',
    'perpetuals',
    times(ofMarket(markets, 'perpetual', kind, 1), measure('mark-notional', 'gross')),
    contracts,
  )
}

/** max(maxSpot − distance out of the money / spot, minSpot) × spot × units + mark. */
function initialBySpot(markets: Markets): Requirement {
  const distance: Requirement = over(attribute('out-of-the-money'), attribute('index'), 0)
  const share: Requirement = largest(
    'share of spot',
    less(option(markets, 'maxSpot'), distance, 'difference'),
    option(markets, 'minSpot'),
  )
  return sum('by spot', times(share, shortNotional), shortMark)
}

function callMargin(markets: Markets, kind: Kind): Requirement {
  return kind === 'initial'
    ? initialBySpot(markets)
    : sum('by spot', times(option(markets, 'callMaintenance'), shortNotional), shortMark)
}

function putMargin(markets: Markets, kind: Kind): Requirement {
  const maintenance = sum(
    'put maintenance',
    {
      node: 'max',
      of: [
        times(option(markets, 'putMaintenance'), shortNotional),
        times(option(markets, 'putMarkMaintenance'), shortMark),
      ],
    },
    shortMark,
  )
  if (kind === 'maintenance') return maintenance
  return { node: 'max', of: [initialBySpot(markets), times(option(markets, 'putInitialOffset'), maintenance)] }
}

/** Each short option as if it stood alone; a long one needs nothing and lends nothing. */
function isolated(markets: Markets, kind: Kind): Requirement {
  return each(
    'position',
    'isolated',
    sum(
      'short option',
      where({ right: 'call' }, callMargin(markets, kind)),
      where({ right: 'put' }, putMargin(markets, kind)),
    ),
    { ...options, side: 'short' },
  )
}

/** The worst that the expiry can pay, and a charge for calls that no bought call covers. */
function bounded(markets: Markets, kind: Kind): Requirement {
  const unpaired: Requirement = atLeast(
    0,
    times(-1, where({ right: 'call' }, measure('units', 'net'))),
    'calls sold uncovered',
  )
  const field = kind === 'initial' ? 'unpairedInitial' : 'unpairedMaintenance'
  return sum('bounded', { node: 'worst-payoff' }, times(option(markets, field), times(attribute('forward'), unpaired)))
}

/** What the expiry must have behind it, the smaller of two views; its own value already is in the account. */
function optionMargin(markets: Markets, kind: Kind): Requirement {
  return each(
    'expiry',
    'options',
    sum(
      'expiry',
      measure('value', 'net', undefined, 'mark value'),
      smallest('margin', isolated(markets, kind), bounded(markets, kind)),
    ),
    options,
  )
}

function unsureOf(markets: Markets, part: string, sure: Amount, notional: Amount): Requirement {
  return unsure(sure, ofMarket(markets, 'confidence', part, 0), ofMarket(markets, 'confidence', 'factor', 1), notional)
}

function lowConfidence(markets: Markets): Requirement {
  return sum(
    'low confidence of oracles',
    {
      node: 'for-each',
      scope: 'underlying',
      where: contracts,
      of: unsureOf(
        markets,
        'perpetual',
        smallest('perpetual confidence', confidence('underlying'), confidence('instrument')),
        spotNotional,
      ),
    },
    {
      node: 'for-each',
      scope: 'expiry',
      where: options,
      of: unsureOf(
        markets,
        'option',
        smallest(
          'expiry confidence',
          confidence('underlying'),
          confidence('expiry', 'forwardConfidence'),
          confidence('expiry', 'volatilityConfidence'),
        ),
        shortNotional,
      ),
    },
  )
}

const depeg: Requirement = times(
  pegLoss(parameter('peg.threshold'), parameter('peg.factor')),
  sum(
    'perpetuals and short options',
    where(contracts, spotNotional),
    where({ ...options, side: 'short' }, spotNotional),
  ),
  'cash below its peg',
)

/** A coin counts at a part of its price in dollars, less a charge for an unsure oracle in initial margin. */
function baseHaircut(markets: Markets, kind: Kind): Requirement {
  // Held at its price in the cash, counted by its price in dollars.
  const notional = times(stablePrice, heldValue, 'notional')
  const factor = ofMarket(markets, 'base', 'factor', 0)
  const counted = kind === 'initial' ? times(ofMarket(markets, 'base', 'initialScale', 0), factor) : factor
  const whole = less(heldValue, times(counted, notional, 'counted'), 'haircut')
  if (kind === 'maintenance') return whole
  const sure = smallest('base confidence', confidence('underlying'), confidence('asset'))
  return sum('haircut', whole, unsureOf(markets, 'base', sure, notional))
}

function haircut(markets: Markets, kind: Kind): Requirement {
  return each('asset', 'collateral', baseHaircut(markets, kind), collateralAssets)
}

/** The standard manager with these markets. */
export function srmRules(markets: Markets): MarginSpec {
  return {
    plimsoll: 'spec/1',
    id: 'derive-srm',
    version: '1',
    asOf: '2026-01-21',
    title: 'Derive standard margin (SRM)',
    description:
      'Perpetuals at a rate of their notional, options per expiry at the smaller of isolated margins and bounded loss, coins at a part of their value.',
    sources: [mainnetConfig, source],
    generation: 'cross',
    currency: 'USD',
    decimals: 2,
    parameters: {
      'peg.threshold': configured(0.99, 'USD', 'Price of the cash below which initial margin grows.'),
      'peg.factor': configured(2, 'per USD', 'Charge on perpetuals and short options per dollar below the threshold.'),
      ...Object.assign({}, ...Object.entries(markets).map(([name, market]) => marketParameters(name, market))),
    },
    provenance: [
      { of: 'initial', status: 'read', source },
      { of: 'maintenance', status: 'read', source },
      {
        of: 'parameters',
        status: 'own',
        note: 'Markets that are not in the table need their whole notional; coins that are not in it count for nothing.',
      },
    ],
    notes: [
      'The venue publishes net balances: equity less requirement, healthy at 0 or more.',
      'Options are valued without a discount: list no rate for the forwards.',
      'Long options lend nothing: their value is in the account and required again.',
      'Amounts count in the venue’s cash, USDC. Its price in dollars is the market’s fact `stablePrice` (1 where absent); coins should be priced in the cash and count at a part of their index.',
      'Confidences are facts named `confidence` of the underlying and the perpetual, and `forwardConfidence` and `volatilityConfidence` of the expiry. An absent one counts as 1.',
      'At most 48 assets. The later documentation of the venue’s third version has other figures: perpetuals of BTC and ETH at 5 % maintenance and 6.6 % initial, of SOL at 6.7 % and 7.7 %, a penalty of 5 % on liquidation.',
      'A trade that only lowers risk is let through below initial margin if the maintenance balance improves and is above 0.',
    ],
    scenarios: {},
    collateral: {
      mode: 'rule',
      shocked: [],
      initial: haircut(markets, 'initial'),
      maintenance: haircut(markets, 'maintenance'),
    },
    initial: sum(
      'initial margin',
      perpetualMargin(markets, 'initial'),
      optionMargin(markets, 'initial'),
      lowConfidence(markets),
      depeg,
      unlisted,
    ),
    maintenance: sum(
      'maintenance margin',
      perpetualMargin(markets, 'maintenance'),
      optionMargin(markets, 'maintenance'),
      unlisted,
    ),
  }
}

/** Derive's standard margin with the markets of its mainnet configuration. */
export const deriveSrm: MarginSpec = srmRules(srmMarkets)
