import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { RiskBucket, SensitivityCalibration } from './calibration.js'
import { type CrifRow, parseCrif } from './crif.js'
import { crifMargin } from './crifMargin.js'
import type { SensitivityNode } from './node.js'
import { parseSensitivityCalibration } from './parseCalibration.js'

/**
 * Third-party SIMM vectors in shared/oracles/classical (each file names its source), under the calibrations that stand beside
 * them. Both are licensed by ISDA for commercial use and are no part of this repository: without the folder these tests are
 * skipped, and say so.
 */
const shared = process.env.PLIMSOLL_SHARED ?? new URL('../../../../../shared', import.meta.url).pathname
const folder = `${shared}/oracles/classical`
const present = existsSync(folder)
if (!present) console.warn(`SKIPPED: SIMM oracles, no folder ${folder} (set PLIMSOLL_SHARED)`)
const read = <T>(file: string): T => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as T
const files = present ? readdirSync(folder).filter((name) => /^simm_.*\.json$/.test(name)) : []
const calibrationFiles = files.filter((name) => name.startsWith('simm_calibration_'))
const vectorFiles = files.filter((name) => !name.startsWith('simm_calibration_'))

interface Entry {
  readonly bucket?: string
  readonly label1?: string
  readonly label2?: string
  readonly v: number
}
type PerHorizon<T> = Readonly<Record<string, T>>
interface Weights {
  readonly Delta: PerHorizon<readonly Entry[]>
  readonly Vega: PerHorizon<readonly Entry[]>
  readonly HistoricalVolatilityRatio?: PerHorizon<number>
  readonly Inflation?: PerHorizon<number>
  readonly XCcyBasis?: PerHorizon<number>
  readonly BaseCorrelation?: PerHorizon<number>
}
interface ClassFile {
  readonly rw: Weights
  readonly corr: {
    readonly IntraBucket: readonly Entry[]
    readonly InterBucket?: readonly Entry[]
    readonly SubCurves?: number
    readonly Inflation?: number
    readonly XCcyBasis?: number
    readonly Outer?: number
    readonly BaseCorrelation?: number
    readonly Volatility?: number
  }
  readonly ct: { readonly Delta: readonly Entry[]; readonly Vega: readonly Entry[] }
  readonly currencyBuckets?: readonly (readonly [string, string])[]
  readonly ctCurrencyBuckets?: readonly (readonly [string, string])[]
}
type ClassName = 'InterestRate' | 'CreditQualifying' | 'CreditNonQualifying' | 'Equity' | 'Commodity' | 'FX'
type CalibrationFile = Readonly<Record<ClassName, ClassFile>> & {
  readonly version: readonly string[]
  readonly riskClassCorr: readonly Entry[]
}

const million = 1e6
const ourNames: Readonly<Record<ClassName, string>> = {
  InterestRate: 'interestRate',
  CreditQualifying: 'creditQualifying',
  CreditNonQualifying: 'creditNonQualifying',
  Equity: 'equity',
  Commodity: 'commodity',
  FX: 'fx',
}

