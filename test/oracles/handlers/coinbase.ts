import { margin } from '../../../packages/plimsoll/src/account/margin.js'
import {
  closeOutMargin,
  coinbaseInternational,
} from '../../../packages/plimsoll/src/specs/coinbase/coinbaseInternational.js'
import { withParameters } from '../../../packages/plimsoll/src/specs/withParameters.js'
import { looseFields } from '../looseFields.js'
import type { Handler } from '../oracleCase.js'
import { bookIn, expectNear, marketIn } from '../venueBook.js'

/** Rates and amounts of one position, and what its collateral counts for. */
const requirement: Handler = (oracle) => {
  const given = looseFields(oracle.inputs)
  const weight = given.number(/weight|collateral.*(rate|factor|pct)/iu)
  const haircut = given.number(/haircut/iu)
  const held = given.number(/collateral|balance|asset/iu)
  const base = given.number(/base/iu)
  const concentration = given.number(/concentration$/iu, /^adv|share|ratio/iu)
  const rate = given.number(/rate|coefficient|slope/iu)
  const initialGiven = given.number(/^(im|initial)/iu)
  const price = given.number(/price|mark|index/iu) ?? 1
  const quantity = given.number(/qty|quantity|size|position|contracts|notional|amount/iu) ?? 1
  given.text(/./u)
  given.expectAllRead('inputs')
  const spec = withParameters(coinbaseInternational, {
    'base.others': base ?? initialGiven ?? 0,
    'concentration.rate': rate ?? 0,
    'concentration.otherwise': concentration ?? 0,
    'unlisted.rate': 0,
    ...(haircut === undefined && weight === undefined ? {} : { 'weight.others': weight ?? 1 - haircut! }),
  })
  const market = marketIn({ assets: { USDC: 1, COIN: 1 }, perpetuals: { X: price } })
  const book = bookIn({
    balances: held === undefined ? { USDC: 1e6 } : { COIN: held },
    positions: held === undefined || base !== undefined ? [{ instrument: 'X-PERP', quantity, entry: price }] : [],
  })
  const result = margin(book, market, spec)
  const closeOut = margin(book, market, { ...spec, maintenance: closeOutMargin }).maintenance
  const notional = Math.abs(quantity) * price
  const wanted = looseFields(oracle.expected)
  const check = (value: number, what: string, ...patterns: readonly RegExp[]): void => {
    const rateWanted = wanted.number(
      ...patterns.map((pattern) => new RegExp(`(${pattern.source}).*(rate|fraction|pct|ratio)`, 'iu')),
    )
    if (rateWanted !== undefined) expectNear(value / notional, rateWanted, oracle, `${what}, of notional`)
    const amount = wanted.number(...patterns)
    if (amount !== undefined) expectNear(value, amount, oracle, what)
  }
  check(closeOut, 'close-out margin', /close/iu)
  check(result.initial, 'initial margin', /^(im|initial)/iu)
  check(result.maintenance, 'maintenance margin', /^(mm|maint)/iu)
  const counted = wanted.number(/collateral|equity|value/iu)
  if (counted !== undefined) expectNear(result.equity, counted, oracle, 'collateral')
  wanted.expectAllRead('expected')
}

export const handlers: Readonly<Record<string, Handler>> = {
  'coinbase|*|*': requirement,
  'coinbase-international|*|*': requirement,
  'coinbase international|*|*': requirement,
}
