import type { Amount, MarginSpec, ScenarioSource } from '../../requirement/spec.js'

/**
 * The rule book that we would recommend to a venue: the whole book and its collateral moved through joint scenarios, with a
 * charge for everything that a scan of parallel moves does not see. Every figure is our own choice; `plimsoll validate` shows
 * what they cover and where they do not.
 */
const own = (value: number, description: string, unit?: string) => ({
  value,
  status: 'own' as const,
  description,
  ...(unit === undefined ? {} : { unit }),
})
const p = (parameter: string): Amount => ({ parameter })
const ref = (parameter: string) => ({ parameter })

const term = { referenceDays: 30, shortPower: ref('vol.shortPower'), longPower: ref('vol.longPower'), minDays: 1 }
const volatility = [
  { id: 'down', kind: 'relative' as const, move: ref('vol.down'), term },
  { id: 'same', kind: 'none' as const },
  { id: 'up', kind: 'relative' as const, move: ref('vol.up'), floor: ref('vol.floor'), term },
]

/** All underlyings together, each by its own range, with the far tails in part. */
const together: ScenarioSource = {
  kind: 'grid',
  smile: 'sticky-moneyness',
  horizonDays: 0,
  range: { BTC: ref('range.BTC'), ETH: ref('range.ETH'), '*': ref('range.other') },
  moves: [-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1],
  volatility,
  tails: [
    { move: -0.66, weight: 0.25, volatility: 'up' },
    { move: -0.33, weight: 0.5, volatility: 'up' },
    { move: 0.5, weight: 0.3, volatility: 'up' },
    { move: 1, weight: 0.15, volatility: 'up' },
    { move: 2, weight: 0.075, volatility: 'up' },
    { move: 4, weight: 0.04, volatility: 'up' },
  ],
}

/** What hedges one coin with another is tested by: one of the large ones against everything else, and the peg lost in a crash. */
const apart: ScenarioSource = {
  kind: 'list',
  smile: 'sticky-moneyness',
  horizonDays: 0,
  volatility: [
    ...volatility,
    {
      id: 'skew',
      kind: 'surface',
      level: 0.1,
      skew: ref('skew.steeper'),
      skewLimit: 2,
    },
    { id: 'inverted', kind: 'surface', level: 0.2, term: ref('term.inverted') },
  ],
  scenarios: [
    ...(['BTC', 'ETH'] as const).flatMap((coin) => [
      { id: `${coin} alone up`, moves: { [coin]: ref('apart.coin'), '*': ref('apart.rest.down') }, volatility: 'up' },
      { id: `${coin} alone down`, moves: { [coin]: ref('apart.coin.down'), '*': ref('apart.rest') }, volatility: 'up' },
      { id: `${coin} up, the rest still`, moves: { [coin]: ref('apart.coin'), '*': 0 }, volatility: 'same' },
      { id: `${coin} down, the rest still`, moves: { [coin]: ref('apart.coin.down'), '*': 0 }, volatility: 'same' },
    ]),
    { id: 'large coins up, the rest down', moves: { BTC: 0.08, ETH: 0.08, '*': -0.2 }, volatility: 'same' },
    { id: 'large coins down, the rest further', moves: { BTC: -0.12, ETH: -0.15, '*': -0.35 }, volatility: 'up' },
    { id: 'skew steepens as the price falls', move: -0.1, volatility: 'skew' },
    { id: 'term structure inverts', move: -0.05, volatility: 'inverted' },
    {
      id: 'a peg is lost in a crash',
      moves: { BTC: -0.12, ETH: -0.14, '*': -0.2 },
      assets: { USDT: ref('peg.loss'), USDC: ref('peg.loss'), DAI: ref('peg.loss') },
      volatility: 'up',
    },
  ],
}

const scan: Amount = {
  node: 'max',
  label: 'scan',
  of: [
    { node: 'worst-of', label: 'everything together', scenarios: 'together', scope: 'account' },
    { node: 'worst-of', label: 'coins apart, skew, term and pegs', scenarios: 'apart', scope: 'account' },
    {
      node: 'scale',
      label: 'least share of what the underlyings need by themselves',
      by: p('offset.least'),
      of: { node: 'worst-of', scenarios: 'together', scope: 'underlying' },
    },
  ],
}