/** The file's own shape as a calibration document of ours. */
function calibrationOf(name: string): SensitivityCalibration {
  const file = read<CalibrationFile>(name)
  const horizons = Object.keys(file.InterestRate.rw.Delta)
  const document = {
    plimsoll: 'sensitivity-calibration/1',
    id: 'SIMM',
    version: file.version.join(' '),
    currency: 'USD',
    yearDays: 365,
    volatilityConfidence: 0.99,
    curvatureConfidence: 0.995,
    horizons: horizons.map((horizon) => horizonOf(file, horizon)),
    interestRate: {
      tenorCorrelations: matrixOf(file.InterestRate.corr.IntraBucket, tenorsOf(file), 1),
      subCurveCorrelation: file.InterestRate.corr.SubCurves,
      inflationCorrelation: file.InterestRate.corr.Inflation,
      crossCurrencyBasisCorrelation: file.InterestRate.corr.XCcyBasis,
      currencyCorrelation: file.InterestRate.corr.Outer,
      volatilityGroups: groupsOf(file.InterestRate.currencyBuckets),
      concentrationGroups: groupsOf(file.InterestRate.ctCurrencyBuckets),
      deltaThresholds: tableOf(file.InterestRate.ct.Delta, million),
      vegaThresholds: tableOf(file.InterestRate.ct.Vega, million),
    },
    creditQualifying: {
      ...bucketedOf(file.CreditQualifying, 'qualifier'),
      baseCorrelationCorrelation: file.CreditQualifying.corr.BaseCorrelation,
    },
    creditNonQualifying: bucketedOf(file.CreditNonQualifying, 'label2'),
    equity: bucketedOf(file.Equity, 'qualifier', '12'),
    commodity: bucketedOf(file.Commodity, 'qualifier'),
    fx: fxOf(file.FX),
    riskClassCorrelations: riskClassCorrelationsOf(file),
    addOns: { productClassMultipliers: {}, notionalFactors: {}, fixedAmount: 0 },
  }
  return parseSensitivityCalibration(document, name)
}

function tenorsOf(file: CalibrationFile): readonly string[] {
  return [...new Set(file.InterestRate.corr.IntraBucket.map(({ label1 }) => label1!))]
}

function horizonOf(file: CalibrationFile, horizon: string) {
  const rates = file.InterestRate.rw
  const groups = [...new Set(rates.Delta[horizon]!.map(({ bucket }) => bucket!))]
  const bucketed = (name: ClassName) => {
    const { rw } = file[name]
    const deltaWeights = tableOf(rw.Delta[horizon]!)
    return { deltaWeights, vegaWeights: tableOf(rw.Vega[horizon]!, 1, Object.keys(deltaWeights)) }
  }
  const ratio = (name: ClassName) => ({
    historicalVolatilityRatio: file[name].rw.HistoricalVolatilityRatio![horizon],
  })
  return {
    horizonDays: Number(horizon),
    calendarDays: 1.4 * Number(horizon),
    concentration: horizon !== '1',
    interestRate: {
      deltaWeights: Object.fromEntries(
        groups.map((group) => [
          group,
          tenorsOf(file).map(
            (tenor) => rates.Delta[horizon]!.find(({ bucket, label1 }) => bucket === group && label1 === tenor)!.v,
          ),
        ]),
      ),
      inflationWeight: rates.Inflation![horizon],
      crossCurrencyBasisWeight: rates.XCcyBasis![horizon],
      vegaWeight: rates.Vega[horizon]![0]!.v,
      ...ratio('InterestRate'),
    },
    creditQualifying: {
      ...bucketed('CreditQualifying'),
      baseCorrelationWeight: file.CreditQualifying.rw.BaseCorrelation![horizon],
    },
    creditNonQualifying: bucketed('CreditNonQualifying'),
    equity: { ...bucketed('Equity'), ...ratio('Equity') },
    commodity: { ...bucketed('Commodity'), ...ratio('Commodity') },
    fx: {
      deltaWeights: fullMatrixOf(file.FX.rw.Delta[horizon]!),
      vegaWeight: file.FX.rw.Vega[horizon]![0]!.v,
      ...ratio('FX'),
    },
  }
}

function bucketedOf(file: ClassFile, sameNameBy: 'qualifier' | 'label2', withoutCurvature?: string) {
  const deltaThresholds = tableOf(file.ct.Delta, million)
  const names = Object.keys(deltaThresholds)
  const vegaThresholds = tableOf(file.ct.Vega, million, names)
  const intra = file.corr.IntraBucket
  const credit = intra.some(({ label1 }) => label1 === 'aggregate')
  const creditCorrelation = (name: string, which: string): number => {
    const set = name === 'Residual' ? 'residual' : 'aggregate'
    return intra.find(({ label1, label2 }) => label1 === set && label2 === which)!.v
  }
  const bucket = (name: string): RiskBucket => ({
    name,
    sameNameCorrelation: credit ? creditCorrelation(name, 'same') : 1,
    otherNameCorrelation: credit
      ? creditCorrelation(name, 'different')
      : intra.find((entry) => entry.bucket === name)!.v,
    deltaThreshold: deltaThresholds[name]!,
    vegaThreshold: vegaThresholds[name]!,
    curvature: name !== withoutCurvature,
  })
  const ordinary = names.filter((name) => name !== 'Residual')
  return {
    buckets: ordinary.map(bucket),
    bucketCorrelations: matrixOf(file.corr.InterBucket!, ordinary, 1).values,
    ...(names.includes('Residual') ? { residual: bucket('Residual') } : {}),
    netting: credit ? 'nameTenorLabel' : 'name',
    sameNameBy,
  }
}

