import { expect } from 'vitest'
import { holdingsOf } from '../../packages/plimsoll/src/account/holdings.js'
import { margin } from '../../packages/plimsoll/src/account/margin.js'
import type { MarketSnapshot } from '../../packages/plimsoll/src/market/snapshot.js'
import { contextOf } from '../../packages/plimsoll/src/requirement/context.js'
import { evaluate } from '../../packages/plimsoll/src/requirement/evaluate.js'
import { profileOf } from '../../packages/plimsoll/src/requirement/profile.js'
import type { MarginSpec } from '../../packages/plimsoll/src/requirement/spec.js'
import { deribitPm } from '../../packages/plimsoll/src/specs/deribit/deribitPm.js'
import { aggregated } from '../../packages/plimsoll/src/specs/deribit/extendedMatrix.js'
import { withParameters } from '../../packages/plimsoll/src/specs/withParameters.js'
import { createValuation } from '../../packages/plimsoll/src/valuation/valuation.js'
import { derivativesMarket, nameParts, numberOf } from './derivatives.js'
import { bookIn, valueNamed } from './venueBook.js'

type Figures = Readonly<Record<string, number>>
type Fields = Readonly<Record<string, unknown>>

/** A portfolio of futures as the venue’s simulation takes it, in coin, with the parameters that it used. */
export interface Simulated {
  readonly coin: string
  readonly index: number
  /** Coins by instrument. */
  readonly positions: Figures
  readonly marks: Figures
  /** Milliseconds since 1970. */
  readonly asOf?: number
  /** Of the pair, e.g. `price_range`, and of the currency, e.g. `pnl_offset`. */
  readonly parameters: Fields
  /** Amounts in coin that stand beside the matrix. */
  readonly beside: { readonly mmp?: number; readonly openOrders?: number; readonly spot?: number }
}

export interface SimulatedMargin {
  readonly initial: number
  readonly maintenance: number
  readonly riskMatrix: number
  readonly worstCase: number
  readonly rollShock: number
  readonly deltaShock: number
  /** Per instrument: 27 standard cells, then the extended ones. */
  readonly vectors: Readonly<Record<string, readonly number[]>>
  readonly aggregated: readonly number[]
}

/** A day on which nothing in a portfolio of futures is dated far away. */
const someDay = Date.UTC(2024, 5, 17)

/** Parameters of the venue’s response by their names in the rule book. */
export function specOf(coin: string, parameters: Fields, spec: MarginSpec = deribitPm): MarginSpec {
  const own = coin === 'BTC' || coin === 'ETH' ? coin : 'others'
  const figure = (...names: readonly string[]): number | undefined => numberOf(parameters, ...names)
  const down = figure('volatility_range_down', 'volDown')
  const values: Readonly<Record<string, number | undefined>> = {
    [`range.${own}`]: figure('price_range', 'priceRange'),
    [`volatility.up.${own}`]: figure('volatility_range_up', 'volUp'),
    [`volatility.down.${own}`]: down === undefined ? undefined : -Math.abs(down),
    'volatility.floor': figure('min_volatility_for_shock_up', 'volFloor'),
    'volatility.shortPower': figure('short_term_vega_power'),
    'volatility.longPower': figure('long_term_vega_power'),
    'extended.factor': figure('extended_table_factor', 'factor'),
    [`extended.dampener.${own}`]: figure('extended_dampener', 'dampener'),
    [`roll.least.${own}`]: figure('min_annualised_move', 'minAnnualisedMove', 'minMove'),
    [`roll.annualised.${own}`]: figure('annualised_move_risk', 'annualisedMoveRisk'),
    [`delta.slope.${own}`]: figure('m_inc'),
    'delta.threshold': figure('delta_total_liq_shock_threshold'),
    'delta.most': figure('max_delta_shock'),
    [`offset.${own}`]: figure('pnl_offset', 'pnlOffset'),
    [`offset.most.${own}`]: figure('max_offsetable_pnl'),
    'maintenance.factor': figure('mm_factor', 'mmFactor'),
  }
  return withParameters(
    spec,
    Object.fromEntries(Object.entries(values).filter((entry): entry is [string, number] => entry[1] !== undefined)),
  )
}

