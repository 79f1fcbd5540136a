import { expect } from 'vitest'
import { margin } from '../../../packages/plimsoll/src/account/margin.js'
import type { MarginResult } from '../../../packages/plimsoll/src/account/result.js'
import type { MarginSpec } from '../../../packages/plimsoll/src/requirement/spec.js'
import { okxPm } from '../../../packages/plimsoll/src/specs/okx/okxPm.js'
import { withParameters } from '../../../packages/plimsoll/src/specs/withParameters.js'
import { derivativesMarket, nameParts, numberOf, plain, textOf } from '../derivatives.js'
import type { Handler, OracleCase } from '../oracleCase.js'
import { bookIn, expectNear, nodesNamed, valueNamed } from '../venueBook.js'

type Fields = Readonly<Record<string, unknown>>

interface Position {
  readonly id: string
  readonly underlying: string
  readonly quantity: number
  readonly contractSize: number
  readonly mark: number
  readonly index: number
  readonly entry?: number
}

/** Part of the index that the stress moves, by class; where a case gives a stress and no index, the index follows from it. */
const stressOf: Readonly<Record<string, number>> = { BTC: 0.12, ETH: 0.12, LTC: 0.18 }

function positionIn(fields: Fields, price: number): Position {
  const id = textOf(fields, 'instId', 'instrument', 'inst', 'id', 'symbol')!
  const { underlying } = nameParts(id)
  const quantity = numberOf(fields, 'pos', 'qty', 'amt', 'size', 'contracts', 'quantity')!
  const contractSize = numberOf(fields, 'ctVal', 'contractSize', 'contractValue', 'multiplier') ?? 1
  const mark = numberOf(fields, 'markPx', 'mark', 'markPrice')!
  const stress = numberOf(fields, 'mr1', 'MR1')
  const usd = numberOf(fields, 'indexUsd', 'indexPxUsd')
  const index =
    numberOf(fields, 'idxPx', 'index', 'indexPx', 'indexPrice') ??
    (usd === undefined ? undefined : usd / price) ??
    (stress === undefined ? mark : stress / (stressOf[underlying] ?? 0.25) / Math.abs(quantity * contractSize * price))
  const entry = numberOf(fields, 'avgPx', 'avgEntry', 'entryPrice', 'entry')
  return { id, underlying, quantity, contractSize, mark, index, ...(entry === undefined ? {} : { entry }) }
}

/** Positions settled in one stablecoin, its balance, and what the rule book asks. */
function assess(
  positions: readonly Position[],
  stable: number,
  balance: number,
  debt: number | undefined,
): MarginResult {
  const market = derivativesMarket({
    index: Object.fromEntries(positions.map(({ underlying, index }) => [underlying, index])),
    assets: { USDT: stable },
    instruments: positions.map(({ id, underlying, contractSize }) => ({
      kind: 'perpetual',
      id,
      underlying,
      contractSize,
      settlement: { kind: 'linear', currency: 'USDT' },
    })),
    marks: Object.fromEntries(positions.map(({ id, mark }) => [id, mark])),
  })
  const book = bookIn({
    // What a case owes in all it owes in the balance, when it does not say at what price its positions were entered.
    balances: { USDT: debt === undefined ? balance : -debt / stable },
    positions: positions.map(({ id, quantity, entry }) => ({
      instrument: id,
      quantity,
      ...(entry === undefined || debt !== undefined ? {} : { entry }),
    })),
  })
  return margin(book, market, okxPm)
}

/** The numbers of one risk unit, by their plain names. */
function unitFigures(result: MarginResult, underlying: string, position: Position, stable: number) {
  const cells = nodesNamed(result.tree.maintenance, 'risk units')[0]!
  const cell = cells.children.find((child) => child.label === underlying)
  expect(cell, `a risk unit ${underlying}`).toBeDefined()
  const found = (label: string): number => valueNamed(cell!, label)
  const factor = okxPm.parameters!['initial.factor']!.value!
  return {
    delta: position.quantity * position.contractSize * position.mark * stable,
    mr1: found('MR1'),
    mr4: found('MR4'),
    mr6: found('MR6'),
    mr6raw: found('extreme move'),
    mr7: found('MR7'),
    mr7adj: found('MR7 in tiers'),
    mr: found('MR'),
    mmr: cell!.value,
    imr: factor * cell!.value,
    mr2: 0,
    mr3: 0,
    mr5: 0,
  }
}