function fxOf(file: ClassFile) {
  const groups = [...new Set(file.currencyBuckets!.map(([group]) => group))]
  const concentrated = [...new Set(file.ctCurrencyBuckets!.map(([group]) => group))].sort()
  // The file numbers the pairs of concentration groups (1,1), (1,2), … (2,2), … from 1.
  const pairs = concentrated.flatMap((a, row) => concentrated.slice(row).map((b) => [a, b] as const))
  const vega = tableOf(file.ct.Vega, million)
  const entries = pairs.flatMap(([label1, label2], row) => {
    const v = vega[String(row + 1)]!
    return [
      { label1, label2, v },
      { label1: label2, label2: label1, v },
    ]
  })
  return {
    volatilityGroups: groupsOf(file.currencyBuckets),
    currencyCorrelations: Object.fromEntries(
      groups.map((group) => [group, fullMatrixOf(file.corr.IntraBucket.filter(({ bucket }) => bucket === group))]),
    ),
    volatilityCorrelation: file.corr.Volatility,
    concentrationGroups: groupsOf(file.ctCurrencyBuckets),
    deltaThresholds: tableOf(file.ct.Delta, million),
    vegaThresholds: fullMatrixOf(entries),
  }
}

function riskClassCorrelationsOf(file: CalibrationFile) {
  const names = Object.keys(ourNames) as ClassName[]
  return { names: names.map((name) => ourNames[name]), values: matrixOf(file.riskClassCorr, names, 1).values }
}

/** By bucket; one entry without a bucket stands for all of `names`. */
function tableOf(entries: readonly Entry[], unit = 1, names: readonly string[] = []): Readonly<Record<string, number>> {
  const [only] = entries
  if (entries.length === 1 && only!.bucket === undefined) {
    return Object.fromEntries(names.map((name) => [name, only!.v * unit]))
  }
  return Object.fromEntries(entries.map(({ bucket, v }) => [bucket!, v * unit]))
}

function fullMatrixOf(entries: readonly Entry[]) {
  return matrixOf(entries, [...new Set(entries.map(({ label1 }) => label1!))])
}

function matrixOf(entries: readonly Entry[], names: readonly string[], diagonal?: number) {
  const values = names.map((row) =>
    names.map((column) => {
      if (row === column && diagonal !== undefined) return diagonal
      const found = entries.find(({ label1, label2 }) => label1 === row && label2 === column)
      if (found === undefined) throw new Error(`no correlation of ${row} and ${column}`)
      return found.v
    }),
  )
  return { names, values }
}

function groupsOf(list: readonly (readonly [string, string])[] | undefined) {
  const others = list!.find(([, currency]) => currency === 'Other')![0]
  const byCurrency = Object.fromEntries(
    list!.filter(([, currency]) => currency !== 'Other').map(([group, currency]) => [currency, group]),
  )
  return { byCurrency, others }
}

const calibrations = new Map<string, SensitivityCalibration>()
for (const name of calibrationFiles) {
  const calibration = calibrationOf(name)
  const fromName = /^simm_calibration_(.*)\.json$/.exec(name)![1]!
  for (const version of [...calibration.version.split(' '), fromName, ...fromName.split('_')]) {
    if (version !== 'latest') calibrations.set(version, calibration)
  }
}

