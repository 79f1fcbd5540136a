export { type PriceRange, timsPriceMoves } from './pricePoints.js'
export {
  type TimsClass,
  type TimsClassResult,
  type TimsGroupResult,
  type TimsLeg,
  type TimsProductGroup,
  type TimsResult,
  timsRequirement,
} from './timsRequirement.js'
