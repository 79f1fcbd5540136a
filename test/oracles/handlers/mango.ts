import { expect } from 'vitest'
import { margin } from '../../../packages/plimsoll/src/account/margin.js'
import { mangoSpec } from '../../../packages/plimsoll/src/specs/mango/mangoV4.js'
import type { MangoBank } from '../../../packages/plimsoll/src/specs/mango/markets.js'
import type { Handler } from '../oracleCase.js'
import { bookIn, expectNear, expectOnly, marketIn } from '../venueBook.js'

interface Inputs {
  readonly tokens: Readonly<
    Record<string, { readonly price: number; readonly initAsset: number; readonly initLiab: number }>
  >
  readonly perp: {
    readonly settleToken: number
    readonly basePrice: number
    readonly baseLotSize: number
    readonly initBaseAsset: number
    readonly initBaseLiab: number
    readonly initOverallAsset: number
  }
  readonly balances: Readonly<Record<string, number>>
  /** In the orders’ own accounts and not reserved: balances like any other. */
  readonly freeOpenOrderFunds: Readonly<Record<string, number>>
  readonly spotOrders: readonly {
    readonly base: number
    readonly quote: number
    readonly reservedBase: number
    readonly reservedQuote: number
    readonly lowestAsk: number
    /** Base for one quote. */
    readonly highestBidInv: number
  }[]
  readonly perpPosition: {
    readonly baseLots: number
    readonly quote: number
    readonly bidsLots: number
    readonly asksLots: number
  }
  readonly bankScaling: Readonly<Record<string, Readonly<Record<string, number>>>>
}

/** So little of a perpetual that it has no margin of its own. */
const speck = 1e-12

const health: Handler = (oracle) => {
  const inputs = oracle.inputs as unknown as Inputs
  const { tokens, perp, balances, freeOpenOrderFunds, spotOrders, perpPosition, bankScaling } = inputs
  expectOnly(
    oracle.inputs,
    ['tokens', 'perp', 'balances', 'freeOpenOrderFunds', 'spotOrders', 'perpPosition', 'bankScaling'],
    'inputs',
  )
  expectOnly(oracle.expected, ['initHealth'], 'expected')
  // A fund of a token that the case does not describe would be lost.
  expectOnly(balances, Object.keys(tokens), 'balances')
  expectOnly(freeOpenOrderFunds, Object.keys(tokens), 'freeOpenOrderFunds')
  expectOnly(bankScaling, Object.keys(tokens), 'bankScaling')
  const name = (token: string | number): string => `token ${token}`
  const settle = name(perp.settleToken)

  const banks: Record<string, MangoBank> = {}
  const facts: Record<string, Record<string, number>> = {}
  const amounts: Record<string, number> = {}
  for (const [token, figures] of Object.entries(tokens)) {
    expectOnly(figures, ['price', 'initAsset', 'initLiab'], `tokens.${token}`)
    const scaling = bankScaling[token] ?? {}
    expectOnly(scaling, ['deposits', 'depStart', 'borrows', 'borStart', 'potential'], `bankScaling.${token}`)
    banks[name(token)] = {
      initialAsset: figures.initAsset,
      initialLiability: figures.initLiab,
      maintenanceAsset: figures.initAsset,
      maintenanceLiability: figures.initLiab,
      depositScaleStart: scaling.depStart ?? 0,
      borrowScaleStart: scaling.borStart ?? 0,
    }
    facts[name(token)] = {
      deposits: scaling.deposits ?? 0,
      borrows: scaling.borrows ?? 0,
      potentialDeposits: scaling.potential ?? 0,
    }
    amounts[name(token)] = (balances[token] ?? 0) + (freeOpenOrderFunds[token] ?? 0)
  }

  const orders: { instrument: string; quantity: number; price: number }[] = []
  for (const order of spotOrders) {
    expectOnly(
      { ...order },
      ['base', 'quote', 'reservedBase', 'reservedQuote', 'lowestAsk', 'highestBidInv'],
      'spotOrders',
    )
    const { base, quote, reservedBase, reservedQuote, lowestAsk, highestBidInv } = order
    // A book's balances hold what orders have reserved; the venue keeps it apart.
    amounts[name(base)] = amounts[name(base)]! + reservedBase
    amounts[name(quote)] = amounts[name(quote)]! + reservedQuote
    const oracleRate = tokens[base]!.price / tokens[quote]!.price
    const ask = lowestAsk === 0 ? oracleRate : lowestAsk
    const bid = highestBidInv === 0 ? oracleRate : 1 / highestBidInv
    const instrument = `${name(base)}-${name(quote)}`
    orders.push(
      { instrument, quantity: -reservedBase, price: ask },
      { instrument, quantity: reservedQuote / bid, price: bid },
    )
  }

  expectOnly(
    { ...perp },
    ['settleToken', 'basePrice', 'baseLotSize', 'initBaseAsset', 'initBaseLiab', 'initOverallAsset'],
    'perp',
  )
  expectOnly({ ...perpPosition }, ['baseLots', 'quote', 'bidsLots', 'asksLots'], 'perpPosition')
  const { baseLots, quote, bidsLots, asksLots } = perpPosition
  // A book knows no quote position without a base position: a speck of one carries it.
  const quantity = baseLots === 0 && quote !== 0 ? speck : baseLots * perp.baseLotSize
  const spec = mangoSpec({
    banks,
    perpetuals: {
      X: {
        initialBaseAsset: perp.initBaseAsset,
        initialBaseLiability: perp.initBaseLiab,
        maintenanceBaseAsset: perp.initBaseAsset,
        maintenanceBaseLiability: perp.initBaseLiab,
        initialOverall: perp.initOverallAsset,
        maintenanceOverall: perp.initOverallAsset,
      },
    },
  })
  const market = marketIn({
    assets: Object.fromEntries(Object.entries(tokens).map(([token, { price }]) => [name(token), price])),
    perpetuals: { X: perp.basePrice },
    settle,
    spot: spotOrders.map(({ base, quote: paid }) => [name(base), name(paid)] as const),
    facts: { assets: facts },
  })
  const book = bookIn({
    balances: amounts,
    positions: [{ instrument: 'X-PERP', quantity, ...(quantity === 0 ? {} : { entry: -quote / quantity }) }],
    orders: [
      ...orders,
      { instrument: 'X-PERP', quantity: bidsLots * perp.baseLotSize, price: perp.basePrice },
      { instrument: 'X-PERP', quantity: -asksLots * perp.baseLotSize, price: perp.basePrice },
    ],
  })
  const result = margin(book, market, spec)
  expectNear(result.excess, oracle.expected.initHealth, oracle, 'initial health')
  expect(result.initialEquity).toBeGreaterThanOrEqual(0)
}

export const handlers: Readonly<Record<string, Handler>> = {
  'mango|v4-health-init|cross-margin-health': health,
}
