import type { Amount, Profile, Requirement } from '../../requirement/spec.js'
import { each, largest, parameter, smallest, sum, times, where, worstOf } from '../amounts.js'
import { contracts, options } from '../kinds.js'
import { confidence, pegLoss, spotNotional, unsure, years } from './pieces.js'

/** What both portfolio margins of the venue have in common; each names its parameters and its two sets of scenarios alike. */
export const lossFactor: Requirement = sum(
  'loss factor',
  parameter('loss.initial'),
  pegLoss(parameter('peg.threshold'), parameter('peg.factor')),
)

/**
 * Per underlying the worst of the scenarios, or the basis contingency where it is worse.
 *
 * @param profit of an underlying's positions in a scenario
 * @param basisProfit the same as the forward moves; without it profits as they are
 */
export function worstLoss(profit: Profile, basisProfit?: Profile): Requirement {
  const basisContingency = each(
    'expiry',
    'basis contingency',
    times(
      sum('basis factor', parameter('basis.added'), times(parameter('basis.perYear'), years)),
      worstOf('basis', 'expiry', 'worse move of the forward', basisProfit),
    ),
    options,
  )
  const scenarios = worstOf('scenarios', 'underlying', 'scenarios', profit)
  return each('underlying', 'worst loss', largest('worst loss', scenarios, basisContingency))
}

export function unsureOf(sure: Amount, notional: Amount): Requirement {
  return unsure(sure, parameter('confidence.threshold'), parameter('confidence.factor'), notional)
}

/** The least sure of an account's spot and perpetual stands before all its expiries. */
export function lowConfidence(notional: Amount): Requirement {
  const bound: Requirement = { node: 'bound', name: 'market confidence' }
  const expiries: Requirement = {
    node: 'for-each',
    scope: 'expiry',
    where: options,
    of: unsureOf(
      smallest(
        'expiry confidence',
        bound,
        confidence('expiry', 'forwardConfidence'),
        confidence('expiry', 'rateConfidence'),
        confidence('expiry', 'volatilityConfidence'),
      ),
      spotNotional,
    ),
  }
  return each('underlying', 'low confidence of oracles', {
    node: 'bind',
    name: 'market confidence',
    value: smallest('market confidence', confidence('underlying'), where(contracts, confidence('instrument'))),
    of: sum('low confidence', unsureOf(bound, notional), expiries),
  })
}
