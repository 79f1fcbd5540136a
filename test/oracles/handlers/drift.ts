import { expect } from 'vitest'
import { margin } from '../../../packages/plimsoll/src/account/margin.js'
import type { MarginResult } from '../../../packages/plimsoll/src/account/result.js'
import { driftSpec } from '../../../packages/plimsoll/src/specs/drift/driftV2.js'
import type {
  DriftMarkets,
  DriftPerpetual,
  DriftSpotMarket,
} from '../../../packages/plimsoll/src/specs/drift/markets.js'
import type { Handler, OracleCase } from '../oracleCase.js'
import { bookIn, expectNear, expectOnly, marketIn, valueNamed } from '../venueBook.js'

type Numbers = Readonly<Record<string, number>>

const plainSpot: DriftSpotMarket = {
  assetInitial: 1,
  assetMaintenance: 1,
  liabilityInitial: 1,
  liabilityMaintenance: 1,
  imf: 0,
  scaleStart: 0,
}
const plainPerpetual: DriftPerpetual = {
  initial: 0,
  maintenance: 0,
  imf: 0,
  profitInitial: 1,
  profitMaintenance: 1,
  profitImf: 0,
}

/** Names by which a case gives a market’s figures, and ours. */
const spotFields: Readonly<Record<string, keyof DriftSpotMarket>> = {
  assetInitial: 'assetInitial',
  assetMaint: 'assetMaintenance',
  liabInitial: 'liabilityInitial',
  liabMaint: 'liabilityMaintenance',
  imf: 'imf',
  imfFactor: 'imf',
  scaleStartQuote: 'scaleStart',
}
const perpetualFields: Readonly<Record<string, keyof DriftPerpetual>> = {
  marginRatioInitial: 'initial',
  marginRatioMaintenance: 'maintenance',
  imf: 'imf',
  imfFactor: 'imf',
  unrealizedPnlInitialWeight: 'profitInitial',
  unrealizedPnlMaintenanceWeight: 'profitMaintenance',
  unrealizedPnlImf: 'profitImf',
}

function renamed<Figures extends object>(
  given: Numbers,
  names: Readonly<Record<string, keyof Figures & string>>,
  plain: Figures,
  where: string,
): Figures {
  const figures: Record<string, unknown> = Object.fromEntries(Object.entries(plain))
  expectOnly(given, Object.keys(names), where)
  for (const [name, value] of Object.entries(given)) figures[names[name]!] = value
  return figures as Figures
}

interface SpotOrder {
  readonly token: string
  readonly side: 'bid' | 'ask'
  readonly size: number
  readonly price?: number
}

interface PerpPosition {
  readonly base: number
  readonly price: number
  readonly entry?: number
  /** Negative of what was paid for the position. */
  readonly quote?: number
  readonly bids?: number
  readonly openBids?: number
  readonly asks?: number
  readonly openAsks?: number
  readonly positionCustomMarginRatio?: number
}

/** Collateral and requirement of a whole account under either margin. */
const crossMargin: Handler = (oracle) => {
  const { inputs, expected } = oracle
  expectOnly(
    inputs,
    [
      'marketParams',
      'type',
      'strict',
      'balances',
      'prices',
      'twap5m',
      'perp',
      'spotOrders',
      'userCustomMarginRatio',
      'deposits',
    ],
    'inputs',
  )
  expectOnly(expected, ['marginRequirement', 'totalCollateral'], 'expected')
  expect(['Initial', 'Fill', 'Maintenance']).toContain(inputs.type)
  const { openOrderCharge, ...params } = inputs.marketParams as Readonly<Record<string, Numbers>> & {
    readonly openOrderCharge?: number
  }
  const markets = marketsOf(params)
  const strict = inputs.strict === true
  const opening = inputs.type === 'Fill' ? 'fill' : 'initial'
  const spec = driftSpec(markets, { opening, strict: { initial: strict, maintenance: strict } })
  if (openOrderCharge !== undefined) expect(spec.parameters?.['order.charge']?.value).toBe(openOrderCharge)

  const prices: Numbers = { USDC: 1, ...(inputs.prices as Numbers) }
  const perp = inputs.perp as PerpPosition | undefined
  const orders = (inputs.spotOrders ?? []) as readonly SpotOrder[]
  for (const order of orders) expectOnly({ ...order }, ['token', 'side', 'size', 'price'], 'spotOrders')
  const perpetual = Object.keys(markets.perpetuals)[0] ?? 'perp'
  const facts = assetFacts({
    twap5m: inputs.twap5m as Numbers | undefined,
    deposits: inputs.deposits as Numbers | undefined,
  })
  const market = marketIn({
    assets: prices,
    perpetuals: perp === undefined ? {} : { [perpetual]: perp.price },
    spot: [...new Set(orders.map(({ token }) => token))].map((token) => [token, 'USDC'] as const),
    facts: { assets: facts },
  })
  const book = bookIn({
    balances: inputs.balances as Numbers,
    positions: perp === undefined ? [] : [positionOf(perp, `${perpetual}-PERP`)],
    orders: [
      ...orders.map(({ token, side, size, price }) => ({
        instrument: `${token}-USDC`,
        quantity: side === 'bid' ? size : -size,
        price: price ?? prices[token]!,
      })),
      ...(perp === undefined
        ? []
        : [
            { instrument: `${perpetual}-PERP`, quantity: perp.bids ?? perp.openBids ?? 0, price: perp.price },
            {
              instrument: `${perpetual}-PERP`,
              quantity: -Math.abs(perp.asks ?? perp.openAsks ?? 0),
              price: perp.price,
            },
          ]),
    ],
    facts: {
      ...(inputs.userCustomMarginRatio === undefined
        ? {}
        : { customMarginRatio: inputs.userCustomMarginRatio as number }),
      ...(perp?.positionCustomMarginRatio === undefined
        ? {}
        : { [`customMarginRatio.${perpetual}`]: perp.positionCustomMarginRatio }),
    },
  })
  const result = margin(book, market, spec)
  const maintenance = inputs.type === 'Maintenance'
  if ('marginRequirement' in expected) {
    expectNear(
      maintenance ? result.maintenance : result.initial,
      expected.marginRequirement,
      oracle,
      'margin requirement',
    )
  }
  if ('totalCollateral' in expected) {
    expectNear(maintenance ? result.equity : result.initialEquity, expected.totalCollateral, oracle, 'total collateral')
  }
}

