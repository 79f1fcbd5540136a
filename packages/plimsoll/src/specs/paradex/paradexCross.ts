import type { Amount, MarginSpec, ParameterEntry, Requirement } from '../../requirement/spec.js'
import {
  atLeast,
  attribute,
  byName,
  each,
  largest,
  measure,
  parameter,
  smallest,
  sum,
  table,
  times,
  where,
} from '../amounts.js'
import { countedInFull } from '../collateral.js'
import { contracts, options } from '../kinds.js'
import { unlistedCoins } from '../unlisted.js'
import { documented, documents, feeRate, majors, others, unpublished } from './parameters.js'

const page = 'cross-margin-requirement'

function optionRates(
  name: string,
  long: number,
  shortInside: number,
  shortOutside: number,
): Record<string, ParameterEntry> {
  return {
    [`option.${name}.longInTheMoney`]: documented(
      long,
      page,
      'fraction of spot',
      'Most that a long option is charged.',
    ),
    [`option.${name}.shortInTheMoney`]: documented(
      shortInside,
      page,
      'fraction of spot',
      'Of a short option, less what it is out of the money.',
    ),
    [`option.${name}.shortOutOfTheMoney`]: documented(
      shortOutside,
      page,
      'fraction of spot',
      'Least for a short option.',
    ),
  }
}

const parameters: Readonly<Record<string, ParameterEntry>> = {
  ...Object.fromEntries(
    [...majors, ...others, 'other'].map((market) => [
      `imf.${market}`,
      unpublished(
        'fraction of notional',
        'Initial margin fraction of the perpetual; the venue’s market endpoint says.',
      ),
    ]),
  ),
  ...optionRates('majors', 0.2, 0.15, 0.1),
  ...optionRates('others', 0.3, 0.225, 0.15),
  'option.other.longInTheMoney': unpublished('fraction of spot', 'Of underlyings of which the venue lists no options.'),
  'option.other.shortInTheMoney': unpublished(
    'fraction of spot',
    'Of underlyings of which the venue lists no options.',
  ),
  'option.other.shortOutOfTheMoney': unpublished(
    'fraction of spot',
    'Of underlyings of which the venue lists no options.',
  ),
  maintenance: documented(0.5, page, 'fraction', 'Maintenance margin of a position as a part of its initial margin.'),
  fee: feeRate,
}

const imf = table(
  'underlying',
  byName([...majors, ...others], (market) => parameter(`imf.${market}`)),
  parameter('imf.other'),
  'initial margin fraction',
)

function optionRate(figure: string): Requirement {
  const of = (names: readonly string[], kind: string): [string, Amount][] =>
    names.map((name) => [name, parameter(`option.${kind}.${figure}`)])
  return table(
    'underlying',
    Object.fromEntries([...of(majors, 'majors'), ...of(others, 'others')]),
    parameter(`option.other.${figure}`),
  )
}

/** Signed position and the orders of one side, in coins, and never less than nothing. */
function openSize(side: 'long' | 'short'): Requirement {
  const signed = sum(
    'position and orders',
    where({ orders: false }, measure('units', 'net')),
    where({ orders: true, side }, measure('units', 'net', 'filled')),
  )
  return atLeast(0, side === 'long' ? signed : times(-1, signed), side === 'long' ? 'buy open size' : 'sell open size')
}

const perCoin = times(attribute('mark'), attribute('price'), 'mark')
const spot = attribute('index')

/** What a long and a short option of one coin is charged. */
const longOption = smallest('long option', perCoin, times(optionRate('longInTheMoney'), spot))
const shortOption = largest(
  'short option',
  sum('short in the money', times(optionRate('shortInTheMoney'), spot), times(-1, attribute('out-of-the-money'))),
  times(optionRate('shortOutOfTheMoney'), spot),
)

const position = { orders: false as const }
const openFutures = times(
  times(imf, perCoin, 'margin of one coin'),
  largest('open size', openSize('long'), openSize('short')),
  'net IMR',
)
const openOptions = largest(
  'net IMR',
  times(longOption, openSize('long'), 'buy side'),
  times(shortOption, openSize('short'), 'sell side'),
)
const heldFutures = where(position, times(times(imf, perCoin), measure('units', 'gross')), 'IMR of the position')
const heldOptions = where(
  position,
  sum(
    'IMR of the position',
    times(longOption, measure('units', 'long')),
    times(shortOption, measure('units', 'short')),
  ),
)

const openLoss = times(-1, measure('fill-loss', 'net'), 'open loss')
/** The larger side may fill: the fee of closing it is provided for. */
const openFee = times(parameter('fee'), measure('notional', 'gross', 'worst-side'), 'fee provision')
const exitFee = where(position, times(parameter('fee'), measure('notional', 'gross')), 'exit fee')

export const paradexCross: MarginSpec = {
  plimsoll: 'spec/1',
  id: 'paradex-cross',
  version: '1',
  asOf: '2026-08-20',
  title: 'Paradex cross margin',
  description:
    'Collateral is pooled; every market is charged for the larger of its two open sizes, position with all its buys or all its sells.',
  sources: [`${documents}/cross-margin-requirement.mdx`, `${documents}/paradex-risk-checks.mdx`],
  generation: 'cross',
  currency: 'USD',
  decimals: 6,
  parameters,
  provenance: [
    {
      of: 'collateral',
      status: 'own',
      note: 'Accounts are kept in USDC; what else may count, and at what haircut, is not in the documents read. It counts for nothing.',
    },
    {
      of: 'initial',
      status: 'derived',
      source: `${documents}/${page}.mdx`,
      note: 'The page gives open size for perpetuals; options are charged in the same way, each side at its own rate.',
    },
  ],
  notes: [
    'An order is accepted where account value is at least the initial margin, or where it does not raise it. Below it orders are cancelled: first those that do not offset, then the most passive that do, until they fit the position.',
    'Health is checked every 5 s; above 100 % of maintenance margin over account value a share of all positions is liquidated, the smallest multiple of 20 % that brings it below 90 %.',
    'The venue’s example of the order check takes 13 for the open size of sells of 13 against a position of +10; its own rule gives max(10, 3) = 10, which is what stands here.',
    'The maintenance rate printed for the 22.5 % of HYPE and CL is 11.3 %, a rounded half; here it is the half.',
    'Premium multipliers (100 / 50 %) and caps of short puts (50 / 25 %) stand in the venue’s tables and in none of its formulas; they are left out.',
  ],
  scenarios: {},
  collateral: countedInFull(['USDC']),
  initial: sum(
    'initial margin',
    each('position', 'perpetuals', sum('market', openFutures, openFee, openLoss), contracts),
    each('position', 'options', sum('market', openOptions, openFee, openLoss), options),
    unlistedCoins,
  ),
  maintenance: sum(
    'maintenance margin',
    each('position', 'perpetuals', sum('market', times(parameter('maintenance'), heldFutures), exitFee), contracts),
    each('position', 'options', sum('market', times(parameter('maintenance'), heldOptions), exitFee), options),
    unlistedCoins,
  ),
}
