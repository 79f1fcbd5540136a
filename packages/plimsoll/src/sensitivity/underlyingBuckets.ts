import { readFields, readFormat, readList, readPositive, readRecord, readString } from '../document/read.js'
import { freezeDocument } from './freezeDocument.js'
import { readConfidence, readCorrelation, readCorrelationMatrix, readLine, refuse } from './readMatrix.js'

/**
 * The numbers of a sensitivity margin on underlyings: buckets such as large coins, other coins and stablecoins, with their
 * weights and how they move together. All of them are the document's; the library has no defaults.
 */
export interface UnderlyingBuckets {
  readonly plimsoll: 'sensitivity-buckets/1'
  readonly id: string
  /** Confidence of the move that a delta weight stands for; curvature reads the volatility back from it. */
  readonly moveConfidence: number
  /** Confidence of the curvature margin. */
  readonly curvatureConfidence: number
  readonly buckets: readonly UnderlyingBucket[]
  /** In the order of `buckets`; ones on the diagonal. */
  readonly bucketCorrelations: readonly (readonly number[])[]
  /** For every row whose bucket is not in the list: margined by itself, offset by nothing outside. */
  readonly residual: UnderlyingBucket
  readonly vegaTenors: VegaTenors
}

export interface UnderlyingBucket {
  readonly name: string
  /** Price move over the margin period, a fraction. */
  readonly deltaWeight: number
  /** Relative volatility move over the margin period at a tenor of weight 1, a fraction. */
  readonly vegaWeight: number
  /** Between two underlyings of the bucket. */
  readonly correlation: number
  /** Net delta of one underlying, in currency, above which it is charged more; absent: never. */
  readonly deltaThreshold?: number
  /** Net vega of one underlying, in currency, above which it is charged more; absent: never. */
  readonly vegaThreshold?: number
}

/**
 * Knots of the volatility term structure. A vega between two knots is shared by both in proportion to its distance; outside it
 * belongs to the nearest.
 */
export interface VegaTenors {
  /** Ascending. */
  readonly tenorDays: readonly number[]
  /** How much a knot moves against the vega weight. */
  readonly weights: readonly number[]
  readonly correlations: readonly (readonly number[])[]
}

/**
 * Reads and checks a document of buckets. Throws DOCUMENT_VERSION, INPUT_INVALID or INPUT_UNKNOWN_FIELD with the field's path.
 *
 * @example
 * import { parseUnderlyingBuckets } from 'plimsoll'
 * let message = ''
 * try { parseUnderlyingBuckets({ plimsoll: 'spec/1' }) } catch (error) { message = error.message }
 * message // => 'buckets.plimsoll: got "spec/1", expected "sensitivity-buckets/1"'
 */
export function parseUnderlyingBuckets(document: unknown, where: string = 'buckets'): UnderlyingBuckets {
  readFormat(readRecord(document, where).plimsoll, `${where}.plimsoll`, 'sensitivity-buckets/1')
  const fields = readFields(document, where, [
    'plimsoll',
    'id',
    'moveConfidence',
    'curvatureConfidence',
    'buckets',
    'bucketCorrelations',
    'residual',
    'vegaTenors',
  ])
  const list = readList(fields.buckets, `${where}.buckets`)
  const buckets = list.map((bucket, row) => readBucket(bucket, `${where}.buckets[${row}]`))
  const residual = readBucket(fields.residual, `${where}.residual`)
  const names = [...buckets, residual].map(({ name }) => name)
  const twice = names.find((name, row) => names.indexOf(name) !== row)
  if (twice !== undefined) refuse(`${where}.buckets`, twice, 'every bucket name once')
  return freezeDocument({
    plimsoll: 'sensitivity-buckets/1',
    id: readString(fields.id, `${where}.id`),
    moveConfidence: readConfidence(fields.moveConfidence, `${where}.moveConfidence`),
    curvatureConfidence: readConfidence(fields.curvatureConfidence, `${where}.curvatureConfidence`),
    buckets,
    bucketCorrelations: readCorrelationMatrix(fields.bucketCorrelations, `${where}.bucketCorrelations`, buckets.length),
    residual,
    vegaTenors: readTenors(fields.vegaTenors, `${where}.vegaTenors`),
  })
}

function readBucket(value: unknown, where: string): UnderlyingBucket {
  const fields = readFields(value, where, [
    'name',
    'deltaWeight',
    'vegaWeight',
    'correlation',
    'deltaThreshold',
    'vegaThreshold',
  ])
  return {
    name: readString(fields.name, `${where}.name`),
    deltaWeight: readPositive(fields.deltaWeight, `${where}.deltaWeight`),
    vegaWeight: readPositive(fields.vegaWeight, `${where}.vegaWeight`),
    correlation: readCorrelation(fields.correlation, `${where}.correlation`),
    ...(fields.deltaThreshold === undefined
      ? {}
      : { deltaThreshold: readPositive(fields.deltaThreshold, `${where}.deltaThreshold`) }),
    ...(fields.vegaThreshold === undefined
      ? {}
      : { vegaThreshold: readPositive(fields.vegaThreshold, `${where}.vegaThreshold`) }),
  }
}

function readTenors(value: unknown, where: string): VegaTenors {
  const fields = readFields(value, where, ['tenorDays', 'weights', 'correlations'])
  const days = readList(fields.tenorDays, `${where}.tenorDays`)
  const tenorDays = days.map((entry, row) => readPositive(entry, `${where}.tenorDays[${row}]`))
  if (tenorDays.length === 0) refuse(`${where}.tenorDays`, [], 'at least one tenor')
  for (const [row, tenor] of tenorDays.entries()) {
    if (row > 0 && tenor <= tenorDays[row - 1]!) refuse(`${where}.tenorDays[${row}]`, tenor, 'ascending tenors')
  }
  return {
    tenorDays,
    weights: readLine(fields.weights, `${where}.weights`, tenorDays.length, readPositive),
    correlations: readCorrelationMatrix(fields.correlations, `${where}.correlations`, tenorDays.length),
  }
}
