import { formatInstant } from '../document/read.js'
import { PlimsollError } from '../error/plimsollError.js'
import { factOf } from '../market/facts.js'
import { settlementAsset } from '../valuation/settlementAsset.js'
import type { Context, Evaluate } from './context.js'
import { cellUnderlying, type Exposure } from './exposure.js'
import type { NodeResult } from './nodeResult.js'
import type { Requirement } from './spec.js'

type Fact = Extract<Requirement, { node: 'fact' }>

/** An observation of the market or the book; refused where it is absent and the rule book says nothing for that case. */
export function fact(node: Fact, context: Context, evaluate: Evaluate): NodeResult {
  const { name } = node
  const label = node.label ?? name
  const value = observed(node, context)
  if (value !== undefined) return { kind: 'fact', label, value, children: [] }
  if (node.otherwise !== undefined) return { ...evaluate(node.otherwise, context), label }
  throw new PlimsollError('FACT_MISSING', {
    where: placeOf(node, context),
    expected: `a number: the rule book ${context.scene.spec.id} asks for it`,
  })
}

/** Where the document would say it. */
function placeOf({ about, name, of }: Fact, { members, cell }: Context): string {
  if (about === 'account') return `book.facts.${name}`
  if (about === 'market') return `market.facts.market.${name}`
  const first = members[0]
  if (about === 'expiry') {
    if (first === undefined || first.kind === 'asset' || !('expiry' in first.instrument))
      return `market.facts.expiries.${cell}.${name}`
    return `market.facts.expiries.${first.instrument.underlying}.${formatInstant(first.instrument.expiry)}.${name}`
  }
  const subject = of ?? (first === undefined ? cell : subjectOf(first, about))
  return `market.facts.${about}s.${subject}.${name}`
}

function observed({ about, name, of }: Fact, { scene, members }: Context): number | undefined {
  if (about === 'account') return Object.hasOwn(scene.facts, name) ? scene.facts[name] : undefined
  const { market } = scene.valuation
  if (about === 'market') return factOf(market, { scope: 'market' }, name)
  const first = members[0]
  if (about === 'expiry') {
    if (first === undefined || first.kind === 'asset' || !('expiry' in first.instrument)) return undefined
    const { underlying, expiry } = first.instrument
    return factOf(market, { scope: 'expiry', underlying, expiry }, name)
  }
  const id = of ?? (first === undefined ? undefined : subjectOf(first, about))
  return id === undefined ? undefined : factOf(market, { scope: about, id }, name)
}

function subjectOf(exposure: Exposure, about: 'underlying' | 'asset' | 'instrument'): string {
  if (about === 'underlying') return cellUnderlying(exposure)
  if (exposure.kind === 'asset') return exposure.asset
  return about === 'asset' ? settlementAsset(exposure.instrument) : exposure.instrument.id
}
