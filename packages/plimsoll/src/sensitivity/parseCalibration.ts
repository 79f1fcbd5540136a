import {
  readChoice,
  readFields,
  readFormat,
  readList,
  readNumber,
  readPositive,
  readRecord,
  readString,
} from '../document/read.js'
import type {
  BucketedCalibration,
  FxCalibration,
  InterestRateCalibration,
  RiskBucket,
  SensitivityCalibration,
} from './calibration.js'
import { freezeDocument } from './freezeDocument.js'
import { parseHorizon } from './parseHorizon.js'
import { readConfidence, readCorrelation, readCorrelationMatrix, refuse } from './readMatrix.js'
import { groupNames, readCorrelations, readGroups, readNamed, readTable } from './readTables.js'
import { riskClasses } from './riskClass.js'

const fieldsOfDocument = [
  'plimsoll',
  'id',
  'version',
  'source',
  'currency',
  'yearDays',
  'volatilityConfidence',
  'curvatureConfidence',
  'horizons',
  'interestRate',
  'creditQualifying',
  'creditNonQualifying',
  'equity',
  'commodity',
  'fx',
  'riskClassCorrelations',
  'addOns',
]

/**
 * Reads and checks a calibration document. Throws DOCUMENT_VERSION, INPUT_INVALID or INPUT_UNKNOWN_FIELD with the path of the
 * field; among what is checked: matrices are square, symmetric and within ±1, every group and bucket has its weights and
 * thresholds.
 *
 * @example
 * import { parseSensitivityCalibration } from 'plimsoll'
 * let message = ''
 * try { parseSensitivityCalibration({ plimsoll: 'book/1' }) } catch (error) { message = error.message }
 * message // => 'calibration.plimsoll: got "book/1", expected "sensitivity-calibration/1"'
 */
export function parseSensitivityCalibration(document: unknown, where: string = 'calibration'): SensitivityCalibration {
  readFormat(readRecord(document, where).plimsoll, `${where}.plimsoll`, 'sensitivity-calibration/1')
  const fields = readFields(document, where, fieldsOfDocument)
  const interestRate = readInterestRate(fields.interestRate, `${where}.interestRate`)
  const creditQualifying = readBucketed(fields.creditQualifying, `${where}.creditQualifying`, [
    'baseCorrelationCorrelation',
  ])
  const rest = {
    creditNonQualifying: readBucketed(fields.creditNonQualifying, `${where}.creditNonQualifying`),
    equity: readBucketed(fields.equity, `${where}.equity`),
    commodity: readBucketed(fields.commodity, `${where}.commodity`),
    fx: readFx(fields.fx, `${where}.fx`),
  }
  const classes = {
    interestRate,
    creditQualifying: {
      ...creditQualifying,
      baseCorrelationCorrelation: readCorrelation(
        readRecord(fields.creditQualifying, `${where}.creditQualifying`).baseCorrelationCorrelation,
        `${where}.creditQualifying.baseCorrelationCorrelation`,
      ),
    },
    ...rest,
  }
  const horizons = readList(fields.horizons, `${where}.horizons`)
  return freezeDocument({
    plimsoll: 'sensitivity-calibration/1',
    id: readString(fields.id, `${where}.id`),
    version: readString(fields.version, `${where}.version`),
    ...(fields.source === undefined ? {} : { source: readString(fields.source, `${where}.source`) }),
    currency: readString(fields.currency, `${where}.currency`),
    yearDays: readPositive(fields.yearDays, `${where}.yearDays`),
    volatilityConfidence: readConfidence(fields.volatilityConfidence, `${where}.volatilityConfidence`),
    curvatureConfidence: readConfidence(fields.curvatureConfidence, `${where}.curvatureConfidence`),
    horizons: horizons.map((horizon, row) => parseHorizon(horizon, `${where}.horizons[${row}]`, classes)),
    ...classes,
    riskClassCorrelations: readCorrelations(
      fields.riskClassCorrelations,
      `${where}.riskClassCorrelations`,
      riskClasses,
    ),
    addOns: readAddOns(fields.addOns, `${where}.addOns`),
  })
}

function readInterestRate(value: unknown, where: string): InterestRateCalibration {
  const correlations = [
    'subCurveCorrelation',
    'inflationCorrelation',
    'crossCurrencyBasisCorrelation',
    'currencyCorrelation',
  ] as const
  const fields = readFields(value, where, [
    'tenorCorrelations',
    ...correlations,
    'volatilityGroups',
    'concentrationGroups',
    'deltaThresholds',
    'vegaThresholds',
  ])
  const concentrationGroups = readGroups(fields.concentrationGroups, `${where}.concentrationGroups`)
  const groups = groupNames(concentrationGroups)
  const [subCurveCorrelation, inflationCorrelation, crossCurrencyBasisCorrelation, currencyCorrelation] =
    correlations.map((name) => readCorrelation(fields[name], `${where}.${name}`)) as [number, number, number, number]
  return {
    tenorCorrelations: readCorrelations(fields.tenorCorrelations, `${where}.tenorCorrelations`),
    subCurveCorrelation,
    inflationCorrelation,
    crossCurrencyBasisCorrelation,
    currencyCorrelation,
    volatilityGroups: readGroups(fields.volatilityGroups, `${where}.volatilityGroups`),
    concentrationGroups,
    deltaThresholds: readTable(fields.deltaThresholds, `${where}.deltaThresholds`, groups, readPositive),
    vegaThresholds: readTable(fields.vegaThresholds, `${where}.vegaThresholds`, groups, readPositive),
  }
}

