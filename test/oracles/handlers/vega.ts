import { margin } from '../../../packages/plimsoll/src/account/margin.js'
import { type MarginSpec, parseSpec } from '../../../packages/plimsoll/src/index.js'
import type { Amount } from '../../../packages/plimsoll/src/requirement/spec.js'
import {
  atLeast,
  each,
  fact,
  largest,
  measure,
  parameter,
  sum,
  times,
  where,
} from '../../../packages/plimsoll/src/specs/amounts.js'
import { looseFields } from '../looseFields.js'
import type { Handler } from '../oracleCase.js'
import { bookIn, expectNear, marketIn } from '../venueBook.js'

/** Figures of a case; a margin mode takes what it needs. */
interface Figures {
  readonly riskFactorLong: number
  readonly riskFactorShort: number
  readonly slippage: number
  readonly fundingFactor: number
  readonly isolatedFactor: number
}

/**
 * Vega’s margin calculator (vegaprotocol/specs 5fea1f3e, 0019-MCAL): slippage and risk factor on the position, an add-on for
 * the funding that is about to be paid; in isolated mode a factor of the position’s and of every order’s value; in an auction
 * an order at its own price or the mark, whichever is more.
 */
function vegaSpec(mode: 'cross' | 'isolated' | 'auction', figures: Figures): MarginSpec {
  const notional = (side: 'long' | 'short', orders?: 'filled'): Amount => measure('mark-notional', side, orders)
  const orders = (of: Amount): Amount => where({ orders: true }, of)
  const ordersAt = (side: 'long' | 'short'): Amount =>
    orders(largest('at its price or the mark', measure('entry-notional', side, 'filled'), notional(side, 'filled')))
  const maintenance = sum(
    'maintenance',
    times(parameter('slippage'), measure('mark-notional', 'gross')),
    times(
      parameter('riskFactorLong'),
      sum('longs', notional('long'), ...(mode === 'auction' ? [ordersAt('long')] : [])),
    ),
    times(
      parameter('riskFactorShort'),
      sum('shorts', notional('short'), ...(mode === 'auction' ? [ordersAt('short')] : [])),
    ),
    atLeast(
      0,
      times(times(parameter('fundingFactor'), fact('instrument', 'fundingPayment', 0)), measure('quantity', 'net')),
      'funding about to be paid',
    ),
  )
  const isolated = times(
    parameter('isolatedFactor'),
    sum('values', measure('mark-notional', 'gross'), orders(measure('entry-notional', 'gross', 'filled'))),
  )
  const amount: Amount = each('position', 'positions', mode === 'isolated' ? isolated : maintenance)
  return parseSpec({
    plimsoll: 'spec/1',
    id: 'vega-case',
    version: '1',
    asOf: '2026-11-21',
    title: 'Vega margin calculator',
    description: 'One case of the specification.',
    sources: ['vegaprotocol/specs 5fea1f3e: protocol/0019-MCAL-margin_calculator.md'],
    generation: mode === 'isolated' ? 'isolated' : 'cross',
    currency: 'USD',
    decimals: 5,
    parameters: Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, { value, status: 'read' }])),
    scenarios: {},
    collateral: { mode: 'haircut', haircuts: {}, residualHaircuts: {} },
    initial: amount,
    maintenance: amount,
  })
}

const position: Handler = (oracle) => {
  const given = looseFields(oracle.inputs)
  const riskFactorLong = given.number(/riskfactor.*long/iu, /^rf.*long/iu)
  const riskFactorShort = given.number(/riskfactor.*short/iu, /^rf.*short/iu)
  const riskFactor = given.number(/riskfactor/iu, /^rf$/iu) ?? riskFactorLong ?? riskFactorShort ?? 0
  const slippage = given.number(/slippage/iu) ?? 0
  const fundingFactor = given.number(/funding.*factor/iu, /factor.*funding/iu, /funding.*(scal|rate)/iu)
  const funding = given.number(/funding/iu)
  const base = given.number(/^(base|static|before|without|maintenance|margin)(?!.*factor)/iu)
  const factor = given.number(/^(margin)?factor$/iu, /factor/iu)
  const orderPrice = given.number(/order.*price/iu)
  const mark = given.number(/mark|indicative/iu)
  const price = given.number(/price|entry|value/iu) ?? mark
  const side = given.text(/side|direction/iu)
  const size = given.number(/size|qty|quantity|position|volume|contracts|open|short|long/iu) ?? 1
  given.expectAllRead('inputs')
  // A funding add-on on a maintenance margin that is given: as one unit whose risk factor makes it so.
  const isAddOn = funding !== undefined && base !== undefined
  const figures: Figures = {
    riskFactorLong: isAddOn ? 1 : (riskFactorLong ?? riskFactor),
    riskFactorShort: isAddOn ? 1 : (riskFactorShort ?? riskFactor),
    slippage,
    fundingFactor: fundingFactor ?? (funding === undefined ? 0 : (factor ?? 1)),
    isolatedFactor: factor ?? 0,
  }
  const mode =
    orderPrice !== undefined && factor === undefined
      ? 'auction'
      : factor !== undefined && funding === undefined
        ? 'isolated'
        : 'cross'
  const isShort =
    size < 0 || /short|sell/iu.test(side ?? '') || (riskFactorShort !== undefined && riskFactorLong === undefined)
  const signed = isAddOn ? 1 : (isShort ? -1 : 1) * Math.abs(size)
  const index = isAddOn ? base : (mark ?? price ?? orderPrice)!
  const market = marketIn({
    assets: { USDC: 1 },
    perpetuals: { X: index },
    // What one long unit is about to pay; the case says what this position pays.
    facts: { instruments: { 'X-PERP': { fundingPayment: (funding ?? 0) / signed } } },
  })
  const book = bookIn({
    balances: { USDC: 1e7 },
    ...(orderPrice === undefined
      ? { positions: [{ instrument: 'X-PERP', quantity: signed, entry: index }] }
      : { orders: [{ instrument: 'X-PERP', quantity: signed, price: orderPrice }] }),
  })
  const { maintenance } = margin(book, market, vegaSpec(mode, figures))
  const wanted = looseFields(oracle.expected)
  expectNear(maintenance, wanted.required('a margin', /margin|maintenance|collateral|amount|value/iu), oracle, 'margin')
  wanted.expectAllRead('expected')
}

export const handlers: Readonly<Record<string, Handler>> = {
  'vega|margin calculator|position-margin': position,
  'vega|*|*': position,
}