function check(computed: Readonly<Record<string, number>>, expected: Fields, oracle: OracleCase, where: string): void {
  for (const [name, value] of Object.entries(expected)) {
    const figure = numberOf(expected, name)
    if (figure === undefined) continue
    const found = computed[plain(name)]
    expect(found, `${where}.${name} = ${String(value)} is computed`).toBeDefined()
    expectNear(found!, figure, oracle, `${where}.${name}`)
  }
}

/** The position builder’s answer: every risk unit, then the account. */
const portfolio: Handler = (oracle) => {
  const { inputs, expected } = oracle
  const stable = numberOf(inputs, 'usdtUsd', 'USDTUSD', 'usdtPrice', 'usdt', 'usdtIndex', 'USDT_USD', 'usdtusd') ?? 1
  const listed = (inputs.positions ?? inputs.simPos ?? inputs.portfolio) as readonly Fields[]
  const positions = listed.map((entry) => positionIn(entry, stable))
  const balances = (inputs.balances ?? inputs.assets ?? {}) as Fields
  const balance = numberOf(balances, 'USDT') ?? numberOf(inputs, 'usdtBalance', 'balance', 'USDT', 'cash') ?? 0
  const equity = numberOf(inputs, 'adjEq', 'eq', 'equity', 'adjustedEquity')
  const priced = positions.every(({ entry }) => entry !== undefined)
  const owed = priced
    ? undefined
    : (numberOf(inputs, 'liability', 'borrow') ?? (equity === undefined ? undefined : Math.max(-equity, 0)))
  const result = assess(positions, stable, balance, owed)
  const liability = valueNamed(result.tree.maintenance, 'liability')
  const borrowMmr = valueNamed(result.tree.maintenance, 'borrow MMR')
  const cost = 0.001 * (liability + borrowMmr)
  const account = {
    adjeq: result.equity,
    eq: result.equity,
    equity: result.equity,
    adjustedequity: result.equity,
    borrowmmr: borrowMmr,
    borrowimr: valueNamed(result.tree.initial, 'borrow IMR'),
    mmr: result.maintenance,
    imr: result.initial,
    totalmmr: result.maintenance,
    totalimr: result.initial,
    derivmmr: valueNamed(result.tree.maintenance, 'risk units'),
    ratio: result.equity / (result.maintenance + cost),
    marginratio: result.equity / (result.maintenance + cost),
    liquidationcost: cost,
    mr9: valueNamed(result.tree.maintenance, 'MR9'),
  }
  const names = positions.map(({ underlying }) => underlying)
  const units = Object.fromEntries(
    positions.map((position) => [position.underlying, unitFigures(result, position.underlying, position, stable)]),
  )
  const flat: Record<string, number> = { ...account }
  for (const [name, figures] of Object.entries(units)) {
    for (const [figure, value] of Object.entries(figures)) {
      flat[plain(`${name}${figure}`)] = value
      flat[plain(`${figure}${name}`)] = value
    }
  }
  check(flat, expected, oracle, 'expected')
  for (const [name, nested] of Object.entries(expected)) {
    if (typeof nested !== 'object' || nested === null) continue
    const own = names.find((underlying) => name.toUpperCase().startsWith(underlying))
    if (own !== undefined) check(units[own]!, nested as Fields, oracle, name)
    else if (Array.isArray(nested)) {
      for (const entry of nested as readonly Fields[]) {
        const unit = textOf(entry, 'riskUnit', 'unit', 'underlying', 'name')!
        check(units[nameParts(unit).underlying]!, entry, oracle, unit)
      }
    } else if (Object.keys(nested).every((key) => names.includes(nameParts(key).underlying))) {
      for (const [key, figures] of Object.entries(nested))
        check(units[nameParts(key).underlying]!, figures as Fields, oracle, key)
    } else check(flat, nested as Fields, oracle, name)
  }
}

