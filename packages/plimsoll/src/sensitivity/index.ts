export type * from './calibration.js'
export {
  type AddOnRow,
  type AddOnType,
  type CrifRow,
  type ProductClass,
  parseCrif,
  type SensitivityRow,
  type SensitivityType,
} from './crif.js'
export { type CrifMargin, type CrifMarginOptions, crifMargin } from './crifMargin.js'
export type { LegSensitivity } from './netSensitivities.js'
export type { SensitivityNode } from './node.js'
export { parseSensitivityCalibration } from './parseCalibration.js'
export {
  type MarginSchedule,
  type ScheduleMargin,
  type ScheduleTrade,
  scheduleMargin,
  standardSchedule,
} from './scheduleMargin.js'
export { type SensitivityMargin, sensitivityMargin } from './sensitivityMargin.js'
export {
  parseUnderlyingBuckets,
  type UnderlyingBucket,
  type UnderlyingBuckets,
  type VegaTenors,
} from './underlyingBuckets.js'