function marketsOf(params: Readonly<Record<string, Numbers>>): DriftMarkets {
  const spot: Record<string, DriftSpotMarket> = {}
  const perpetuals: Record<string, DriftPerpetual> = {}
  for (const [name, figures] of Object.entries(params)) {
    const where = `marketParams.${name}`
    if (name.startsWith('perp')) perpetuals[name] = renamed(figures, perpetualFields, plainPerpetual, where)
    else spot[name] = renamed(figures, spotFields, plainSpot, where)
  }
  return { spot, perpetuals }
}

function assetFacts(named: Readonly<Record<string, Numbers | undefined>>): Record<string, Record<string, number>> {
  const facts: Record<string, Record<string, number>> = {}
  for (const [name, values] of Object.entries(named)) {
    for (const [asset, value] of Object.entries(values ?? {})) facts[asset] = { ...facts[asset], [name]: value }
  }
  return facts
}

function positionOf(perp: PerpPosition, instrument: string): { instrument: string; quantity: number; entry: number } {
  expectOnly(
    { ...perp },
    ['base', 'price', 'entry', 'quote', 'bids', 'openBids', 'asks', 'openAsks', 'positionCustomMarginRatio'],
    'perp',
  )
  // Without a base position a book has no place for a quote position.
  if (perp.base === 0) expect(perp.quote ?? 0, 'quote position without a base').toBe(0)
  const entry = perp.quote === undefined ? (perp.entry ?? perp.price) : -perp.quote / perp.base
  return { instrument, quantity: perp.base, entry }
}

/** The weight of an amount of a coin, of a coin of which the venue holds much, or of a profit. */
const collateralWeight: Handler = (oracle) => {
  const { inputs, expected } = oracle
  expectOnly(expected, ['weight'], 'expected')
  const figure = inputs as Numbers
  if ('unrealizedPnl' in inputs) {
    expectOnly(inputs, ['unrealizedPnl', 'imf', 'baseWeight'], 'inputs')
    const perpetual = { ...plainPerpetual, profitInitial: figure.baseWeight!, profitImf: figure.imf! }
    const market = marketIn({ assets: { USDC: 1 }, perpetuals: { X: 1 } })
    // One coin that was had for the profit less.
    const positions = [{ instrument: 'X-PERP', quantity: 1, entry: 1 - figure.unrealizedPnl! }]
    const result = margin(bookIn({ positions }), market, driftSpec({ spot: {}, perpetuals: { X: perpetual } }))
    return expectWeight(result, 'profit weight', oracle)
  }
  if ('scaleStartQuote' in inputs) {
    expectOnly(inputs, ['initialWeight', 'scaleStartQuote', 'totalDepositsTokens', 'price'], 'inputs')
    const coin = { ...plainSpot, assetInitial: figure.initialWeight!, scaleStart: figure.scaleStartQuote! }
    const market = marketIn({
      assets: { X: figure.price!, USDC: 1 },
      facts: { assets: { X: { deposits: figure.totalDepositsTokens! } } },
    })
    return expectWeight(
      margin(bookIn({ balances: { X: 1 } }), market, driftSpec({ spot: { X: coin }, perpetuals: {} })),
      'asset weight',
      oracle,
    )
  }
  expectOnly(inputs, ['kind', 'tokens', 'imf', 'baseWeight'], 'inputs')
  expect(['asset', 'liability']).toContain(inputs.kind)
  const weight = figure.baseWeight!
  const imf = figure.imf!
  const held = inputs.kind === 'asset'
  const coin = held ? { ...plainSpot, assetInitial: weight, imf } : { ...plainSpot, liabilityInitial: weight, imf }
  const book = bookIn({ balances: { X: held ? figure.tokens! : -figure.tokens! } })
  const result = margin(book, marketIn({ assets: { X: 1, USDC: 1 } }), driftSpec({ spot: { X: coin }, perpetuals: {} }))
  expectWeight(result, held ? 'asset weight' : 'liability weight', oracle)
}

function expectWeight({ tree }: MarginResult, label: string, oracle: OracleCase): void {
  expectNear(valueNamed(tree.haircuts!.initial, label), oracle.expected.weight, oracle, label)
}

export const handlers: Readonly<Record<string, Handler>> = {
  'drift|v2|cross-margin': crossMargin,
  'drift|v2|collateral-weight': collateralWeight,
}

const clearing = 'belongs to the sharing of losses, no part of a liquidation'

export const unreproducible: Readonly<Record<string, string>> = {
  'drift|v2|insurance-fund': clearing,
  'drift|v2|adl': clearing,
}
