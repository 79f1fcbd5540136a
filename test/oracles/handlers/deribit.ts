import { expect } from 'vitest'
import { margin } from '../../../packages/plimsoll/src/account/margin.js'
import type { MarginSpec } from '../../../packages/plimsoll/src/requirement/spec.js'
import { scenarioSetOf } from '../../../packages/plimsoll/src/scenario/scenarioSet.js'
import { deribitSm } from '../../../packages/plimsoll/src/specs/deribit/deribitSm.js'
import { withParameters } from '../../../packages/plimsoll/src/specs/withParameters.js'
import { riskArrays } from '../../../packages/plimsoll/src/valuation/riskArrays.js'
import { createValuation } from '../../../packages/plimsoll/src/valuation/valuation.js'
import { checkResponse, type Simulated, simulate, specOf } from '../deribitResponse.js'
import { derivativesMarket, nameParts, numberOf, plain, textOf } from '../derivatives.js'
import { expectAll } from '../expectAll.js'
import type { Handler } from '../oracleCase.js'
import { bookIn, expectNear, valueNamed } from '../venueBook.js'

type Fields = Readonly<Record<string, unknown>>

const expiry = '2026-02-27T08:00:00Z'

/** Standard margin of one future: linear where the case gives a price, otherwise inverse and in coin. */
const positionMargin: Handler = (oracle) => {
  const { inputs } = oracle
  if (numberOf(inputs, 'strike', 'K') !== undefined) {
    optionMargin(oracle)
    return
  }
  const coin = textOf(inputs, 'coin', 'underlying', 'currency') ?? 'BTC'
  const own = ['BTC', 'ETH', 'SOL'].includes(coin) ? coin : 'others'
  const price = numberOf(inputs, 'price', 'index', 'indexPrice')
  const coins = numberOf(inputs, 'size', 'qty', 'positionSize')!
  const initial = numberOf(inputs, 'baseRate', 'imRate', 'initialRate')!
  const spec = withParameters(deribitSm, {
    [`futures.initial.${own}`]: initial,
    [`futures.maintenance.${own}`]: initial,
    [`futures.slope.${own}`]: numberOf(inputs, 'slopePerCoin', 'slope') ?? 0,
  })
  const linear = price !== undefined
  const index = price ?? 50_000
  const market = derivativesMarket({
    index: { [coin]: index },
    assets: { USDC: 1 },
    instruments: [
      {
        kind: 'perpetual',
        id: 'PERPETUAL',
        underlying: coin,
        contractSize: 1,
        settlement: linear ? { kind: 'linear', currency: 'USDC' } : { kind: 'inverse', currency: coin },
      },
    ],
    marks: { PERPETUAL: index },
  })
  // A position of nothing has no rate; one too small to be seen has that of nothing.
  const quantity = (coins === 0 ? 1e-12 : coins) * (linear ? 1 : index)
  const result = margin(bookIn({ positions: [{ instrument: 'PERPETUAL', quantity }] }), market, spec)
  for (const [requirement, tree] of [
    [result.initial, result.tree.initial],
    [result.maintenance, result.tree.maintenance],
  ] as const) {
    expectAll(oracle, {
      rate: valueNamed(tree, 'rate'),
      marginCoin: requirement / index,
      marginQuote: requirement,
      marginUSDC: requirement,
      marginUsd: requirement,
    })
  }
}

