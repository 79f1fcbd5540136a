import { arithmetic } from './arithmetic.js'
import { attribute } from './attribute.js'
import { bind, bound } from './bind.js'
import { calendarCharge } from './calendarCharge.js'
import { type Context, contextOf, type Scene } from './context.js'
import { credits } from './credits.js'
import { deltaGamma } from './deltaGamma.js'
import type { Exposure } from './exposure.js'
import { fact } from './fact.js'
import { passing } from './filter.js'
import { finiteResult } from './finite.js'
import { forEach } from './forEach.js'
import { measure } from './measure.js'
import type { NodeResult } from './nodeResult.js'
import { parameter } from './parameter.js'
import { sensitivities } from './sensitivities.js'
import { shortOptionMinimum } from './shortOptionMinimum.js'
import type { Amount, Requirement } from './spec.js'
import { spotBalances } from './spotBalances.js'
import { strategy } from './strategy.js'
import { table } from './table.js'
import { tail } from './tail.js'
import { worstOf } from './worstOf.js'
import { worstPayoff } from './worstPayoff.js'

/**
 * The number of a requirement and of every node under it, never below 0. Pure: the same exposures (in the same order) and
 * scene give the same bits. Leaves that occur twice, as they do in initial and maintenance margin, are computed once when
 * both evaluations share a scene.
 */
export function evaluateRequirement(requirement: Amount, exposures: readonly Exposure[], scene: Scene): NodeResult {
  const result = evaluate(requirement, contextOf(exposures, scene))
  if (result.value >= 0) return result
  return { kind: 'floor', label: 'nothing less than 0', value: 0, counts: [0], children: [result] }
}

/** One node in its context; its numbers are always finite. */
export function evaluate(amount: Amount, context: Context): NodeResult {
  if (typeof amount === 'number') return { kind: 'number', label: String(amount), value: amount, children: [] }
  if ('parameter' in amount) return parameter(amount, context)
  return finiteResult(nodeOf(amount, context))
}

function nodeOf(node: Requirement, context: Context): NodeResult {
  switch (node.node) {
    case 'worst-of':
      return shared(node, context, () => worstOf(node, context, evaluate))
    case 'tail':
      return shared(node, context, () => tail(node, context, evaluate))
    case 'strategy':
      return shared(node, context, () => strategy(node, context))
    case 'sensitivities':
      return shared(node, context, () => sensitivities(node, context))
    case 'delta-gamma':
      return shared(node, context, () => deltaGamma(node, context))
    case 'calendar-spreads':
      return calendarCharge(node, context, evaluate)
    case 'short-option-minimum':
      return shared(node, context, () => shortOptionMinimum(node, context, evaluate))
    case 'worst-payoff':
      return worstPayoff(node, context)
    case 'bind':
      return bind(node, context, evaluate)
    case 'bound':
      return bound(node, context)
    case 'measure':
      return measure(node, context)
    case 'attribute':
      return attribute(node, context)
    case 'fact':
      return fact(node, context, evaluate)
    case 'table':
      return table(node, context, evaluate)
    case 'for-each':
      return forEach(node, context, evaluate)
    case 'credits':
      return credits(node, context, evaluate)
    case 'spot-balances':
      return spotBalances(node, context, evaluate)
    case 'where': {
      const child = evaluate(node.of, {
        ...context,
        members: passing(context.members, node.where),
        path: `${context.path}/${JSON.stringify(node.where)}`,
      })
      return { kind: 'where', label: node.label ?? child.label, value: child.value, counts: [1], children: [child] }
    }
    default:
      return arithmetic(node, context, evaluate)
  }
}

const keys = new WeakMap<Requirement, string>()

function shared(node: Requirement, { scene: { known }, path }: Context, compute: () => NodeResult): NodeResult {
  let text = keys.get(node)
  if (text === undefined) {
    text = JSON.stringify(node)
    keys.set(node, text)
  }
  const key = `${path} ${text}`
  const result = known.get(key) ?? compute()
  known.set(key, result)
  return result
}
