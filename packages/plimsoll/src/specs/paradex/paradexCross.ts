import type { Amount, MarginSpec, ParameterEntry, Requirement } from '../../requirement/spec.js'
import { atLeast, attribute, each, larger, measure, on, p, smaller, sum, table, times } from '../nodes.js'
import { unlistedCoins } from '../unlisted.js'
import { documents, feeRate, majors, missing, others, read } from './parameters.js'

const page = 'cross-margin-requirement'
const futures = { kind: ['perpetual' as const, 'future' as const] }
const options = { kind: ['option' as const] }

function optionRates(
  name: string,
  long: number,
  shortInside: number,
  shortOutside: number,
): Record<string, ParameterEntry> {
  return {
    [`option.${name}.longInTheMoney`]: read(long, page, 'fraction of spot', 'Most that a long option is charged.'),
    [`option.${name}.shortInTheMoney`]: read(
      shortInside,
      page,
      'fraction of spot',
      'Of a short option, less what it is out of the money.',
    ),
    [`option.${name}.shortOutOfTheMoney`]: read(shortOutside, page, 'fraction of spot', 'Least for a short option.'),
  }
}

const parameters: Readonly<Record<string, ParameterEntry>> = {
  ...Object.fromEntries(
    [...majors, ...others, 'other'].map((market) => [
      `imf.${market}`,
      missing('fraction of notional', 'Initial margin fraction of the perpetual; the venue’s market endpoint says.'),
    ]),
  ),
  ...optionRates('majors', 0.2, 0.15, 0.1),
  ...optionRates('others', 0.3, 0.225, 0.15),
  'option.other.longInTheMoney': missing('fraction of spot', 'Of underlyings of which the venue lists no options.'),
  'option.other.shortInTheMoney': missing('fraction of spot', 'Of underlyings of which the venue lists no options.'),
  'option.other.shortOutOfTheMoney': missing('fraction of spot', 'Of underlyings of which the venue lists no options.'),
  maintenance: read(0.5, page, 'fraction', 'Maintenance margin of a position as a part of its initial margin.'),
  fee: feeRate,
}

const imf = table(
  'underlying',
  Object.fromEntries([...majors, ...others].map((market) => [market, p(`imf.${market}`)])),
  p('imf.other'),
  'initial margin fraction',
)

function optionRate(figure: string): Requirement {
  const of = (names: readonly string[], kind: string): [string, Amount][] =>
    names.map((name) => [name, p(`option.${kind}.${figure}`)])
  return table(
    'underlying',
    Object.fromEntries([...of(majors, 'majors'), ...of(others, 'others')]),
    p(`option.other.${figure}`),
  )
}

/** Signed position and the orders of one side, in coins, and never less than nothing. */
function openSize(side: 'long' | 'short'): Requirement {
  const signed = sum(
    'position and orders',
    on({ orders: false }, measure('units', 'net')),
    on({ orders: true, side }, measure('units', 'net', 'filled')),
  )
  return atLeast(0, side === 'long' ? signed : times(-1, signed), side === 'long' ? 'buy open size' : 'sell open size')
}

const perCoin = times(attribute('mark'), attribute('price'), 'mark')
const spot = attribute('index')

/** What a long and a short option of one coin is charged. */
const longOption = smaller('long option', perCoin, times(optionRate('longInTheMoney'), spot))
const shortOption = larger(
  'short option',
  sum('short in the money', times(optionRate('shortInTheMoney'), spot), times(-1, attribute('out-of-the-money'))),
  times(optionRate('shortOutOfTheMoney'), spot),
)

const position = { orders: false as const }
const openFutures = times(
  times(imf, perCoin, 'margin of one coin'),
  larger('open size', openSize('long'), openSize('short')),
  'net IMR',
)
const openOptions = larger(
  'net IMR',
  times(longOption, openSize('long'), 'buy side'),
  times(shortOption, openSize('short'), 'sell side'),
)
const heldFutures = on(position, times(times(imf, perCoin), measure('units', 'gross')), 'IMR of the position')
const heldOptions = on(
  position,
  sum(
    'IMR of the position',
    times(longOption, measure('units', 'long')),
    times(shortOption, measure('units', 'short')),
  ),
)

const openLoss = times(-1, measure('fill-loss', 'net'), 'open loss')
/** The larger side may fill: the fee of closing it is provided for. */
const openFee = times(p('fee'), measure('notional', 'gross', 'worst-side'), 'fee provision')
const exitFee = on(position, times(p('fee'), measure('notional', 'gross')), 'exit fee')

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
  collateral: {
    mode: 'haircut',
    haircuts: { USDC: { initial: 0, maintenance: 0 }, '*': { initial: 1, maintenance: 1 } },
    residualHaircuts: {},
  },
  initial: sum(
    'initial margin',
    each('position', sum('market', openFutures, openFee, openLoss), futures, 'perpetuals'),
    each('position', sum('market', openOptions, openFee, openLoss), options, 'options'),
    unlistedCoins,
  ),
  maintenance: sum(
    'maintenance margin',
    each('position', sum('market', times(p('maintenance'), heldFutures), exitFee), futures, 'perpetuals'),
    each('position', sum('market', times(p('maintenance'), heldOptions), exitFee), options, 'options'),
    unlistedCoins,
  ),
}
