import type { Amount, MarginSpec, ParameterEntry, ParameterReference, Requirement } from '../../requirement/spec.js'
import {
  attribute,
  byName,
  derived,
  magnitude,
  measure,
  parameter,
  read,
  smallest,
  sum,
  table,
  times,
  where,
  worstOf,
} from '../amounts.js'
import { countedInFull } from '../collateral.js'
import { derivatives, options } from '../kinds.js'
import { unlistedCoins } from '../unlisted.js'

const deck =
  'CME, Components of SPAN; SPAN methodology: intra-commodity and inter-commodity spreading, short option minimum'
const gold = 'CME, SPAN parameter file of GC, 2025-09-12: risk arrays 15 and 16'

/** A product that is margined by its own row of parameters. */
export interface SpanProduct {
  /** Underlying. */
  readonly name: string
  /** Pairs are credited in the order in which they are listed. */
  readonly creditsWith?: readonly string[]
}

const figures = [
  ['priceScanRange', 'fraction of price', 'Price scan range'],
  ['volatilityScanRange.up', 'volatility, added', 'Volatility scan range'],
  ['volatilityScanRange.down', 'volatility, added (negative)', 'Volatility scan range downwards'],
  ['calendar.near', 'currency per spread', 'Charge of a spread between neighbouring months'],
  ['calendar.far', 'currency per spread', 'Charge of a spread between farther months'],
  ['shortOptionMinimum', 'currency per short contract', 'Short option minimum'],
] as const

function parametersOf(products: readonly SpanProduct[]): Record<string, ParameterEntry> {
  const parameters: Record<string, ParameterEntry> = {}
  for (const { name, creditsWith = [] } of products) {
    for (const [figure, unit, what] of figures) {
      parameters[`${figure}.${name}`] = {
        value: null,
        status: 'missing',
        unit,
        description: `${what} of ${name}: in the exchange’s parameter file of the day.`,
      }
    }
    for (const other of creditsWith) {
      parameters[`credit.${name}.${other}`] = {
        value: null,
        status: 'missing',
        unit: 'fraction',
        description: `Inter-commodity credit between ${name} and ${other}: in the exchange’s parameter file of the day.`,
      }
    }
  }
  return parameters
}

const delta = measure('delta', 'net')

/**
 * Standard portfolio analysis of risk over these products, with the scenarios of the exchange and every figure that it
 * publishes daily left to be supplied. For risk arrays and tables of the parameter file itself see `spanRequirement`.
 *
 * @example
 * import { spanSpec } from 'plimsoll'
 * spanSpec([{ name: 'GC' }]).parameters['priceScanRange.GC'].status // => 'missing'
 */
