import { expect } from 'vitest'
import { margin } from '../../../packages/plimsoll/src/account/margin.js'
import { bybitUta } from '../../../packages/plimsoll/src/specs/bybit/bybitUta.js'
import { withParameters } from '../../../packages/plimsoll/src/specs/withParameters.js'
import { derivativesMarket, nameParts, numberOf, textOf } from '../derivatives.js'
import { expectAll } from '../expectAll.js'
import type { Handler } from '../oracleCase.js'
import { bookIn, valueNamed } from '../venueBook.js'

type Fields = Readonly<Record<string, unknown>>

function given(values: Readonly<Record<string, number | undefined>>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, number] => entry[1] !== undefined))
}

function optionMarket(inputs: Fields, mark: number) {
  const name = textOf(inputs, 'instrument', 'instId', 'symbol') ?? ''
  const said = textOf(inputs, 'right', 'type', 'optionType')?.toLowerCase()
  const right = said === undefined ? (nameParts(name).right ?? 'call') : said.startsWith('p') ? 'put' : 'call'
  const index = numberOf(inputs, 'index', 'indexPrice', 'S', 'underlying')!
  const strike = numberOf(inputs, 'strike', 'K') ?? nameParts(name).strike ?? index
  return derivativesMarket({
    index: { BTC: index },
    assets: { USDC: 1 },
    instruments: [
      {
        kind: 'option',
        id: 'OPTION',
        underlying: 'BTC',
        expiry: '2026-02-27T08:00:00Z',
        strike,
        right,
        contractSize: 1,
        settlement: { kind: 'linear', currency: 'USDC' },
      },
    ],
    marks: { OPTION: mark },
  })
}

/** One option, short where the case does not say long. */
const optionMargin: Handler = (oracle) => {
  const { inputs } = oracle
  const mark = numberOf(inputs, 'mark', 'markPrice')!
  const factors = inputs.imFactors as readonly number[] | undefined
  const spec = withParameters(
    bybitUta,
    given({
      'option.initial': factors?.[0] ?? numberOf(inputs, 'imFactor'),
      'option.initialFloor': factors?.[1] ?? numberOf(inputs, 'imFloor'),
      'option.maintenance': numberOf(inputs, 'mmFactor'),
      'option.liquidationFee': numberOf(inputs, 'liquidationFeeRate', 'liquidationFee', 'liqFeeRate'),
    }),
  )
  const held = Math.abs(numberOf(inputs, 'size', 'qty', 'quantity') ?? 1)
  const sign = textOf(inputs, 'side')?.toLowerCase() === 'long' ? 1 : -1
  const entry = numberOf(inputs, 'avgEntry', 'entry', 'entryPrice', 'avgEntryPrice')
  const balance = numberOf(inputs, 'balance', 'marginBalance', 'equity', 'accountBalance')
  const book = bookIn({
    ...(balance === undefined ? {} : { balances: { USDC: balance } }),
    positions: [{ instrument: 'OPTION', quantity: sign * held, ...(entry === undefined ? {} : { entry }) }],
  })
  const { initial, maintenance } = margin(book, optionMarket(inputs, mark), spec)
  const rate = balance === undefined ? undefined : maintenance / balance
  expectAll(oracle, {
    MM: maintenance,
    IM: initial,
    maintenanceMargin: maintenance,
    initialMargin: initial,
    accountMMR: rate,
    MMR: rate,
    mmRate: rate,
    accountIMR: balance === undefined ? undefined : initial / balance,
  })
}

/** A resting purchase of options: what it keeps in reserve. */
const orderCost: Handler = (oracle) => {
  const { inputs } = oracle
  const price = numberOf(inputs, 'orderPrice', 'price')!
  const spec = withParameters(
    bybitUta,
    given({
      'option.takerFee': numberOf(inputs, 'takerRate', 'takerFeeRate', 'feeRate'),
      'option.feeCap': numberOf(inputs, 'feeCap', 'maxFeeRate'),
    }),
  )
  const book = bookIn({ orders: [{ instrument: 'OPTION', quantity: numberOf(inputs, 'size', 'qty')!, price }] })
  const { initial, tree } = margin(book, optionMarket(inputs, price), spec)
  expectAll(oracle, {
    premium: valueNamed(tree.initial, 'order premium'),
    fee: valueNamed(tree.initial, 'order fee'),
    cost: initial,
    orderCost: initial,
  })
}

