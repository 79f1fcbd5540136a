import { readChoice, readFields, readList, readNumber, readRecord } from '../document/read.js'
import { PlimsollError } from '../error/plimsollError.js'

/** Product classes between which nothing offsets. */
export const productClasses = ['RatesFX', 'Credit', 'Equity', 'Commodity'] as const
export type ProductClass = (typeof productClasses)[number]

/** Names as in ISDA's Common Risk Interchange Format (CRIF). */
export const sensitivityTypes = [
  'Risk_IRCurve',
  'Risk_Inflation',
  'Risk_XCcyBasis',
  'Risk_IRVol',
  'Risk_InflationVol',
  'Risk_CreditQ',
  'Risk_CreditVol',
  'Risk_BaseCorr',
  'Risk_CreditNonQ',
  'Risk_CreditVolNonQ',
  'Risk_Equity',
  'Risk_EquityVol',
  'Risk_Commodity',
  'Risk_CommodityVol',
  'Risk_FX',
  'Risk_FXVol',
] as const
export type SensitivityType = (typeof sensitivityTypes)[number]

export const addOnTypes = [
  'Param_ProductClassMultiplier',
  'Param_AddOnFixedAmount',
  'Param_AddOnNotionalFactor',
  'Notional',
] as const
export type AddOnType = (typeof addOnTypes)[number]

/** One sensitivity of a portfolio, as the collecting party sees it. */
export interface SensitivityRow {
  readonly productClass: ProductClass
  readonly riskType: SensitivityType
  /** Currency, currency pair, issuer, index family, share or commodity. */
  readonly qualifier: string
  /** Bucket of credit, equity and commodity rows; others find theirs by currency. */
  readonly bucket: string
  /** Tenor, where the risk type has one. */
  readonly label1: string
  /** Sub-curve, payment currency or group of names, where the risk type has one. */
  readonly label2: string
  /** Calculation currency: per basis point, per percent, or vega (times volatility for rates and credit). */
  readonly amount: number
}

/** One surcharge parameter or notional. */
export interface AddOnRow {
  readonly riskType: AddOnType
  /** Product class of a multiplier, product of a factor or notional; empty for a fixed amount. */
  readonly qualifier: string
  /** Multiplier, factor in percent, or amount of the calculation currency. */
  readonly amount: number
}

export type CrifRow = SensitivityRow | AddOnRow

export function isSensitivity(row: CrifRow): row is SensitivityRow {
  return 'productClass' in row
}

/**
 * Reads rows of sensitivities and surcharges. Empty bucket and labels may be left out. Throws INPUT_INVALID or
 * INPUT_UNKNOWN_FIELD with the row and field.
 *
 * @example
 * import { parseCrif } from 'plimsoll'
 * parseCrif([{ riskType: 'Notional', qualifier: 'Swap', amount: 5 }])[0].amount // => 5
 */
export function parseCrif(value: unknown, where: string = 'rows'): readonly CrifRow[] {
  return readList(value, where).map((row, place) => Object.freeze(readRow(row, `${where}[${place}]`)))
}

function readRow(value: unknown, where: string): CrifRow {
  const riskType = readChoice(readRecord(value, where).riskType, `${where}.riskType`, [
    ...sensitivityTypes,
    ...addOnTypes,
  ])
  const addOn = addOnTypes.find((type) => type === riskType)
  const fields = readFields(
    value,
    where,
    addOn === undefined
      ? ['productClass', 'riskType', 'qualifier', 'bucket', 'label1', 'label2', 'amount']
      : ['riskType', 'qualifier', 'amount'],
  )
  const amount = readNumber(fields.amount, `${where}.amount`)
  if (addOn !== undefined) {
    const qualifier = readText(fields.qualifier, `${where}.qualifier`)
    if (qualifier === '' && addOn !== 'Param_AddOnFixedAmount') {
      throw new PlimsollError('INPUT_INVALID', { where: `${where}.qualifier`, value: qualifier, expected: 'a name' })
    }
    if (addOn === 'Param_ProductClassMultiplier') readChoice(qualifier, `${where}.qualifier`, productClasses)
    return { riskType: addOn, qualifier, amount: checkedAddOn(addOn, amount, `${where}.amount`) }
  }
  const qualifier = readText(fields.qualifier, `${where}.qualifier`)
  if (qualifier === '') {
    throw new PlimsollError('INPUT_INVALID', { where: `${where}.qualifier`, value: qualifier, expected: 'a name' })
  }
  return {
    productClass: readChoice(fields.productClass, `${where}.productClass`, productClasses),
    riskType: readChoice(riskType, `${where}.riskType`, sensitivityTypes),
    qualifier,
    bucket: readText(fields.bucket, `${where}.bucket`),
    label1: readText(fields.label1, `${where}.label1`).toLowerCase(),
    label2: readText(fields.label2, `${where}.label2`),
    amount,
  }
}

function checkedAddOn(type: AddOnType, amount: number, where: string): number {
  const least = type === 'Param_ProductClassMultiplier' ? 1 : type === 'Notional' ? Number.NEGATIVE_INFINITY : 0
  if (amount < least) {
    throw new PlimsollError('INPUT_INVALID', { where, value: amount, expected: `a number of at least ${least}` })
  }
  return amount
}

function readText(value: unknown, where: string): string {
  if (value === undefined) return ''
  if (typeof value !== 'string' || value.length > 500) {
    throw new PlimsollError('INPUT_INVALID', { where, value, expected: 'a text of at most 500 characters' })
  }
  return value
}
