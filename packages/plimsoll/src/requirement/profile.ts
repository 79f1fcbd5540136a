import type { RiskArrays } from '../valuation/riskArrays.js'
import { netted } from './cells.js'
import type { Context, Evaluate } from './context.js'
import { addProfits, cellUnderlying, type Exposure, profitIn } from './exposure.js'
import { passing } from './filter.js'
import type { LegPart } from './nodeResult.js'
import { partsOf, scaledParts } from './parts.js'
import type { Profile } from './spec.js'

/** One number per scenario, and what each leg adds in any one of them. */
export interface ProfileResult {
  readonly values: Float64Array
  partsAt(scenario: number): readonly LegPart[]
}

/** Evaluates a profile over the exposures in sight. */
export function profileOf(profile: Profile, context: Context, arrays: RiskArrays, evaluate: Evaluate): ProfileResult {
  const child = (of: Profile, within: Context = context): ProfileResult => profileOf(of, within, arrays, evaluate)
  switch (profile.profile) {
    case 'profits':
      return profits(context.members, arrays, profile.weighted ?? true)
    case 'values':
      return values(context, arrays)
    case 'sum':
      return added(
        profile.of.map((of) => child(of)),
        arrays,
      )
    case 'for-each': {
      const cells = netted(passing(context.members, profile.where), profile.scope, context.scene.spec.groups)
      const { scope } = profile
      const filter = profile.where === undefined ? '' : JSON.stringify(profile.where)
      return added(
        cells.map(([cell, members]) =>
          child(profile.of, { ...context, members, scope, cell, path: `${context.path}/${scope}${filter} ${cell}` }),
        ),
        arrays,
      )
    }
    case 'where':
      return child(profile.of, {
        ...context,
        members: passing(context.members, profile.where),
        path: `${context.path}/${JSON.stringify(profile.where)}`,
      })
    case 'sides': {
      const positive = evaluate(profile.positive, context).value
      const negative = evaluate(profile.negative, context).value
      const cap = profile.positiveCap === undefined ? Number.MAX_VALUE : evaluate(profile.positiveCap, context).value
      return mapped(child(profile.of), (x) => (x >= 0 ? Math.min(x * positive, cap) : x * negative))
    }
    case 'shift': {
      const by = evaluate(profile.by, context)
      const of = child(profile.of)
      return {
        values: of.values.map((x) => finite(x + by.value)),
        partsAt: (s) => [...of.partsAt(s), ...[...partsOf(by)].map(([leg, part]) => ({ leg, part }))],
      }
    }
    case 'weigh': {
      const first = context.members[0]
      const weights = first === undefined ? arrays.weights : arrays.weightsOf(cellUnderlying(first))
      return mapped(child(profile.of), (x, s) => x * weights[s]!)
    }
    case 'as-loss':
      return mapped(child(profile.of), (x) => -Math.abs(x))
    case 'tagged': {
      const yes = child(profile.yes)
      const no = child(profile.no)
      const tagged = (s: number): boolean => arrays.set.scenarios[s]!.tag === profile.tag
      return {
        values: no.values.map((x, s) => (tagged(s) ? yes.values[s]! : x)),
        partsAt: (s) => (tagged(s) ? yes : no).partsAt(s),
      }
    }
    case 'relieve': {
      const relief = new Map(Object.entries(profile.by).map(([tag, by]) => [tag, evaluate(by, context).value]))
      return mapped(child(profile.of), (x, s) => {
        const { tag } = arrays.set.scenarios[s]!
        const by = tag === undefined ? 0 : (relief.get(tag) ?? 0)
        return x < 0 ? Math.min(x + Math.max(by, 0), 0) : x
      })
    }
  }
}

function profits(members: readonly Exposure[], arrays: RiskArrays, weighted: boolean): ProfileResult {
  const sum = new Float64Array(arrays.set.scenarios.length)
  for (const member of members) addProfits(sum, member, arrays, weighted)
  return {
    values: sum,
    partsAt: (s) => members.map((member) => ({ leg: member.leg, part: profitIn(member, arrays, s, weighted) })),
  }
}

function values({ members, scene }: Context, arrays: RiskArrays): ProfileResult {
  const paid = members.filter(
    (member) =>
      member.kind !== 'asset' && member.instrument.kind !== 'perpetual' && member.instrument.kind !== 'future',
  )
  const now = (member: Exposure): number =>
    member.kind === 'position' ? member.quantity * scene.valuation.quote(member.instrument).value : 0
  const changes = profits(paid, arrays, false)
  let total = 0
  for (const member of paid) total += now(member)
  return {
    values: changes.values.map((change) => change + total),
    partsAt: (s) => changes.partsAt(s).map(({ leg, part }, row) => ({ leg, part: part + now(paid[row]!) })),
  }
}

function added(terms: readonly ProfileResult[], arrays: RiskArrays): ProfileResult {
  const sum = new Float64Array(arrays.set.scenarios.length)
  for (const { values } of terms) for (let s = 0; s < sum.length; s++) sum[s] = finite(sum[s]! + values[s]!)
  return { values: sum, partsAt: (s) => terms.flatMap((term) => term.partsAt(s)) }
}

/** Every entry through a function; parts keep their proportions. */
function mapped(of: ProfileResult, map: (x: number, scenario: number) => number): ProfileResult {
  const values = of.values.map((x, s) => finite(map(x, s)))
  return {
    values,
    partsAt: (s) => {
      const before = of.values[s]!
      return before === 0 ? [] : scaledParts(of.partsAt(s), values[s]! / before)
    },
  }
}

/** What cannot be counted counts as the largest loss: a rule book never makes a book look safe by overflowing. */
function finite(x: number): number {
  return Number.isFinite(x) ? x : -Number.MAX_VALUE
}