export function spanSpec(products: readonly SpanProduct[]): MarginSpec {
  const names = products.map(({ name }) => name)
  const ranges = (figure: string): Record<string, ParameterReference> =>
    byName(names, (name) => parameter(`${figure}.${name}`))
  const own = (figure: string): Amount => table('underlying', ranges(figure), parameter(`${figure}.others`))
  const withOthers: readonly SpanProduct[] = [...products, { name: 'others' }]
  const scan: Requirement = worstOf('main', 'underlying', 'scan risk')
  const month = (from: number, to: number, side: 'A' | 'B') => ({ from, to, side, ratio: 1 })
  const calendar: Requirement = {
    node: 'calendar-spreads',
    label: 'calendar charge',
    exposure: delta,
    spreads: [
      ...nearMonths.map((near) => ({
        id: `month ${near} against ${near + 1}`,
        between: 'series' as const,
        priority: near,
        method: 'flat' as const,
        rate: own('calendar.near'),
        legs: [month(near, near, 'A'), month(near + 1, near + 1, 'B')],
      })),
      {
        id: 'any month against another',
        between: 'tiers' as const,
        priority: 1,
        method: 'flat' as const,
        rate: own('calendar.far'),
        legs: [month(0, monthsMost, 'A'), month(0, monthsMost, 'B')],
      },
    ],
  }
  const minimum = times(
    own('shortOptionMinimum'),
    where(options, measure('quantity', 'short', 'filled')),
    'short option minimum',
  )
  const priceRisk = smallest(
    'price risk',
    scan,
    times(times(own('priceScanRange'), attribute('index')), magnitude(delta), 'scan range × net delta'),
  )
  const risk = (orders: boolean): Requirement =>
    where(orders ? derivatives : { ...derivatives, orders: false }, {
      node: 'credits',
      label: 'scan, calendar charge and credits',
      of: sum('charge', scan, calendar),
      credited: priceRisk,
      least: minimum,
      exposure: times(delta, attribute('index'), 'delta at the index'),
      pairs: products.flatMap(({ name, creditsWith = [] }) =>
        creditsWith.map((second) => ({ first: name, second, credit: parameter(`credit.${name}.${second}`) })),
      ),
    })
  return {
    plimsoll: 'spec/1',
    id: 'cme-span',
    version: '1',
    asOf: '2025-09-12',
    title: 'CME SPAN',
    description:
      'The worst of sixteen scenarios of each product, a charge for its calendar spreads, credits between products, and a minimum for short options. Every daily figure of the exchange has to be supplied.',
    sources: [deck, gold],
    generation: 'portfolio',
    currency: 'USD',
    decimals: 0,
    parameters: {
      ...parametersOf(withOthers),
      'extreme.up': derived(3, gold, 'price scan ranges'),
      'extreme.down': derived(-3, gold, 'price scan ranges'),
      'extreme.covered': derived(0.33, gold, 'fraction of the result'),
      'initial.multiple': read(1, `${deck} (member and hedger; 1.1 for a speculator)`, 'of maintenance margin'),
    },
    provenance: [
      {
        of: 'scenarios.main',
        status: 'read',
        source: deck,
        note: 'Thirds of the scan range, each with the volatility up and down, then both extremes.',
      },
      { of: 'initial', status: 'read', source: deck },
      {
        of: 'collateral',
        status: 'own',
        note: 'Cash of the reporting currency and of stablecoins counts; the exchange takes none of the latter.',
      },
    ],
    notes: [
      'The exchange’s requirement less the net option value is set against cash; here the account’s value contains the options.',
      'Inter-commodity credits are a part of the price risk, here the lesser of the scan risk and the scan range on the net delta: the split of the scan risk into time, price and volatility is that of `spanRequirement`. They are formed at equal delta value.',
      'Deltas are those of now; the file’s composite deltas are weighted over the scan. Months are calendar months, neighbouring ones up to two years ahead before any others. There is no delivery charge.',
      'The look-ahead day ages options in every scenario. An extreme move never takes more than 99 % of a price.',
    ],
    scenarios: {
      main: {
        kind: 'grid',
        smile: 'sticky-strike',
        horizonDays: 1,
        range: { ...ranges('priceScanRange'), '*': parameter('priceScanRange.others') },
        moves: [0, 1 / 3, -1 / 3, 2 / 3, -2 / 3, 1, -1],
        volatility: [
          {
            id: 'up',
            kind: 'absolute',
            move: parameter('volatilityScanRange.up.others'),
            moves: ranges('volatilityScanRange.up'),
          },
          {
            id: 'down',
            kind: 'absolute',
            move: parameter('volatilityScanRange.down.others'),
            moves: ranges('volatilityScanRange.down'),
          },
        ],
        tailVolatility: [{ id: 'unchanged', kind: 'none' }],
        tails: [
          {
            move: parameter('extreme.up'),
            weight: parameter('extreme.covered'),
            volatility: 'unchanged',
            unit: 'range',
          },
          {
            move: parameter('extreme.down'),
            weight: parameter('extreme.covered'),
            volatility: 'unchanged',
            unit: 'range',
          },
        ],
      },
    },
    collateral: countedInFull(['USD', 'USDC', 'USDT']),
    initial: sum('initial margin', times(parameter('initial.multiple'), risk(true)), unlistedCoins),
    maintenance: sum('maintenance margin', risk(false), unlistedCoins),
  }
}

/** Months ahead whose spread with the next is formed first. */
const nearMonths: readonly number[] = Array.from({ length: 24 }, (_, month) => month)
const monthsMost = 1200

/** The crypto futures and options of the exchange, by their coin. */
export const cmeSpan: MarginSpec = spanSpec([{ name: 'BTC', creditsWith: ['ETH'] }, { name: 'ETH' }])