/** What the rule book asks of the portfolio, in coin, with every vector on the way. */
export function simulate(simulated: Simulated): SimulatedMargin {
  const { coin, index, positions, beside } = simulated
  const market = marketOf(simulated)
  const spec = specOf(coin, simulated.parameters)
  const facts = Object.fromEntries(
    Object.entries({ mmpMargin: beside.mmp, openOrdersMargin: beside.openOrders, spotMargin: beside.spot })
      .filter((entry): entry is [string, number] => entry[1] !== undefined)
      .map(([name, amount]) => [`${name}.${coin}`, amount]),
  )
  const book = bookIn({
    positions: Object.entries(positions).map(([instrument, coins]) => ({
      instrument,
      quantity: coins * market.marks.get(instrument)!,
    })),
    facts,
  })
  const valuation = createValuation(market, spec)
  const result = margin(book, market, spec, valuation)
  const arrays = valuation.arrays(coin === 'BTC' || coin === 'ETH' ? 'matrix' : 'matrixOfOthers')
  const { exposures } = holdingsOf(book, valuation)
  const scene = { valuation, spec, facts, known: new Map() }
  const pooled = profileOf(aggregated, contextOf(exposures, scene), arrays, evaluate)
  return {
    initial: result.initial / index,
    maintenance: result.maintenance / index,
    riskMatrix: valueNamed(result.tree.initial, 'risk matrix margin'),
    worstCase: valueNamed(result.tree.initial, 'worst cell') / index,
    rollShock: valueNamed(result.tree.initial, 'roll shock in coin'),
    deltaShock: valueNamed(result.tree.initial, 'delta shock in coin'),
    vectors: Object.fromEntries(
      Object.entries(positions).map(([id, coins]) => [
        id,
        Array.from(
          arrays.row(market.instruments.get(id)!),
          (profit) => (coins * market.marks.get(id)! * profit) / index,
        ),
      ]),
    ),
    aggregated: Array.from(pooled.values, (profit) => profit / index),
  }
}

function marketOf({ coin, index, positions, marks, asOf = someDay }: Simulated): MarketSnapshot {
  const ids = Object.keys(positions)
  return derivativesMarket({
    asOf: new Date(asOf).toISOString(),
    index: { [coin]: index },
    instruments: ids.map((id) => {
      const { expiry } = nameParts(id)
      return {
        kind: expiry === undefined ? 'perpetual' : 'future',
        id,
        underlying: coin,
        contractSize: 1,
        settlement: { kind: 'inverse', currency: coin },
        ...(expiry === undefined ? {} : { expiry }),
      }
    }),
    marks: Object.fromEntries(ids.map((id) => [id, marks[id] ?? index])),
  })
}

/** A whole response of the simulation against what the rule book makes of its portfolio. */
export function checkResponse(result: Fields, tolerance: number): void {
  const at = (...path: readonly string[]): unknown =>
    path.reduce<unknown>((fields, name) => (fields as Fields | undefined)?.[name], result)
  const margins = at('margins') as Readonly<Record<string, Fields>>
  for (const [bucket, printed] of Object.entries(margins)) {
    const coin = bucket.toUpperCase()
    const own = at('portfolio', 'position') as Figures
    const positions = Object.fromEntries(Object.entries(own).filter(([id]) => nameParts(id).underlying === coin))
    const details = (printed.initial_margin_details ?? {}) as Fields
    const matrix = (details.risk_matrix_margin_details ?? {}) as Figures
    const general = at('model_params', 'general') as Fields
    const marks = Object.fromEntries(
      Object.entries((at('ticker') ?? {}) as Readonly<Record<string, Figures>>).map(([id, { mark_price }]) => [
        id,
        mark_price!,
      ]),
    )
    const simulated = simulate({
      coin,
      index: (at('index_price') as Figures)[`${bucket}_usd`]!,
      positions,
      marks,
      ...(general.timestamp === undefined ? {} : { asOf: general.timestamp as number }),
      parameters: {
        ...(general as object),
        ...(at('model_params', 'currency', bucket) as object),
        ...(at('model_params', 'currency_pair', `${bucket}_usd`) as object),
      },
      beside: {
        mmp: numberOf(details, 'mmp_margin') ?? 0,
        openOrders: numberOf(details, 'open_orders_margin') ?? 0,
        spot: numberOf(details, 'spot_margin') ?? 0,
      },
    })
    const near = (actual: number, number: unknown, what: string): void => {
      if (number === undefined) return
      expect(Math.abs(actual - (number as number)), `${what}: ${actual} against ${String(number)}`).toBeLessThan(
        tolerance,
      )
    }
    near(simulated.initial, printed.initial_margin, 'initial margin')
    near(simulated.maintenance, printed.maintenance_margin, 'maintenance margin')
    near(simulated.riskMatrix, details.risk_matrix_margin, 'risk matrix margin')
    near(simulated.worstCase, matrix.worst_case, 'worst case')
    near(simulated.rollShock, matrix.roll_shock, 'roll shock')
    near(simulated.deltaShock, matrix.delta_shock, 'delta shock')
    type Vectors = Readonly<
      Record<string, { readonly standard: readonly number[]; readonly extended: readonly number[] }>
    >
    for (const [id, { standard, extended }] of Object.entries((at('initial_risk_vectors') ?? {}) as Vectors)) {
      const vector = simulated.vectors[id]
      if (vector === undefined) continue
      for (const [row, number] of [...standard, ...extended].entries()) near(vector[row]!, number, `${id} cell ${row}`)
    }
    const pooled = ((at('aggregated_risk_vectors') ?? {}) as Vectors)[`${bucket}_${bucket}`]
    for (const [row, number] of [...(pooled?.standard ?? []), ...(pooled?.extended ?? [])].entries()) {
      near(simulated.aggregated[row]!, number, `aggregated cell ${row}`)
    }
  }
}
