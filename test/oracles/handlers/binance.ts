import { expect } from 'vitest'
import { margin } from '../../../packages/plimsoll/src/account/margin.js'
import { type MarginResult, parseBook, parseMarket } from '../../../packages/plimsoll/src/index.js'
import { binanceUm, binanceUmSpec } from '../../../packages/plimsoll/src/specs/binance/binanceUm.js'
import { withParameters } from '../../../packages/plimsoll/src/specs/withParameters.js'
import { looseFields } from '../looseFields.js'
import type { Handler, OracleCase } from '../oracleCase.js'
import { decimal, expectNear, expectOnly, valueNamed } from '../venueBook.js'

const supplied = { 'maintenance.others': 0, 'maintenance.coinMargined': 0, 'option.seller': 0 }

interface Contract {
  readonly inverse: boolean
  readonly contractSize: number
  readonly mark: number
}

function marketOf({ inverse, contractSize, mark }: Contract) {
  const currency = inverse ? 'X' : 'USDT'
  return parseMarket({
    plimsoll: 'market/1',
    asOf: '2026-02-05T12:00:00Z',
    source: { kind: 'manual', name: 'published case' },
    currency: 'USD',
    assets: { USDT: { price: 1, decimals: 8 }, X: { price: mark, decimals: 8, underlying: 'X' } },
    underlyings: { X: { index: mark } },
    instruments: [
      {
        kind: 'perpetual',
        id: 'X-PERP',
        underlying: 'X',
        contractSize,
        settlement: { kind: inverse ? 'inverse' : 'linear', currency },
      },
    ],
    marks: { 'X-PERP': mark },
  })
}

/** Initial margin, open loss and cost of an order, in the asset that margins it. */
const orderCost: Handler = (oracle) => {
  const given = looseFields(oracle.inputs)
  const inverse = /coin/iu.test(oracle.model)
  const contractSize = given.number(/contractsize|multiplier/iu) ?? 1
  const quantity = given.required('a size', /^(contracts|qty|quantity|size|amount|number)/iu)
  const mark = given.number(/mark/iu)
  const price = given.required('a price', /^(order)?price$/iu, /price/iu)
  const leverage = given.number(/leverage/iu)
  const rate = given.number(/rate|margin/iu)
  const side = given.text(/side|direction/iu) ?? 'buy'
  given.expectAllRead('inputs')
  const at = mark ?? price
  const book = parseBook({
    plimsoll: 'book/1',
    id: 'case',
    balances: [{ asset: inverse ? 'X' : 'USDT', amount: '1000000' }],
    positions: [],
    orders: [
      {
        id: 'order',
        instrument: 'X-PERP',
        side: /sell|short/iu.test(side) ? 'sell' : 'buy',
        quantity: decimal(Math.abs(quantity)),
        price: decimal(price),
      },
    ],
  })
  const spec = withParameters(binanceUm, {
    ...supplied,
    ...(leverage === undefined ? (rate === undefined ? {} : { leverage: 1 / rate }) : { leverage }),
  })
  const { tree } = margin(book, marketOf({ inverse, contractSize, mark: at }), spec)
  const perUnit = inverse ? at : 1
  const initial = valueNamed(tree.initial, 'futures') / perUnit
  const openLoss = valueNamed(tree.initial, 'open loss of orders') / perUnit
  const wanted = looseFields(oracle.expected)
  const loss = wanted.number(/loss/iu)
  if (loss !== undefined) expectNear(Math.abs(openLoss), Math.abs(loss), oracle, 'open loss')
  const cost = wanted.number(/cost|total/iu)
  if (cost !== undefined) expectNear(initial + openLoss, cost, oracle, 'cost')
  const margined = wanted.number(/^(initial|im|margin)/iu)
  if (margined !== undefined) expectNear(initial, margined, oracle, 'initial margin')
  wanted.expectAllRead('expected')
}

/** The cumulative amount of each bracket: what rate × notional is above the maintenance margin inside it. */
const tiers: Handler = (oracle) => {
  expectOnly(oracle.inputs, ['brackets'], 'inputs')
  expectOnly(oracle.expected, ['cum'], 'expected')
  const brackets = (oracle.inputs.brackets as readonly (readonly [number, number])[]).map(
    ([notionalMost, maintenanceRate]) => ({
      notionalMost,
      maintenanceRate,
    }),
  )
  const expected = oracle.expected.cum as readonly number[]
  expect(expected).toHaveLength(brackets.length)
  const spec = withParameters(binanceUmSpec({ X: brackets }), supplied)
  const market = marketOf({ inverse: false, contractSize: 1, mark: 1 })
  for (const [row, { notionalMost, maintenanceRate }] of brackets.entries()) {
    const from = brackets[row - 1]?.notionalMost ?? 0
    for (const notional of [(from + notionalMost) / 2, notionalMost]) {
      const book = parseBook({
        plimsoll: 'book/1',
        id: 'case',
        balances: [{ asset: 'USDT', amount: '1' }],
        positions: [{ instrument: 'X-PERP', quantity: decimal(row % 2 === 0 ? notional : -notional), entryPrice: '1' }],
      })
      const { maintenance }: MarginResult = margin(book, market, spec)
      expectNear(
        notional * maintenanceRate - maintenance,
        expected[row],
        oracle,
        `cumulative amount of bracket ${row + 1}`,
      )
    }
  }
}

/** Cases of kinds that are not named here: an order’s cost, or brackets, by what they carry. */
const byContent = (oracle: OracleCase): void => {
  ;('brackets' in oracle.inputs ? tiers : orderCost)(oracle)
}

export const handlers: Readonly<Record<string, Handler>> = {
  'binance|COIN-M|order-cost': orderCost,
  'binance|USD-M|order-cost': orderCost,
  'binance|USD-M futures|order-cost': orderCost,
  'binance|USD-M futures|tiers': tiers,
  'binance|COIN-M|tiers': tiers,
  'binance|*|*': byContent,
}
