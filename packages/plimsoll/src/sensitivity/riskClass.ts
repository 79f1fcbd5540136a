/** The risk classes whose correlations a calibration must give. */
export const riskClasses = [
  'interestRate',
  'creditQualifying',
  'creditNonQualifying',
  'equity',
  'commodity',
  'fx',
] as const

export type RiskClass = (typeof riskClasses)[number]
