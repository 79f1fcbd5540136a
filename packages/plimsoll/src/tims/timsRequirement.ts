import { byId } from './byId.js'

/** One position of a class. */
export interface TimsLeg {
  readonly id: string
  /** Signed number of contracts or shares. */
  readonly quantity: number
  /** Profit of one contract or share at every valuation point, in currency (multiplier included). */
  readonly profits: Float64Array
  /** Least requirement per contract, long or short, in currency; 0 for what has none (shares). */
  readonly minimumPerContract: number
}

/** Everything on one underlying: netted in full. */
export interface TimsClass {
  readonly id: string
  readonly legs: readonly TimsLeg[]
}

/** Classes whose gains count against one another's losses at `offset` (0: none, 1: all) of their worth. */
export interface TimsProductGroup {
  readonly id: string
  readonly offset: number
  readonly classes: readonly TimsClass[]
}

export interface TimsClassResult {
  readonly id: string
  /** Netted profit of the class at every point. */
  readonly profits: Float64Array
  /** Worst loss at any point, ≥ 0. */
  readonly worstLoss: number
  /** Least point with that loss; -1 for a class without legs. */
  readonly activePoint: number
  readonly minimum: number
}

export interface TimsGroupResult {
  readonly id: string
  readonly value: number
  /** The class results' profits after the offset, summed. */
  readonly profits: Float64Array
  readonly worstLoss: number
  readonly activePoint: number
  readonly minimum: number
  /** Which of the two the requirement is. */
  readonly binding: 'worst loss' | 'minimum'
  /** In the order of the legs' names; their sum from 0 is `value` to the bit. */
  readonly parts: readonly { readonly leg: string; readonly part: number }[]
  readonly classes: readonly TimsClassResult[]
}

export interface TimsResult {
  readonly value: number
  readonly groups: readonly TimsGroupResult[]
}

/**
 * Theoretical intermarket margin: per class the netted profit at every valuation point; inside a product group the losses of
 * a point count in full and the gains at the group's offset; a group needs its worst point's loss, and at least the sum of
 * the minimums per contract. Groups do not offset one another. Values are profit and loss only: option premiums are not added.
 * Pure and total for finite input; names decide the order of every sum, so a shuffled book gives the same bits.
 *
 * Source: OCC customer portfolio margin as in Cboe Rule 10.4 and FINRA Rule 4210(g).
 *
 * @example
 * import { timsRequirement } from 'plimsoll'
 * const leg = { id: 'call', quantity: -2, profits: Float64Array.of(-100, 150), minimumPerContract: 37.5 }
 * timsRequirement([{ id: 'ABC', offset: 0, classes: [{ id: 'ABC', legs: [leg] }] }]).value // => 300
 */
export function timsRequirement(groups: readonly TimsProductGroup[]): TimsResult {
  const results = byId(groups).map(groupResult)
  let value = 0
  for (const result of results) value += result.value
  return { value, groups: results }
}

function groupResult(group: TimsProductGroup): TimsGroupResult {
  const members = byId(group.classes)
  const classes = members.map(classResult)
  const points = classes.reduce((most, { profits }) => Math.max(most, profits.length), 0)
  const weightAt = (profit: number): number => (profit > 0 ? group.offset : 1)
  const profits = new Float64Array(points)
  for (const result of classes) {
    for (let point = 0; point < result.profits.length; point++) {
      profits[point]! += weightAt(result.profits[point]!) * result.profits[point]!
    }
  }
  const { worstLoss, activePoint } = worstPoint(profits)
  let minimum = 0
  for (const result of classes) minimum += result.minimum
  const binding = minimum > worstLoss ? 'minimum' : 'worst loss'
  const legs = members.flatMap((member, at) => byId(member.legs).map((leg) => ({ leg, of: classes[at]! })))
  const parts = legs.map(({ leg, of }) => {
    if (binding === 'minimum') return { leg: leg.id, part: minimumOf(leg) }
    if (worstLoss === 0) return { leg: leg.id, part: 0 }
    const weight = weightAt(of.profits[activePoint] ?? 0)
    return { leg: leg.id, part: -weight * leg.quantity * (leg.profits[activePoint] ?? 0) }
  })
  let value = 0
  for (const { part } of parts) value += part
  return { id: group.id, value, profits, worstLoss, activePoint, minimum, binding, parts, classes }
}

function classResult(member: TimsClass): TimsClassResult {
  const legs = byId(member.legs)
  const points = legs.reduce((most, { profits }) => Math.max(most, profits.length), 0)
  const profits = new Float64Array(points)
  let minimum = 0
  for (const leg of legs) {
    for (let point = 0; point < leg.profits.length; point++) profits[point]! += leg.quantity * leg.profits[point]!
    minimum += minimumOf(leg)
  }
  return { id: member.id, profits, ...worstPoint(profits), minimum }
}

function minimumOf(leg: TimsLeg): number {
  return Math.abs(leg.quantity) * leg.minimumPerContract
}

function worstPoint(profits: Float64Array): { worstLoss: number; activePoint: number } {
  let activePoint = profits.length === 0 ? -1 : 0
  for (let point = 1; point < profits.length; point++) if (profits[point]! < profits[activePoint]!) activePoint = point
  return { worstLoss: activePoint < 0 ? 0 : Math.max(0, -profits[activePoint]!), activePoint }
}