interface VectorRow {
  readonly kind?: string
  readonly productClass?: string
  readonly riskType?: string
  readonly qualifier?: string
  readonly bucket?: string
  readonly label1?: string
  readonly label2?: string
  readonly amount: number
  readonly amountUSD?: number
}

/** A row of a vector file in the interchange format; amounts are in the calculation currency, USD. */
function rowOf(row: VectorRow): CrifRow {
  const { riskType, qualifier = '', productClass, bucket = '', label1 = '', label2 = '' } = row
  const type = row.kind === undefined || row.kind === 'sensitivity' ? riskType : row.kind
  const amount = row.amountUSD ?? row.amount
  const addOn = type === 'Notional' || type?.startsWith('Param_')
  const fields = addOn
    ? { riskType: type, qualifier, amount }
    : { productClass, riskType: type, qualifier, bucket, label1, label2, amount }
  return parseCrif([fields])[0]!
}

type Expected = number | Readonly<Record<string, number>>
type Side = 'call' | 'post'
type Tolerance = number | { readonly abs?: number; readonly rel?: number }

/** A case names rows of its file or brings its own; version, side, period and tolerance stand in the case or in the file. */
interface VectorCase {
  readonly id?: string
  readonly simmVersion?: string
  readonly version?: string
  readonly side?: string
  readonly holdingPeriod?: string
  readonly calculationCurrency?: string
  readonly inputs?: readonly (string | VectorRow)[]
  readonly rows?: readonly (string | VectorRow)[]
  readonly crif?: readonly (string | VectorRow)[]
  readonly mode?: string
  readonly expected: Expected | Readonly<Record<Side, Expected>>
  readonly tolerance?: Tolerance
}
interface VectorFile extends Omit<VectorCase, 'expected' | 'rows'> {
  readonly topic: string
  readonly rows?: Readonly<Record<string, VectorRow>>
  readonly cases: readonly VectorCase[]
}
interface Vector {
  readonly id: string
  readonly version: string
  readonly side: Side
  readonly horizonDays: number
  readonly calculationCurrency: string
  readonly rows: readonly CrifRow[]
  readonly expected: Readonly<Record<string, number>>
  readonly tolerance: Tolerance
}

function vectorsOf(name: string): readonly Vector[] {
  const file = read<VectorFile>(name)
  const fail = (what: string): never => {
    throw new Error(`${name}: ${what} that nobody here handles`)
  }
  if (!/simm/i.test(file.topic) || !Array.isArray(file.cases)) return fail(`topic ${file.topic}`)
  return file.cases.flatMap((one, place) => {
    const given = one.inputs ?? one.rows ?? one.crif ?? fail(`case ${place} without rows`)
    const rows = given.map((row: string | VectorRow) => rowOf(typeof row === 'string' ? file.rows![row]! : row))
    const version = one.simmVersion ?? one.version ?? file.simmVersion ?? file.version ?? fail('a version')
    const tolerance = one.tolerance ?? file.tolerance ?? fail('no tolerance')
    if (one.mode !== undefined && one.mode !== 'Total') return fail(`mode ${one.mode}`)
    const period = /^(\d+) ?d/i.exec(one.holdingPeriod ?? file.holdingPeriod ?? '10d') ?? fail('a holding period')
    const bySide = Object.entries(one.expected).every(([key]) => /^(call|post)$/i.test(key))
    const sides: readonly [string, Expected][] =
      typeof one.expected === 'object' && bySide
        ? Object.entries(one.expected as Readonly<Record<Side, Expected>>)
        : [[one.side ?? file.side ?? 'call', one.expected as Expected]]
    return sides.map(([side, expected]) => ({
      id: `${one.id ?? place} ${side} ${period[0]}`,
      version,
      side: /^post$/i.test(side) ? 'post' : /^call$/i.test(side) ? 'call' : fail(`side ${side}`),
      horizonDays: Number(period[1]),
      calculationCurrency: one.calculationCurrency ?? file.calculationCurrency ?? 'USD',
      rows,
      expected: typeof expected === 'number' ? { total: expected } : expected,
      tolerance,
    }))
  })
}

