import { PlimsollError } from '../error/plimsollError.js'
import { checkHistoryScenarios, checkWindows } from '../scenario/historySetSpec.js'
import { checkMonteCarlo } from '../scenario/monteCarloSpec.js'
import { resolved } from '../scenario/references.js'
import { type ScenarioSource, scenarioSetOf } from '../scenario/scenarioSet.js'
import { parseUnderlyingBuckets } from '../sensitivity/underlyingBuckets.js'
import type { Flaw } from './checkSchema.js'
import type { MarginSpec } from './spec.js'

/** The first thing that a rule book refers to and does not define, or that no market could be moved by. */
export function checkReferences(spec: MarginSpec): Flaw | undefined {
  const { collateral, initial, maintenance, scenarios } = spec
  return (
    walk({ collateral, initial, maintenance, scenarios }, 'spec', (value, where) => looseEnd(value, where, spec)) ??
    unboundName({ collateral, initial, maintenance }, 'spec', []) ??
    looseDocument(spec) ??
    checkScenarios(spec)
  )
}

type Fields = Readonly<Record<string, unknown>>

function walk(
  value: unknown,
  where: string,
  visit: (value: Fields, where: string) => Flaw | undefined,
): Flaw | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (Array.isArray(value)) {
    for (const [row, item] of value.entries()) {
      const flaw = walk(item, `${where}[${row}]`, visit)
      if (flaw !== undefined) return flaw
    }
    return undefined
  }
  const own = visit(value as Fields, where)
  if (own !== undefined) return own
  for (const [name, item] of Object.entries(value)) {
    const flaw = walk(item, `${where}.${name}`, visit)
    if (flaw !== undefined) return flaw
  }
  return undefined
}

/** A day that is in no calendar, a row that occurs twice, a mark for a part that is not there. */
function looseDocument(spec: MarginSpec): Flaw | undefined {
  const day = Date.parse(`${spec.asOf}T00:00:00Z`)
  if (Number.isNaN(day) || new Date(day).toISOString().slice(0, 10) !== spec.asOf) {
    return { where: 'spec.asOf', value: spec.asOf, expected: 'a day of the calendar, YYYY-MM-DD' }
  }
  for (const [row, { of }] of (spec.provenance ?? []).entries()) {
    let part: unknown = spec
    // What follows a colon says in words which piece of the part is meant.
    for (const name of of.split(':')[0]!.split('.'))
      part = typeof part === 'object' && part !== null ? (part as Fields)[name] : undefined
    if (part === undefined) {
      return { where: `spec.provenance[${row}].of`, value: of, expected: 'the path of a part of this document' }
    }
  }
  for (const [key, source] of Object.entries(spec.scenarios)) {
    if (!('volatility' in source) || !Array.isArray(source.volatility)) continue
    const ids = (source.volatility as readonly { readonly id: string }[]).map(({ id }) => id)
    const twice = ids.findIndex((id, row) => ids.indexOf(id) !== row)
    if (twice >= 0) {
      return { where: `spec.scenarios.${key}.volatility[${twice}].id`, value: ids[twice], expected: 'every id once' }
    }
  }
  return undefined
}

function looseEnd(value: Fields, where: string, spec: MarginSpec): Flaw | undefined {
  const { parameter, scenarios, node, bands } = value
  if (typeof parameter === 'string' && Object.keys(value).length === 1) {
    const known = Object.keys(spec.parameters ?? {})
    if (!known.includes(parameter)) {
      return {
        where: `${where}.parameter`,
        value: parameter,
        expected: `one of ${known.join(', ') || 'no parameters'}`,
      }
    }
  }
  if (node !== undefined && typeof scenarios === 'string' && !Object.hasOwn(spec.scenarios, scenarios)) {
    return {
      where: `${where}.scenarios`,
      value: scenarios,
      expected: `one of ${Object.keys(spec.scenarios).join(', ')}`,
    }
  }
  if (node === 'sensitivities') return unfittingBuckets(value, where)
  return node === 'tiers' && Array.isArray(bands) ? unordered(bands as readonly Fields[], where, spec) : undefined
}