function readBucketed(value: unknown, where: string, more: readonly string[] = []): BucketedCalibration {
  const fields = readFields(value, where, [
    'buckets',
    'bucketCorrelations',
    'residual',
    'netting',
    'sameNameBy',
    ...more,
  ])
  const buckets = readList(fields.buckets, `${where}.buckets`).map((bucket, row) =>
    readBucket(bucket, `${where}.buckets[${row}]`),
  )
  const residual = fields.residual === undefined ? undefined : readBucket(fields.residual, `${where}.residual`)
  const names = [...buckets, ...(residual === undefined ? [] : [residual])].map(({ name }) => name)
  const twice = names.find((name, row) => names.indexOf(name) !== row)
  if (twice !== undefined) refuse(`${where}.buckets`, twice, 'every bucket name once')
  return {
    buckets,
    bucketCorrelations: readCorrelationMatrix(fields.bucketCorrelations, `${where}.bucketCorrelations`, buckets.length),
    ...(residual === undefined ? {} : { residual }),
    netting: readChoice(fields.netting, `${where}.netting`, ['name', 'nameTenorLabel']),
    sameNameBy: readChoice(fields.sameNameBy, `${where}.sameNameBy`, ['qualifier', 'label2']),
  }
}

function readBucket(value: unknown, where: string): RiskBucket {
  const fields = readFields(value, where, [
    'name',
    'sameNameCorrelation',
    'otherNameCorrelation',
    'deltaThreshold',
    'vegaThreshold',
    'curvature',
  ])
  if (typeof fields.curvature !== 'boolean') refuse(`${where}.curvature`, fields.curvature, 'true or false')
  return {
    name: readString(fields.name, `${where}.name`),
    sameNameCorrelation: readCorrelation(fields.sameNameCorrelation, `${where}.sameNameCorrelation`),
    otherNameCorrelation: readCorrelation(fields.otherNameCorrelation, `${where}.otherNameCorrelation`),
    deltaThreshold: readPositive(fields.deltaThreshold, `${where}.deltaThreshold`),
    vegaThreshold: readPositive(fields.vegaThreshold, `${where}.vegaThreshold`),
    curvature: fields.curvature === true,
  }
}

function readFx(value: unknown, where: string): FxCalibration {
  const fields = readFields(value, where, [
    'volatilityGroups',
    'currencyCorrelations',
    'volatilityCorrelation',
    'concentrationGroups',
    'deltaThresholds',
    'vegaThresholds',
  ])
  const volatilityGroups = readGroups(fields.volatilityGroups, `${where}.volatilityGroups`)
  const concentrationGroups = readGroups(fields.concentrationGroups, `${where}.concentrationGroups`)
  const volatile = groupNames(volatilityGroups)
  const concentrated = groupNames(concentrationGroups)
  return {
    volatilityGroups,
    currencyCorrelations: readTable(
      fields.currencyCorrelations,
      `${where}.currencyCorrelations`,
      volatile,
      // The diagonal is between two different currencies of one group, and so is no one.
      (table, place) => readNamed(table, place, volatile, readCorrelation),
    ),
    volatilityCorrelation: readCorrelation(fields.volatilityCorrelation, `${where}.volatilityCorrelation`),
    concentrationGroups,
    deltaThresholds: readTable(fields.deltaThresholds, `${where}.deltaThresholds`, concentrated, readPositive),
    vegaThresholds: readNamed(fields.vegaThresholds, `${where}.vegaThresholds`, concentrated, readPositive),
  }
}

function readAddOns(value: unknown, where: string): SensitivityCalibration['addOns'] {
  const fields = readFields(value, where, ['productClassMultipliers', 'notionalFactors', 'fixedAmount'])
  const table = (name: string, read: (entry: unknown, place: string) => number): Readonly<Record<string, number>> => {
    const record = readRecord(fields[name], `${where}.${name}`)
    return readTable(record, `${where}.${name}`, Object.keys(record), read)
  }
  return {
    productClassMultipliers: table('productClassMultipliers', readMultiplier),
    notionalFactors: table('notionalFactors', readNotNegative),
    fixedAmount: readNotNegative(fields.fixedAmount, `${where}.fixedAmount`),
  }
}

function readMultiplier(value: unknown, where: string): number {
  const number = readNumber(value, where, 'a multiplier of at least 1')
  if (number < 1) refuse(where, value, 'a multiplier of at least 1')
  return number
}

function readNotNegative(value: unknown, where: string): number {
  const number = readNumber(value, where, 'a number of at least 0')
  if (number < 0) refuse(where, value, 'a number of at least 0')
  return number
}
