import { entryOf } from '../scenario/monteCarloSpec.js'
import { deltaGammaTail } from '../statistics/deltaGammaTail.js'
import { underlyingOf } from '../valuation/lookup.js'
import type { Valuation } from '../valuation/valuation.js'
import { netted } from './cells.js'
import type { Context } from './context.js'
import type { Exposure } from './exposure.js'
import type { NodeResult } from './nodeResult.js'
import type { Requirement } from './spec.js'
import { worstFills } from './worstFills.js'

type DeltaGamma = Extract<Requirement, { node: 'delta-gamma' }>

const daysPerYear = 365
const millisecondsPerDay = 86_400_000

/**
 * Closed-form Value at Risk or expected shortfall of the book's delta, gamma, vega and theta under jointly normal moves: the
 * prices are factors with one correlation between them, and so is each volatility surface's level.
 */
export function deltaGamma(node: DeltaGamma, context: Context): NodeResult {
  return worstFills(context.members, (members) => quadraticTail(node, members, context.scene.valuation))
}

function quadraticTail(node: DeltaGamma, exposures: readonly Exposure[], valuation: Valuation): NodeResult {
  const cells = netted(exposures, 'underlying')
    .map(([name, members]) => ({ name, ...greeksOf(members, node.horizonDays, valuation) }))
    // Cash moves with nothing and needs no volatility.
    .filter(({ delta, gamma, vega, theta }) => delta !== 0 || gamma !== 0 || vega !== 0 || theta !== 0)
  const label = node.label ?? 'delta, gamma and vega in closed form'
  if (cells.length === 0) {
    return { kind: 'delta-gamma', label, value: 0, children: [] }
  }
  const years = node.horizonDays / daysPerYear
  const count = cells.length
  const surface = node.surface ?? { levelVolatility: 0, levelPriceCorrelation: 0 }
  const price = cells.map(({ name }) => entryOf(node.volatilities, name, 'delta-gamma.volatilities') * Math.sqrt(years))
  const level = surface.levelVolatility * Math.sqrt(years)
  const between = (a: number, b: number): number => (a === b ? 1 : node.correlation)
  const pull = surface.levelPriceCorrelation
  const covariance = Array.from({ length: 2 * count }, (_, i) =>
    Array.from({ length: 2 * count }, (__, j) => {
      const a = i % count
      const b = j % count
      const sizes = (i < count ? price[a]! : level) * (j < count ? price[b]! : level)
      return sizes * between(a, b) * (i < count === j < count ? 1 : pull)
    }),
  )
  const tail = deltaGammaTail(
    {
      theta: cells.reduce((sum, { theta }) => sum + theta, 0),
      deltas: [...cells.map(({ delta }) => delta), ...cells.map(({ vega }) => vega)],
      gammas: Array.from({ length: 2 * count }, (_, i) =>
        Array.from({ length: 2 * count }, (__, j) => (i === j && i < count ? cells[i]!.gamma : 0)),
      ),
      covariance,
    },
    { confidence: node.confidence },
  )
  const value = Math.max(node.measure === 'value-at-risk' ? tail.valueAtRisk : tail.expectedShortfall, 0)
  return { kind: 'delta-gamma', label: `${label} (${tail.method})`, value, children: [] }
}

interface Greeks {
  /** Per 100 % of price; per 100 % × 100 %; per 100 % of volatility; over the horizon, or what is left of an option’s life. */
  readonly delta: number
  readonly gamma: number
  readonly vega: number
  readonly theta: number
}

function greeksOf(members: readonly Exposure[], horizonDays: number, { market, sensitivities }: Valuation): Greeks {
  let delta = 0
  let gamma = 0
  let vega = 0
  let theta = 0
  for (const member of members) {
    if (member.kind === 'asset') {
      if (member.underlying !== undefined) delta += member.amount * market.assets[member.asset]!.price
      continue
    }
    const { instrument, quantity } = member
    const { index } = underlyingOf(market, instrument.underlying, instrument.id)
    const greeks = sensitivities(instrument)
    delta += quantity * greeks.delta * index
    gamma += quantity * greeks.gamma * index * index
    vega += quantity * greeks.vega * 100 * (greeks.impliedVolatility ?? 0)
    const left = 'expiry' in instrument ? (instrument.expiry - market.asOf) / millisecondsPerDay : horizonDays
    theta += quantity * greeks.theta * Math.min(Math.max(left, 0), horizonDays)
  }
  return { delta, gamma, vega, theta }
}