/** Standard margin of one short option: in coin where its mark is, otherwise in the quote currency. */
const optionMargin: Handler = (oracle) => {
  const { inputs } = oracle
  const name = textOf(inputs, 'instrument', 'instId', 'symbol') ?? ''
  const said = textOf(inputs, 'right', 'type', 'optionType', 'kind', 'option')?.toLowerCase()
  const right =
    said === undefined
      ? (nameParts(name).right ?? 'call')
      : said.includes('p') && !said.includes('c')
        ? 'put'
        : said.startsWith('p')
          ? 'put'
          : 'call'
  const index = numberOf(inputs, 'index', 'underlying', 'underlyingPrice', 'indexPrice', 'spot', 'S', 'price')!
  const strike = numberOf(inputs, 'strike', 'K') ?? nameParts(name).strike!
  const mark = numberOf(inputs, 'mark', 'markPrice', 'price')!
  const size = Math.abs(numberOf(inputs, 'size', 'qty', 'quantity', 'contracts') ?? 1)
  const inCoin = mark < 2 && index > 50
  const market = derivativesMarket({
    index: { COIN: index },
    assets: { USDC: 1 },
    instruments: [
      {
        kind: 'option',
        id: 'OPTION',
        underlying: 'COIN',
        expiry,
        strike,
        right,
        contractSize: 1,
        settlement: inCoin ? { kind: 'inverse', currency: 'COIN' } : { kind: 'linear', currency: 'USDC' },
      },
    ],
    marks: { OPTION: mark },
  })
  const side = textOf(inputs, 'side')?.toLowerCase() === 'long' ? 1 : -1
  const factors = inputs.imFactors as readonly number[] | undefined
  const given = {
    'option.initial': factors?.[0] ?? numberOf(inputs, 'imFactor', 'initialRate'),
    'option.initialFloor': factors?.[1] ?? numberOf(inputs, 'imFloor', 'minFactor', 'initialFloor'),
    'option.maintenance': numberOf(inputs, 'mmFactor', 'maintenanceRate'),
  }
  const spec = withParameters(
    deribitSm,
    Object.fromEntries(Object.entries(given).filter((entry): entry is [string, number] => entry[1] !== undefined)),
  )
  const result = margin(bookIn({ positions: [{ instrument: 'OPTION', quantity: side * size }] }), market, spec)
  const unit = inCoin ? index : 1
  const initial = result.initial / unit
  const maintenance = result.maintenance / unit
  expectAll(oracle, {
    IM: initial,
    MM: maintenance,
    initialMargin: initial,
    maintenanceMargin: maintenance,
    imCoin: initial,
    mmCoin: maintenance,
    imPerUnit: initial / size,
    mmPerUnit: maintenance / size,
    imTotal: initial,
    mmTotal: maintenance,
  })
}

/** One inverse position in the cells of the matrix and of the extended table. */
const vectors: Handler = (oracle) => {
  const { inputs, expected } = oracle
  const coins = numberOf(inputs, 'delta', 'q', 'qty', 'position')!
  const index = numberOf(inputs, 'index', 'indexPrice') ?? 2000
  const moves = inputs.moves as readonly number[] | undefined
  const base = specOf('ETH', inputs)
  const { matrix } = base.scenarios
  if (matrix === undefined || (matrix.kind !== undefined && matrix.kind !== 'grid'))
    throw new Error('the matrix is a grid')
  const [pattern] = matrix.tails
  const spec: MarginSpec =
    moves === undefined
      ? base
      : {
          ...base,
          scenarios: { ...base.scenarios, matrix: { ...matrix, tails: moves.map((move) => ({ ...pattern!, move })) } },
        }
  const market = derivativesMarket({
    index: { ETH: index },
    instruments: [
      {
        kind: 'perpetual',
        id: 'PERPETUAL',
        underlying: 'ETH',
        contractSize: 1,
        settlement: { kind: 'inverse', currency: 'ETH' },
      },
    ],
    marks: { PERPETUAL: index },
  })
  const row = createValuation(market, spec).arrays('matrix').row(market.instruments.get('PERPETUAL')!)
  const cells = Array.from(row, (profit) => (coins * index * profit) / index)
  const standard = cells.slice(0, 27)
  const lists: Readonly<Record<string, readonly number[]>> = {
    extendedvector: cells.slice(27),
    extended: cells.slice(27),
    standardvector: standard,
    standard,
  }
  for (const [name, value] of Object.entries(expected)) {
    if (!Array.isArray(value)) {
      if (typeof value === 'number') expect(plain(name), `expected.${name} is computed`).toBe('worstcase')
      if (typeof value === 'number') expectNear(-Math.min(0, ...cells), value, oracle, name)
      continue
    }
    const computed = lists[plain(name)]
    expect(computed, `expected.${name} is computed`).toBeDefined()
    // A vector of nine prices stands for one in which each has three volatilities: a future knows none.
    const every = value.length === 9 ? computed!.filter((_, cell) => cell % 3 === 0) : computed!
    expect(every).toHaveLength(value.length)
    for (const [cell, figure] of value.entries()) expectNear(every[cell]!, figure, oracle, `${name}[${cell}]`)
  }
}

