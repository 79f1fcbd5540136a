/**
 * Answers of the contract made from results of the library, by one code wherever they are made: in the service, and in the
 * desk's page, which computes a what-if itself. Pure, and without the contract's schemas.
 */
export {
  type AccountIdentity,
  type ValuedBook,
  type WhatIfNumbers,
  type WhatIfOutcome,
  whatIfLiquidation,
  whatIfNumbers,
  whatIfOutcome,
} from './whatIf.js'
