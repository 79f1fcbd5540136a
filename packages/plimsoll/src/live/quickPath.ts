import { bookFields, jointMultiple, scanMultiple, type Team } from '@plimsoll/kernel'
import type { MarginSpec } from '../requirement/spec.js'
import type { ScenarioSet } from '../scenario/scenario.js'
import type { AccountStore } from './accountStore.js'
import type { BoundedPlan, ExactPlan } from './livePlan.js'
import { PreTrade } from './preTrade.js'
import { References } from './references.js'
import { RowTable } from './rowTable.js'
import { TailMeasures } from './tailMeasures.js'

/** What a quick path keeps besides the accounts: rows over one set of scenarios and all that is counted from them. */
export interface QuickPath {
  readonly plan: ExactPlan | BoundedPlan
  readonly table: RowTable
  readonly references: References
  /** On the bounded path. */
  readonly measures: TailMeasures | undefined
  readonly preTrade: PreTrade
}

/** `before`: the path over other scenarios, whose rows the new one has as well, with no prices yet. */
export function quickPath(
  plan: ExactPlan | BoundedPlan,
  set: ScenarioSet,
  { team, spec, store, before }: { team: Team; spec: MarginSpec; store: AccountStore; before: QuickPath | undefined },
): QuickPath {
  const isBounded = plan.path === 'bounded'
  let references: References | undefined
  const multiple = isBounded ? jointMultiple : scanMultiple
  const table = new RowTable(team, spec, set, multiple, (rows) => references?.resize(rows), before?.table)
  references = new References(team, store, table, isBounded)
  if (table.capacity > 0) references.resize(table.capacity)
  const measures = isBounded ? new TailMeasures(team, store, table, plan.measure) : undefined
  team.memory.doubles(store.book + bookFields.scale, 1)[0] = plan.maintenanceScale
  if (isBounded) team.memory.doubles(store.book + bookFields.slack, 1)[0] = plan.measure.slack
  store.setWord(bookFields.isExact, isBounded ? 0 : 1)
  return { plan, table, references, measures, preTrade: new PreTrade(team, store, table, plan, measures) }
}

/** Gives a path's memory back. */
export function releasePath({ table, references, measures }: QuickPath): void {
  measures?.release()
  references.release()
  table.release()
}
