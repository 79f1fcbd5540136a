export type { BulkAccounts } from './accountStore.js'
export type { LiveNumbers } from './fullAccounts.js'
export { type LevelChange, LiveBook, type LiveBookOptions, type TickReport } from './liveBook.js'
export { type BoundedPlan, type ExactPlan, type FullPlan, type LivePlan, livePlan } from './livePlan.js'