const netDelta: Amount = { node: 'magnitude', of: { node: 'measure', of: 'delta-value', sum: 'net' } }
/** With all resting purchases filled or all resting sales, whichever leaves more. */
const worstDelta: Amount = {
  node: 'max',
  of: (['long', 'short'] as const).map((side) => ({
    node: 'magnitude' as const,
    of: {
      node: 'sum' as const,
      of: [
        { node: 'measure' as const, of: 'delta-value' as const, sum: 'net' as const },
        {
          node: 'where' as const,
          where: { orders: true, side },
          of: { node: 'measure' as const, of: 'delta-value' as const, sum: 'net' as const, orders: 'filled' as const },
        },
      ],
    },
  })),
}
/** Everything that is traded; a coin held as a balance hedges like one held as a position. */
const tradable = { kind: ['perpetual' as const, 'future' as const, 'option' as const, 'spot' as const, 'amm' as const] }
const tradableAndHeld = { kind: [...tradable.kind, 'asset' as const] }

/** A perfectly hedged book still has its legs to unwind. */
const minimum: Amount = {
  node: 'sum',
  label: 'minimum for what is hedged',
  of: [
    { node: 'short-option-minimum', rate: p('minimum.shortOption'), netting: 'strike' },
    {
      node: 'for-each',
      scope: 'underlying',
      label: 'minimum for delta',
      where: tradableAndHeld,
      of: {
        node: 'sum',
        of: [
          { node: 'scale', by: p('minimum.delta'), of: netDelta },
          {
            node: 'scale',
            by: p('minimum.hedgedDelta'),
            of: {
              node: 'scale',
              by: 0.5,
              of: {
                node: 'sum',
                of: [
                  { node: 'measure', of: 'delta-value', sum: 'gross' },
                  { node: 'scale', by: -1, of: netDelta },
                ],
              },
            },
          },
        ],
      },
    },
  ],
}

/** Half of what expiries have against each other: gross over the expiries less net, in delta and in vega. */
function against(measure: 'delta-value' | 'vega-value'): Amount {
  return {
    node: 'scale',
    by: 0.5,
    of: {
      node: 'sum',
      of: [
        {
          node: 'for-each',
          scope: 'expiry',
          of: { node: 'magnitude', of: { node: 'measure', of: measure, sum: 'net' } },
        },
        { node: 'scale', by: -1, of: { node: 'magnitude', of: { node: 'measure', of: measure, sum: 'net' } } },
      ],
    },
  }
}

const calendar: Amount = {
  node: 'for-each',
  label: 'expiries against each other',
  scope: 'underlying',
  where: tradableAndHeld,
  of: {
    node: 'sum',
    of: [
      { node: 'scale', label: 'basis', by: p('calendar.delta'), of: against('delta-value') },
      { node: 'scale', label: 'vega', by: p('calendar.vega'), of: against('vega-value') },
    ],
  },
}

/** What cannot be sold in a day costs more to sell: bands of the day's volume, and of everything that is open in the market. */
const concentration: Amount = {
  node: 'for-each',
  label: 'size against the market',
  scope: 'underlying',
  where: tradable,
  of: {
    node: 'sum',
    of: [
      {
        node: 'tiers',
        label: 'net delta against the day’s volume',
        mode: 'marginal',
        of: worstDelta,
        bands: [0.01, 0.05, 0.2, undefined].map((share, row) => ({
          ...(share === undefined
            ? {}
            : {
                upTo: {
                  node: 'scale' as const,
                  by: share,
                  of: {
                    node: 'fact' as const,
                    about: 'underlying' as const,
                    name: 'volume24h',
                    otherwise: {
                      node: 'table' as const,
                      by: 'underlying' as const,
                      values: { BTC: p('volume.BTC'), ETH: p('volume.ETH') },
                      otherwise: p('volume.other'),
                    },
                  },
                },
              }),
          rate: p(`concentration.${row + 1}`),
        })),
      },
      {
        node: 'tiers',
        label: 'share of the open interest',
        mode: 'marginal',
        of: {
          node: 'ratio',
          of: { node: 'ratio', of: worstDelta, over: { node: 'attribute', of: 'index' }, ifZero: 0 },
          over: { node: 'fact', about: 'underlying', name: 'openInterest', otherwise: 0 },
          ifZero: 0,
        },
        bands: [{ upTo: 0.05, rate: 0 }, { rate: { node: 'scale', by: p('openInterest.rate'), of: worstDelta } }],
      },
    ],
  },
}

/** A price that its sources do not agree on may be wrong by what they disagree. */
const confidence: Amount = {
  node: 'for-each',
  label: 'doubt about prices',
  scope: 'underlying',
  of: {
    node: 'scale',
    by: {
      node: 'floor',
      at: 0,
      of: {
        node: 'sum',
        of: [
          p('confidence.least'),
          { node: 'scale', by: -1, of: { node: 'fact', about: 'underlying', name: 'confidence', otherwise: 1 } },
        ],
      },
    },
    of: { node: 'measure', of: 'notional', sum: 'gross' },
  },
}

