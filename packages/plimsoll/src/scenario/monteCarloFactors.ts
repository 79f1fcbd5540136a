import { PlimsollError } from '../error/plimsollError.js'
import { forwardAt } from '../market/forwardAt.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { volatilityAt } from '../market/volatilityAt.js'
import { type CorrelationRoot, correlationRoot } from '../statistics/matrix/correlationRoot.js'
import { type Matrix, symmetricOf } from '../statistics/matrix/matrix.js'
import { sampleCorrelation } from '../statistics/matrix/sampleCorrelation.js'
import { type CovarianceWeighting, sampleCovariance } from '../statistics/matrix/sampleCovariance.js'
import { ledoitWolfCorrelation, shrinkCorrelation } from '../statistics/matrix/shrinkCorrelation.js'
import { firstRowOf, historyOf, stepReturns } from './historySetReturns.js'
import { type CorrelationSource, entryOf, type VolatilitySource } from './monteCarloSpec.js'

const daysPerYear = 365
const millisecondsPerDay = 86_400_000

/** Annual volatilities of the underlyings, in their order. */
export function factorVolatilities(
  source: VolatilitySource,
  market: MarketSnapshot,
  underlyings: readonly string[],
  where: string,
): readonly number[] {
  const found = volatilitiesOf(source, market, underlyings, where)
  found.forEach((volatility, row) => {
    if (volatility >= 0 && volatility < Infinity) return
    throw new PlimsollError('SPEC_INVALID', {
      where: `${where}.${underlyings[row]}`,
      value: volatility,
      expected: 'an annual volatility of 0 or more',
    })
  })
  return found
}

function volatilitiesOf(
  source: VolatilitySource,
  market: MarketSnapshot,
  underlyings: readonly string[],
  where: string,
): readonly number[] {
  switch (source.kind) {
    case 'stated':
      return underlyings.map((underlying) => entryOf(source.values, underlying, `${where}.values`))
    case 'implied': {
      const expiry = market.asOf + source.days * millisecondsPerDay
      return underlyings.map((underlying) => {
        const quoted = market.underlyings[underlying]!
        const forward = forwardAt(quoted, underlying, market.asOf, expiry)
        return volatilityAt(quoted, underlying, market.asOf, expiry, forward, forward)
      })
    }
    case 'history': {
      const { returns, stepDays } = pastReturns(source, market, underlyings, where)
      const covariance = sampleCovariance(returns, weightingOf(source))
      return covariance.map((row, index) => Math.sqrt((row[index]! * daysPerYear) / stepDays))
    }
  }
}

/** A root of the correlations of the underlyings, in their order. */
export function factorCorrelations(
  source: CorrelationSource,
  market: MarketSnapshot,
  underlyings: readonly string[],
  where: string,
): CorrelationRoot {
  if (source.kind === 'stated') {
    const { values, otherwise } = source
    const stated = (left: string, right: string): number | undefined =>
      Object.hasOwn(values, left) && Object.hasOwn(values[left]!, right) ? values[left]![right] : undefined
    const matrix = symmetricOf(underlyings.length, (row, column) => {
      if (row === column) return 1
      const left = underlyings[row]!
      const right = underlyings[column]!
      const value = stated(left, right) ?? stated(right, left) ?? otherwise
      if (value >= -1 && value <= 1) return value
      throw new PlimsollError('SPEC_INVALID', {
        where: `${where}.values.${left}.${right}`,
        value,
        expected: 'a correlation from −1 to 1',
      })
    })
    return correlationRoot(matrix)
  }
  const { returns } = pastReturns(source, market, underlyings, where)
  const { shrinkage } = source
  const intensity = shrinkage === 'ledoit-wolf' ? ledoitWolfCorrelation(returns).intensity : shrinkage
  return correlationRoot(shrinkCorrelation(sampleCorrelation(returns, weightingOf(source)), intensity).matrix)
}

function weightingOf(source: { readonly lambda?: number }): CovarianceWeighting {
  return source.lambda === undefined ? {} : { lambda: source.lambda }
}

function pastReturns(
  source: { readonly windowDays?: number },
  market: MarketSnapshot,
  underlyings: readonly string[],
  where: string,
): { readonly returns: Matrix; readonly stepDays: number } {
  const history = historyOf(market, underlyings, where)
  const first = source.windowDays === undefined ? 0 : firstRowOf(history, source.windowDays, where)
  const columns = underlyings.map((underlying) =>
    stepReturns(
      { ...history, times: history.times.slice(first) },
      history.closes[underlying]!.slice(first),
      market.underlyings[underlying]!.model === 'normal' ? 'difference' : 'log',
    ),
  )
  const rows = columns[0]?.length ?? 0
  if (rows < 2) {
    throw new PlimsollError('HISTORY_INVALID', {
      where: 'history.times',
      value: `${rows + 1} in the window`,
      expected: `at least three, from which ${where} can be estimated`,
    })
  }
  return {
    returns: Array.from({ length: rows }, (_, row) => columns.map((column) => column[row]!)),
    stepDays: history.stepDays,
  }
}