/** A simulation’s portfolio, however the case writes it. */
function simulatedIn(inputs: Fields): Simulated {
  const listed = (inputs.positions ?? inputs.position ?? inputs.portfolio) as Fields | readonly Fields[] | undefined
  const positions: Record<string, number> = {}
  const marks: Record<string, number> = { ...((inputs.marks ?? {}) as Record<string, number>) }
  if (Array.isArray(listed)) {
    for (const entry of listed as readonly Fields[]) {
      const id = textOf(entry, 'instrument', 'inst', 'name', 'id', 'instrument_name')!
      positions[id] = numberOf(entry, 'qty', 'size', 'delta', 'coins', 'amount', 'position')!
      const mark = numberOf(entry, 'mark', 'markPrice', 'mark_price')
      if (mark !== undefined) marks[id] = mark
    }
  } else if (listed !== undefined) {
    const own = ((listed as Fields).position ?? listed) as Fields
    for (const id of Object.keys(own)) positions[id] = numberOf(own, id)!
  } else {
    positions[`${textOf(inputs, 'coin', 'currency') ?? 'ETH'}-PERPETUAL`] = numberOf(
      inputs,
      'delta',
      'q',
      'qty',
      'size',
    )!
  }
  const coin = (textOf(inputs, 'coin', 'currency') ?? nameParts(Object.keys(positions)[0]!).underlying).toUpperCase()
  const nested = (inputs.params ?? inputs.parameters ?? inputs.model_params ?? {}) as Fields
  const inside = (fields: Fields, name: string, key: string): object =>
    ((fields[name] as Fields | undefined)?.[key] as object | undefined) ?? {}
  const lower = coin.toLowerCase()
  return {
    coin,
    index: numberOf(inputs, 'index', 'indexPrice', 'index_price') ?? 2000,
    positions,
    marks,
    ...(numberOf(inputs, 'timestamp') === undefined ? {} : { asOf: numberOf(inputs, 'timestamp')! }),
    parameters: {
      ...inputs,
      ...nested,
      ...((nested.general ?? {}) as object),
      ...inside(nested, 'currency', lower),
      ...inside(nested, 'currency_pair', `${lower}_usd`),
    },
    beside: {
      mmp: numberOf(inputs, 'mmp', 'mmp_margin', 'mmpMargin') ?? 0,
      openOrders: numberOf(inputs, 'openOrders', 'open_orders', 'open_orders_margin', 'openOrdersMargin') ?? 0,
      spot: numberOf(inputs, 'spot', 'spot_margin', 'spotMargin') ?? 0,
    },
  }
}

/** The margins of a simulated portfolio of futures. */
const portfolioMargin: Handler = (oracle) => {
  const { inputs, expected } = oracle
  if ('margins' in inputs && 'model_params' in inputs) {
    checkResponse({ ...inputs, ...expected }, oracle.tolerance.abs ?? 1e-8)
    return
  }
  const simulated = simulate(simulatedIn(inputs))
  const { initial, maintenance, riskMatrix, worstCase, rollShock, deltaShock } = simulated
  expectAll(oracle, {
    IM: initial,
    MM: maintenance,
    initialMargin: initial,
    maintenanceMargin: maintenance,
    riskMatrix,
    riskMatrixMargin: riskMatrix,
    worstCase,
    worst: worstCase,
    roll: rollShock,
    rollShock,
    delta: deltaShock,
    deltaShock,
    correlation: 0,
    correlationContingency: 0,
  })
  const [first] = Object.values(simulated.vectors)
  const lists: Readonly<Record<string, readonly number[]>> = {
    standardvector: first!.slice(0, 27),
    standard: first!.slice(0, 27),
    extendedvector: first!.slice(27),
    extended: first!.slice(27),
    aggregatedstandard: simulated.aggregated.slice(0, 27),
    aggregatedextended: simulated.aggregated.slice(27),
    aggregated: simulated.aggregated,
  }
  for (const [name, value] of Object.entries(expected)) {
    if (!Array.isArray(value)) continue
    const computed = lists[plain(name)]
    expect(computed, `expected.${name} is computed`).toBeDefined()
    const every = value.length === 9 ? computed!.filter((_, cell) => cell % 3 === 0) : computed!
    expect(every).toHaveLength(value.length)
    for (const [cell, figure] of value.entries()) expectNear(every[cell]!, figure, oracle, `${name}[${cell}]`)
  }
}