/** Brackets as `[upTo, rate]` pairs or as records. */
function bracketsIn(inputs: Fields): readonly { readonly upTo: number; readonly rate: number }[] {
  const listed = (inputs.brackets ?? inputs.tiers ?? inputs.bands ?? inputs.limits) as readonly unknown[] | undefined
  const rates = (inputs.rates ?? inputs.mmrRates ?? inputs.mmr) as readonly number[] | undefined
  if (listed === undefined) return []
  return listed.map((band, row) => {
    if (typeof band === 'number') return { upTo: band, rate: rates![row]! }
    if (Array.isArray(band)) {
      const [first, second, third] = band as readonly number[]
      return third === undefined ? { upTo: first!, rate: second! } : { upTo: second!, rate: third }
    }
    const fields = band as Fields
    return {
      upTo: numberOf(fields, 'upTo', 'to', 'max', 'limit', 'upper', 'cap') ?? Number.MAX_SAFE_INTEGER,
      rate: numberOf(fields, 'rate', 'mmr', 'mmRate', 'maintenanceRate')!,
    }
  })
}

const bracketsMost = 5

/** A position’s maintenance margin by brackets, and what its initial margin leaves for losses. */
const tieredMargin: Handler = (oracle) => {
  const { inputs } = oracle
  const brackets = bracketsIn(inputs)
  expect(brackets.length, 'brackets that the rule book can take').toBeLessThanOrEqual(bracketsMost)
  expect(brackets.length).toBeGreaterThan(0)
  const values: Record<string, number> = {}
  for (let row = 0; row < bracketsMost; row++) {
    const bracket = brackets[Math.min(row, brackets.length - 1)]!
    values[`tier.rate.${row + 1}.others`] = bracket.rate
    // Brackets that the case does not have lie beyond anything.
    if (row < bracketsMost - 1)
      values[`tier.limit.${row + 1}.others`] = row < brackets.length - 1 ? bracket.upTo : 1e15 * (row + 1)
  }
  const leverage = numberOf(inputs, 'leverage', 'lever')
  const worth = numberOf(inputs, 'positionValue', 'value', 'notional', 'position', 'size')!
  const market = derivativesMarket({
    index: { COIN: 100 },
    assets: { USDT: 1 },
    instruments: [
      {
        kind: 'perpetual',
        id: 'PERP',
        underlying: 'COIN',
        contractSize: 1,
        settlement: { kind: 'linear', currency: 'USDT' },
      },
    ],
    marks: { PERP: 100 },
  })
  const book = bookIn({
    positions: [{ instrument: 'PERP', quantity: worth / 100 }],
    ...(leverage === undefined ? {} : { facts: { leverage } }),
  })
  const { initial, maintenance } = margin(book, market, withParameters(bybitUta, values))
  expectAll(oracle, {
    MM: maintenance,
    IM: initial,
    maintenanceMargin: maintenance,
    initialMargin: initial,
    lossTolerance: initial - maintenance,
    tolerance: initial - maintenance,
    effectiveRate: maintenance / worth,
  })
}

function named(handler: Handler, models: readonly string[], kinds: readonly string[]): [string, Handler][] {
  return models.flatMap((model) => kinds.map((kind): [string, Handler] => [`bybit|${model}|${kind}`, handler]))
}

const options = ['UTA cross options', 'UTA options', 'UTA', 'UTA cross', 'Cross margin options']
const perps = [
  'USDT perpetual',
  'USDT perpetuals',
  'linear perpetual',
  'linear futures',
  'futures',
  'perpetuals',
  'UTA perpetual',
  'UTA linear futures',
  'UTA derivatives',
  'tiered maintenance margin',

  'UTA',
  'UTA cross',
  'UTA perpetuals',
  'UTA perps',
  'UTA futures',
  'UTA cross perps',
  'Tiered MMR',
  'tiered MMR',
  'UTA tiered MMR',
  'tiered margin',
  'risk limit',
  'UTA linear',
]

export const handlers: Readonly<Record<string, Handler>> = Object.fromEntries([
  ...named(optionMargin, options, ['option-margin', 'options-margin', 'short-option-margin']),
  ...named(orderCost, options, ['fees', 'order-cost', 'buy-cost']),
  ...named(tieredMargin, perps, [
    'tiered-mmr',
    'tiered-margin',
    'tiers',
    'tiered-maintenance',
    'position-margin',
    'maintenance-margin',
    'risk-limit',
    'tier',
    'tiered',
  ]),
])

const notMargin =
  'The trigger of auto-deleveraging compares the insurance pool with its past; it is no requirement of an account, and no rule book of margin says it.'

export const unreproducible: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['ADL', 'UTA', 'insurance pool', 'UTA ADL', 'liquidation'].flatMap((model) =>
      ['adl', 'adl-trigger', 'trigger', 'insurance-fund', 'liquidation-trigger'].map((kind) => [
        `bybit|${model}|${kind}`,
        notMargin,
      ]),
    ),
  ),
  'bybit|UTA PM (33 scenarios)|portfolio-margin':
    'bybit-pm-bear-put-spread: the example gives neither its instant nor volatilities, and the venue’s tables of price and volatility moves are an image. What it must not exceed, the spread’s own value, is tested with the rule book.',
}