/** Matrices of another size than their buckets or tenors, or that are no correlations. */
function unfittingBuckets(value: Fields, where: string): Flaw | undefined {
  const { node: _node, label: _label, bucketOf: _bucketOf, ...buckets } = value
  try {
    parseUnderlyingBuckets({ plimsoll: 'sensitivity-buckets/1', id: 'spec', ...buckets }, where)
    return undefined
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error
    return { where: error.where, value: error.value, expected: error.expected }
  }
}

/** Bands that do not ascend, or that leave the largest sizes without a rate. */
function unordered(bands: readonly Fields[], where: string, spec: MarginSpec): Flaw | undefined {
  let below = Number.NEGATIVE_INFINITY
  for (const [row, { upTo }] of bands.entries()) {
    const at = `${where}.bands[${row}].upTo`
    const last = row === bands.length - 1
    if (last && upTo !== undefined) return { where: at, value: upTo, expected: 'nothing: the last band has no end' }
    if (!last && upTo === undefined) return { where: at, value: upTo, expected: 'where the band ends' }
    const edge = stated(upTo, spec)
    if (edge !== undefined) {
      if (edge <= below) return { where: at, value: edge, expected: `more than ${below}` }
      below = edge
    }
  }
  return undefined
}

/** A name that no node around gives to a number. */
function unboundName(value: unknown, where: string, names: readonly string[]): Flaw | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { node, name } = value as Fields
  if (node === 'bound' && !names.includes(String(name))) {
    return {
      where: `${where}.name`,
      value: name,
      expected: `one of the names bound around it: ${names.join(', ') || 'none'}`,
    }
  }
  for (const [key, item] of Object.entries(value)) {
    const inside = node === 'bind' && key === 'of' ? [...names, String(name)] : names
    const flaw = unboundName(item, Array.isArray(value) ? `${where}[${key}]` : `${where}.${key}`, inside)
    if (flaw !== undefined) return flaw
  }
  return undefined
}

/** A number that stands in the document, in place or as a parameter that follows nothing. */
function stated(value: unknown, { parameters }: MarginSpec): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'object' || value === null || !('parameter' in value)) return undefined
  const entry = parameters?.[String(value.parameter)]
  return entry?.rule === undefined ? (entry?.value ?? undefined) : undefined
}

function checkScenarios(spec: MarginSpec): Flaw | undefined {
  for (const [key, source] of Object.entries(spec.scenarios)) {
    const where = `spec.scenarios.${key}`
    let complete = true
    const numberOf = (name: string): number => {
      const value = spec.parameters?.[name]?.value
      if (value === undefined || value === null) complete = false
      return value ?? 0
    }
    try {
      const plain = resolved<ScenarioSource>(source, numberOf)
      if (plain.kind === 'history') checkWindows(plain, `scenarios.${key}`)
      // A parameter without a value is refused when the rule book is used.
      if (!complete) continue
      if (plain.kind === 'history' || plain.kind === 'monte-carlo') {
        if (plain.kind === 'history') checkHistoryScenarios(plain, `scenarios.${key}`)
        else checkMonteCarlo(plain, `scenarios.${key}`)
        continue
      }
      const { scenarios } = scenarioSetOf(plain, key)
      if (scenarios.length === 0) return { where, value: source, expected: 'at least one scenario' }
      for (const scenario of scenarios) {
        for (const weight of [scenario.weight, ...Object.values(scenario.weights ?? {})]) {
          if (!Number.isFinite(weight))
            return { where: `${where} (${scenario.id})`, value: weight, expected: 'a weight that is a finite number' }
        }
        for (const [name, shock] of [['*', scenario.otherwise] as const, ...Object.entries(scenario.shocks)]) {
          if (shock.missing === undefined && shock.price.kind === 'relative' && !(shock.price.move > -1)) {
            return {
              where: `${where} (${scenario.id}, ${name})`,
              value: shock.price.move,
              expected: 'a fall of less than 100 %',
            }
          }
        }
        for (const [name, move] of Object.entries(scenario.assets)) {
          if (!(move >= -1))
            return { where: `${where} (${scenario.id}, ${name})`, value: move, expected: 'a fall of at most 100 %' }
        }
      }
    } catch (error) {
      if (!(error instanceof PlimsollError)) throw error
      return { where: `spec.${error.where}`, value: error.value, expected: error.expected }
    }
  }
  return undefined
}