/**
 * What a call in its settlement average still gains in coin per part by which the index moves. A call of delta 1 whose mark
 * is `m` coins has its strike at 1 − m of the index; any other delta is that many of such calls.
 */
const settlementDelta: Handler = (oracle) => {
  const { inputs } = oracle
  const delta = numberOf(inputs, 'delta')!
  const perCall = numberOf(inputs, 'markDelta', 'mark')! / delta
  const elapsed = numberOf(inputs, 'minutesElapsed', 'elapsed')! / numberOf(inputs, 'window', 'windowMinutes')!
  const index = 20_000
  const left = (1 - elapsed) * numberOf(inputs, 'window', 'windowMinutes')!
  const at = new Date(Date.parse(expiry) - left * 60_000).toISOString()
  const market = derivativesMarket({
    asOf: at,
    index: { BTC: index },
    instruments: [
      {
        kind: 'option',
        id: 'CALL',
        underlying: 'BTC',
        expiry,
        strike: index * (1 - perCall),
        right: 'call',
        contractSize: 1,
        settlement: { kind: 'inverse', currency: 'BTC' },
      },
    ],
    forwards: { BTC: [{ expiry, price: index, settled: { fixed: index * elapsed } }] },
  })
  const step = 1e-5
  const moves = scenarioSetOf(
    {
      kind: 'list',
      smile: 'sticky-strike',
      horizonDays: 0,
      conversion: 'now',
      volatility: [{ id: 'same', kind: 'none' }],
      scenarios: [
        { id: 'up', move: step, volatility: 'same' },
        { id: 'down', move: -step, volatility: 'same' },
      ],
    },
    'a little',
  )
  const [up, down] = riskArrays(market, moves).row(market.instruments.get('CALL')!)
  expectAll(oracle, { delta: (delta * (up! - down!)) / (2 * step * index) })
}

/** One handler under every name that the cases of a family carry. */
function named(handler: Handler, models: readonly string[], kinds: readonly string[]): [string, Handler][] {
  return models.flatMap((model) => kinds.map((kind): [string, Handler] => [`deribit|${model}|${kind}`, handler]))
}

const standard = ['Standard margin', 'Standard margin (older)', 'standard margin', 'SM', 'Standard margin options']
const extended = [
  'PM extended risk matrix',
  'Portfolio margin',
  'PM',
  'PM extended',
  'Portfolio margin (extended risk matrix)',
]

export const handlers: Readonly<Record<string, Handler>> = Object.fromEntries([
  ...named(positionMargin, standard, ['position-margin', 'futures-margin', 'perpetual-margin']),
  ...named(optionMargin, standard, ['option-margin', 'options-margin', 'short-option-margin', 'option']),
  ...named(vectors, extended, ['extended-table', 'standard-table', 'risk-vector', 'risk-vectors', 'risk-matrix']),
  ...named(portfolioMargin, extended, [
    'portfolio-margin',
    'pme-simulate',
    'pm-response',
    'margin',
    'requirement',
    'account-margin',
    'initial-margin',
    'simulate',
  ]),
  ...named(
    settlementDelta,
    ['PM/greeks', 'greeks', 'Greeks', 'settlement'],
    ['settlement', 'delta-decay', 'settlement-delta'],
  ),
])