const initial: Amount = {
  node: 'sum',
  label: 'what the book needs',
  of: [{ node: 'max', label: 'scan, at least the minimum', of: [scan, minimum] }, calendar, concentration, confidence],
}

export const plimsollPm: MarginSpec = {
  plimsoll: 'spec/1',
  id: 'plimsoll-pm',
  version: '1',
  asOf: '2026-11-21',
  title: 'Plimsoll portfolio margin',
  description:
    'Our own: the book and its collateral in joint scenarios (all together, coins apart, skew, term, lost pegs), with minimums, calendar, concentration and doubtful-price charges.',
  sources: ['Plimsoll’s own parameters; ranges and tails are of the size that venues publish.'],
  notes: [
    'Facts: underlying `volume24h` in USD, `openInterest` in coins, `confidence` from 0 to 1 (1 where the market does not say).',
    'A resting order counts where its fill would hurt: in the scenarios, and in the concentration charge; the minimums and the calendar charge count positions. Maintenance counts orders as the initial requirement does.',
  ],
  generation: 'portfolio',
  currency: 'USD',
  decimals: 2,
  parameters: {
    'range.BTC': own(0.16, 'price range of BTC', 'fraction'),
    'range.ETH': own(0.18, 'price range of ETH', 'fraction'),
    'range.other': own(0.25, 'price range of everything else', 'fraction'),
    'vol.up': own(0.5, 'rise of volatility at 30 days', 'fraction'),
    'vol.down': own(-0.3, 'fall of volatility at 30 days', 'fraction'),
    'vol.floor': own(0.45, 'least volatility after a rise', 'per year'),
    'vol.shortPower': own(0.3, 'term rule up to 30 days'),
    'vol.longPower': own(0.13, 'term rule beyond 30 days'),
    'skew.steeper': own(-0.08, 'skew added, in volatility points per unit of ln(K/F)/√years'),
    'term.inverted': own(0.25, 'change of ln σ per e-fold of shorter tenor'),
    'apart.coin': own(0.1, 'rise of a coin against the rest', 'fraction'),
    'apart.coin.down': own(-0.1, 'fall of a coin against the rest', 'fraction'),
    'apart.rest': own(0.05, 'rise of the rest against a coin', 'fraction'),
    'apart.rest.down': own(-0.05, 'fall of the rest against a coin', 'fraction'),
    'peg.loss': own(-0.05, 'fall of stablecoins in a crash', 'fraction'),
    'offset.least': own(0.5, 'least share of the underlyings’ own requirements'),
    'minimum.shortOption': own(0.005, 'minimum for a short option', 'of the index'),
    'minimum.delta': own(0.02, 'minimum for net delta', 'of its value'),
    'minimum.hedgedDelta': own(0.005, 'minimum for hedged delta', 'of its value'),
    'calendar.delta': own(0.01, 'charge for delta between expiries', 'of its value'),
    'calendar.vega': own(0.06, 'charge for vega between expiries', 'volatility'),
    'concentration.1': own(0, 'up to 1 % of the day’s volume'),
    'concentration.2': own(0.02, 'from 1 % to 5 %'),
    'concentration.3': own(0.06, 'from 5 % to 20 %'),
    'concentration.4': own(0.15, 'beyond 20 %'),
    'openInterest.rate': own(0.5, 'of net delta, times its share of the open interest beyond 5 %'),
    'volume.BTC': own(1e10, 'day’s volume where the market does not say', 'USD'),
    'volume.ETH': own(5e9, 'day’s volume where the market does not say', 'USD'),
    'volume.other': own(1e8, 'day’s volume where the market does not say', 'USD'),
    'confidence.least': own(0.9, 'confidence below which a price is doubted'),
  },
  provenance: [
    { of: 'scenarios.together', status: 'own' },
    { of: 'scenarios.apart', status: 'own' },
    { of: 'collateral', status: 'own' },
  ],
  scenarios: { together, apart },
  collateral: {
    mode: 'shocked',
    haircuts: { '*': { initial: 0.4, maintenance: 0.3 } },
    residualHaircuts: {
      USD: { initial: 0, maintenance: 0 },
      USDC: { initial: 0, maintenance: 0 },
      USDT: { initial: 0.005, maintenance: 0.0025 },
      BTC: { initial: 0.02, maintenance: 0.01 },
      ETH: { initial: 0.02, maintenance: 0.01 },
      '*': { initial: 0.05, maintenance: 0.03 },
    },
  },
  initial,
  maintenance: { node: 'scale', by: 0.8, label: '80 % of the initial requirement', of: initial },
}
