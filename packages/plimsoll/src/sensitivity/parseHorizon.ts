import { type Fields, readFields, readPositive, readRecord } from '../document/read.js'
import type { BucketedCalibration, BucketWeights, HorizonCalibration, SensitivityCalibration } from './calibration.js'
import { readLine, refuse } from './readMatrix.js'
import { groupNames, readNamed, readTable } from './readTables.js'

/** The risk classes as read, which say what a horizon must give weights for. */
export type RiskClassCalibrations = Pick<
  SensitivityCalibration,
  'interestRate' | 'creditQualifying' | 'creditNonQualifying' | 'equity' | 'commodity' | 'fx'
>

/** Reads the weights of one horizon against the groups and buckets that the risk classes define. */
export function parseHorizon(value: unknown, where: string, classes: RiskClassCalibrations): HorizonCalibration {
  const fields = readFields(value, where, [
    'horizonDays',
    'calendarDays',
    'concentration',
    'interestRate',
    'creditQualifying',
    'creditNonQualifying',
    'equity',
    'commodity',
    'fx',
  ])
  if (typeof fields.concentration !== 'boolean') refuse(`${where}.concentration`, fields.concentration, 'true or false')
  const rates = `${where}.interestRate`
  const rate = readFields(fields.interestRate, rates, [
    'deltaWeights',
    'inflationWeight',
    'crossCurrencyBasisWeight',
    'vegaWeight',
    'historicalVolatilityRatio',
  ])
  const tenors = classes.interestRate.tenorCorrelations.names.length
  const fxWhere = `${where}.fx`
  const fx = readFields(fields.fx, fxWhere, ['deltaWeights', 'vegaWeight', 'historicalVolatilityRatio'])
  const ratio = (from: Fields, place: string): number =>
    readPositive(from.historicalVolatilityRatio, `${place}.historicalVolatilityRatio`)
  const credit = readRecord(fields.creditQualifying, `${where}.creditQualifying`)
  const equity = readRecord(fields.equity, `${where}.equity`)
  const commodity = readRecord(fields.commodity, `${where}.commodity`)
  const weights = (
    name: 'creditQualifying' | 'creditNonQualifying' | 'equity' | 'commodity',
    more: readonly string[],
  ) => readWeights(fields[name], `${where}.${name}`, classes[name], more)
  return {
    horizonDays: readPositive(fields.horizonDays, `${where}.horizonDays`),
    calendarDays: readPositive(fields.calendarDays, `${where}.calendarDays`),
    concentration: fields.concentration === true,
    interestRate: {
      deltaWeights: readTable(
        rate.deltaWeights,
        `${rates}.deltaWeights`,
        groupNames(classes.interestRate.volatilityGroups),
        (list, place) => readLine(list, place, tenors, readPositive),
      ),
      inflationWeight: readPositive(rate.inflationWeight, `${rates}.inflationWeight`),
      crossCurrencyBasisWeight: readPositive(rate.crossCurrencyBasisWeight, `${rates}.crossCurrencyBasisWeight`),
      vegaWeight: readPositive(rate.vegaWeight, `${rates}.vegaWeight`),
      historicalVolatilityRatio: ratio(rate, rates),
    },
    creditQualifying: {
      ...weights('creditQualifying', ['baseCorrelationWeight']),
      baseCorrelationWeight: readPositive(
        credit.baseCorrelationWeight,
        `${where}.creditQualifying.baseCorrelationWeight`,
      ),
    },
    creditNonQualifying: weights('creditNonQualifying', []),
    equity: {
      ...weights('equity', ['historicalVolatilityRatio']),
      historicalVolatilityRatio: ratio(equity, `${where}.equity`),
    },
    commodity: {
      ...weights('commodity', ['historicalVolatilityRatio']),
      historicalVolatilityRatio: ratio(commodity, `${where}.commodity`),
    },
    fx: {
      deltaWeights: readNamed(
        fx.deltaWeights,
        `${fxWhere}.deltaWeights`,
        groupNames(classes.fx.volatilityGroups),
        readPositive,
      ),
      vegaWeight: readPositive(fx.vegaWeight, `${fxWhere}.vegaWeight`),
      historicalVolatilityRatio: ratio(fx, fxWhere),
    },
  }
}

function readWeights(
  value: unknown,
  where: string,
  { buckets, residual }: BucketedCalibration,
  more: readonly string[],
): BucketWeights {
  const fields = readFields(value, where, ['deltaWeights', 'vegaWeights', ...more])
  const names = [...buckets, ...(residual === undefined ? [] : [residual])].map(({ name }) => name)
  return {
    deltaWeights: readTable(fields.deltaWeights, `${where}.deltaWeights`, names, readPositive),
    vegaWeights: readTable(fields.vegaWeights, `${where}.vegaWeights`, names, readPositive),
  }
}