/** The sum over the risk classes and product classes of one measure, each product class aggregated on its own. */
function component(tree: SensitivityNode, kind: string, calibration: SensitivityCalibration): number {
  const { names, values } = calibration.riskClassCorrelations
  let sum = 0
  for (const productClass of tree.children.filter((child) => child.kind === 'productClass')) {
    const measures = productClass.children.map((riskClass) => ({
      index: names.indexOf(riskClass.label),
      value: riskClass.children.find((measure) => measure.kind === kind)?.value ?? 0,
    }))
    let square = 0
    for (const a of measures) for (const b of measures) square += values[a.index]![b.index]! * a.value * b.value
    sum += Math.sqrt(square)
  }
  return sum
}

/** What a column of expected numbers names. */
function columnOf(name: string, tree: SensitivityNode, calibration: SensitivityCalibration): number {
  const column = name.toLowerCase()
  if (column.includes('addon')) return tree.children.find((child) => child.kind === 'addOns')?.value ?? 0
  if (column.includes('base')) return component(tree, 'baseCorrelation', calibration)
  if (column.includes('delta')) return component(tree, 'delta', calibration)
  if (column.includes('vega')) return component(tree, 'vega', calibration)
  if (column.includes('curv')) return component(tree, 'curvature', calibration)
  if (/total|all|im|margin/.test(column)) return tree.value
  throw new Error(`a column ${name} that nobody here handles`)
}

function within(ours: number, expected: number, tolerance: Tolerance): boolean {
  const { abs = 0, rel = 0 } = typeof tolerance === 'number' ? { abs: tolerance, rel: tolerance } : tolerance
  return Math.abs(ours - expected) <= Math.max(abs, rel * Math.abs(expected))
}

/** Versions of which vectors but no calibration were published to us; their cases are run as soon as one stands there. */
const withoutCalibration = ['2.4']

describe.skipIf(!present)('SIMM vectors', () => {
  test('there are calibrations and vectors', () => {
    expect(calibrationFiles.length).toBeGreaterThan(0)
    expect(vectorFiles.length).toBeGreaterThan(0)
  })

  test.each(vectorFiles)('%s', (name) => {
    const faults: string[] = []
    for (const { id, version, side, horizonDays, calculationCurrency, rows, expected, tolerance } of vectorsOf(name)) {
      const calibration = calibrations.get(version)
      if (calibration === undefined) {
        if (withoutCalibration.includes(version)) console.warn(`!! SKIPPED: ${name} ${id}: no calibration ${version}`)
        else faults.push(`${id}: no calibration ${version}`)
        continue
      }
      const { tree } = crifMargin(rows, calibration, { horizonDays, calculationCurrency, side })
      for (const [column, number] of Object.entries(expected)) {
        const ours = columnOf(column, tree, calibration)
        if (!within(ours, number, tolerance)) faults.push(`${id} ${column}: ${ours}, expected ${number}`)
      }
    }
    expect(faults).toEqual([])
  })

  test.each(calibrationFiles)('%s: every vector has a margin whose parts and tree add up, from both sides', (name) => {
    const calibration = calibrationOf(name)
    const vectors = vectorFiles.flatMap(vectorsOf)
    for (const { rows, horizonDays, calculationCurrency, id } of vectors) {
      for (const side of ['call', 'post'] as const) {
        const { value, tree, parts } = crifMargin(rows, calibration, { horizonDays, calculationCurrency, side })
        expect(value, id).toBe(tree.children.reduce((sum, child) => sum + child.value, 0))
        const size = parts.reduce((sum, part) => sum + Math.abs(part), value)
        // Each part is a product of a handful of rounded numbers: a few units in the last place of the largest.
        expect(Math.abs(parts.reduce((sum, part) => sum + part, 0) - value), id).toBeLessThanOrEqual(1e-12 * size)
      }
    }
  })
})