/** Bands as `[upTo, rate]` pairs or as records, the last without end. */
function bandsIn(value: unknown): readonly { readonly upTo?: number; readonly rate: number }[] {
  if (!Array.isArray(value)) return []
  return (value as readonly unknown[]).map((band) => {
    if (Array.isArray(band)) {
      const [first, second, third] = band as readonly (number | null)[]
      const upTo = third === undefined ? first : second
      const rate = (third === undefined ? second : third)!
      return typeof upTo === 'number' && Number.isFinite(upTo) ? { upTo, rate } : { rate }
    }
    const fields = band as Fields
    const upTo = numberOf(fields, 'upTo', 'to', 'max', 'limit', 'upper')
    const rate = numberOf(fields, 'rate', 'multiplier', 'factor')!
    return upTo === undefined ? { rate } : { upTo, rate }
  })
}

function banded(spec: MarginSpec, limit: string, rate: string, value: unknown, most: number): MarginSpec {
  const bands = bandsIn(value)
  if (bands.length === 0) return spec
  const values: Record<string, number> = {}
  for (let row = 0; row < most; row++) {
    const band = bands[Math.min(row, bands.length - 1)]!
    values[`${rate}.${row + 1}`] = band.rate
    // Bands that the case does not have lie beyond anything.
    if (row < most - 1) values[`${limit}.${row + 1}`] = (row < bands.length ? band.upTo : undefined) ?? 1e15 * (row + 1)
  }
  return withParameters(spec, values)
}

/** Multipliers of 2021, with which the announcement explains the tiers. */
const multipliers2021 = [
  [10_000, 1],
  [70_000, 2],
  [170_000, 4],
  [300_000, 6],
  [470_000, 8],
  [700_000, 10],
  [null, 12],
]

/** A position whose stress and raw minimum charge are those of the case. */
const minimumCharge: Handler = (oracle) => {
  const { inputs, expected } = oracle
  const stress = numberOf(inputs, 'mr', 'MR', 'mr1', 'derivMr', 'MRother')!
  const charge = numberOf(inputs, 'mr7', 'MR7', 'mr7Raw', 'minimumCharge')!
  const notional = 1_000_000
  const spec = withParameters(
    banded(
      okxPm,
      'mr7.limit',
      'mr7.multiplier',
      inputs.tiers ?? inputs.bands ?? inputs.multipliers ?? multipliers2021,
      7,
    ),
    {
      ...Object.fromEntries(
        [1, 2, 3].flatMap((row) => [
          [`mr1.fall.${row}.large`, (-stress / notional) * (row / 3)],
          [`mr1.rise.${row}.large`, (stress / notional) * (row / 3)],
        ]),
      ),
      'mr6.part': 0,
      'mr4.least.large': 0,
      'mr7.rate.large': charge / notional,
    },
  )
  const market = derivativesMarket({
    index: { BTC: 50_000 },
    assets: { USDT: 1 },
    instruments: [
      {
        kind: 'perpetual',
        id: 'SWAP',
        underlying: 'BTC',
        contractSize: 1,
        settlement: { kind: 'linear', currency: 'USDT' },
      },
    ],
    marks: { SWAP: 50_000 },
  })
  const result = margin(bookIn({ positions: [{ instrument: 'SWAP', quantity: notional / 50_000 }] }), market, spec)
  const adjusted = valueNamed(result.tree.maintenance, 'MR7 in tiers')
  check(
    {
      mr7adj: adjusted,
      adj: adjusted,
      mr7adjusted: adjusted,
      adjusted,
      adjustedmr7: adjusted,
      mr7adjustment: adjusted,
      mr7: adjusted,
      mmr: result.maintenance,
      imr: result.initial,
    },
    expected,
    oracle,
    'expected',
  )
}

/** As much as the case hedges in one dollar by another, through the tiers of their price. */
const stablecoins: Handler = (oracle) => {
  const { inputs, expected } = oracle
  const listed = inputs.tiers ?? inputs.bands ?? inputs.rates
  const bands = bandsIn(listed)
  const said = numberOf(inputs, 'hedgedSize', 'hedged', 'size', 'notional', 'hedgeSize', 'hedgedUsd', 'amount')
  const widths = bands.reduce((total, { upTo = 0 }) => total + upTo, 0)
  const hedge = said ?? widths
  // Bands that add up to what is hedged are written by their widths.
  let end = 0
  const ends = bands.map(({ upTo = 0, rate }) => {
    end += upTo
    return [end, rate]
  })
  const spec = banded(okxPm, 'mr9.limit', 'mr9.rate.near', bands.length > 1 && widths === hedge ? ends : listed, 4)
  const index = 50_000
  const market = derivativesMarket({
    index: { BTC: index },
    assets: { USDT: 1 },
    instruments: [
      {
        kind: 'perpetual',
        id: 'USDT',
        underlying: 'BTC',
        contractSize: 1,
        settlement: { kind: 'linear', currency: 'USDT' },
      },
      {
        kind: 'perpetual',
        id: 'USD',
        underlying: 'BTC',
        contractSize: 1,
        settlement: { kind: 'inverse', currency: 'BTC' },
      },
    ],
    marks: { USDT: index, USD: index },
  })
  const book = bookIn({
    positions: [
      { instrument: 'USDT', quantity: hedge / index },
      { instrument: 'USD', quantity: -hedge },
    ],
  })
  const charge = valueNamed(margin(book, market, spec).tree.maintenance, 'MR9')
  check({ mr9: charge, charge, mmr: charge, mr9charge: charge }, expected, oracle, 'expected')
}

/** Tiers of a minimum charge, or of a hedge between stablecoins. */
const tiered: Handler = (oracle) => {
  const names = Object.keys(oracle.inputs).map(plain)
  const charge = names.some((name) => name.startsWith('mr7') || name === 'mr' || name === 'minimumcharge')
  ;(charge ? minimumCharge : stablecoins)(oracle)
}

const variants = [
  'Portfolio margin (Jan 2025)',
  'PM (Jan 2025)',
  'position builder',
  'PM position builder',
  'PM stablecoin',
  'PM tiers',
  'Portfolio margin MR7',
  'Portfolio margin MR9',
]

function named(handler: Handler, kinds: readonly string[]): [string, Handler][] {
  const models = [
    'Portfolio margin',
    'portfolio margin',
    'PM',
    'Portfolio margin (2021)',
    'Portfolio margin (2025)',
    'PM (2021)',
    'PM 2021',
    'PM 2025',
    'PM (2025)',
    'PM MR7',
    'PM MR9',
    'portfolio margin MR7',
    'portfolio margin MR9',
    'MR7',
    'MR9',
  ]
  return [...models, ...variants].flatMap((model) =>
    kinds.map((kind): [string, Handler] => [`okx|${model}|${kind}`, handler]),
  )
}

export const handlers: Readonly<Record<string, Handler>> = Object.fromEntries([
  ...named(tiered, ['tiers', 'tier', 'surcharge', 'add-on', 'charge', 'worked-example']),
  ...named(portfolio, [
    'portfolio-margin',
    'position-builder',
    'pm-response',
    'account-margin',
    'account',
    'portfolio',
  ]),
  ...named(minimumCharge, [
    'mr7',
    'MR7',
    'mr7-tiers',
    'minimum-charge',
    'mr7-tier',
    'mr7-adjustment',
    'tiered-minimum-charge',
    'MR7-tiers',
  ]),
  ...named(stablecoins, [
    'mr9',
    'MR9',
    'mr9-tiers',
    'stablecoin',
    'stablecoin-depeg',
    'depeg',
    'stablecoin-hedge',
    'MR9-tiers',
  ]),
])
