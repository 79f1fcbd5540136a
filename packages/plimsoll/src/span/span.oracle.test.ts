import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { CalendarSpread } from './calendarSpreads.js'
import { type CombinedCommodity, lossPositive, type SpanPosition } from './combinedCommodity.js'
import { spanScanRisk } from './scanRisk.js'
import { spanRiskArray, spanScenarios } from './scenarios.js'
import { type SpanCommodityResult, spanRequirement } from './spanRequirement.js'

/** shared/oracles/classical/span.json; every block names its own source. Skipped, loudly, where the folder is absent. */
const shared = process.env.PLIMSOLL_SHARED ?? new URL('../../../../../shared', import.meta.url).pathname
const file = `${shared}/oracles/classical/span.json`
const present = existsSync(file)
if (!present) console.warn(`SKIPPED: SPAN oracles, no ${file} (set PLIMSOLL_SHARED)`)

interface Case {
  readonly id?: string
  readonly positions?: Readonly<Record<string, number>>
  readonly qty?: number
  readonly inputs?: Readonly<Record<string, unknown>>
  readonly expected?: Readonly<Record<string, unknown>>
  readonly expectedScanRisk?: number
  readonly expectedTotal?: number
  readonly expectedArray?: readonly number[]
  readonly activeScenario?: number
  readonly activeScenarios?: readonly number[]
  readonly check?: string
  readonly rule?: string
  readonly product?: string
  readonly model?: string
}
interface Block {
  readonly id: string
  readonly signConvention?: string
  readonly params?: {
    readonly priceScanRange: number
    readonly extremeMoveMultiplier: number
    readonly extremeCoveredFraction: number
    readonly somPerShortOption: number
    readonly somMethod: string
    readonly initialToMaintenance: readonly number[]
    readonly contractValueFactor: number
  }
  readonly arrays?: Readonly<Record<string, readonly number[]>>
  readonly cases: readonly Case[]
}
interface Oracle {
  readonly scenarioOrder: readonly string[]
  readonly blocks: readonly Block[]
}

const oracle: Oracle = present ? (JSON.parse(readFileSync(file, 'utf8')) as Oracle) : { scenarioOrder: [], blocks: [] }
const thirds = [0, 1 / 3, -1 / 3, 2 / 3, -2 / 3, 1, -1]

/** What cannot be recomputed from what the file carries, by the reason. */
const notReproducible = (block: Block, c: Case): string | undefined => {
  if (c.model === 'SPAN 2') return 'SPAN 2: its historical scenarios and parameters are not public'
  const numbers = c.expected ?? {}
  if ('OG3700P' in numbers)
    return 'composite deltas and implied volatility as read from the exchange’s file: the seven deltas are not shipped'
  if (c.product !== undefined) return undefined
  if (c.inputs === undefined && c.positions === undefined && c.check === undefined && !('span' in numbers)) {
    return `${block.id}: risk arrays not shipped, and only totals are given`
  }
  return undefined
}

function commodity(
  positions: readonly SpanPosition[],
  block: Block,
  extra: Partial<CombinedCommodity> = {},
): CombinedCommodity {
  return {
    id: block.id,
    positions,
    months: [],
    calendarSpreads: [],
    delivery: [],
    shortOptionMinimum: {
      rate: block.params?.somPerShortOption ?? 0,
      method: block.params?.somMethod.startsWith('1') === true ? 'max' : 'sum',
    },
    priceScanRange: block.params?.priceScanRange ?? 0,
    weightedPriceRiskMethod: 'scanRangeCap',
    floorAtZero: false,
    ...extra,
  }
}

function required(
  one: CombinedCommodity,
  initialToMaintenance = 1,
): SpanCommodityResult & { readonly initial: number } {
  const result = spanRequirement({
    scenarios: spanScenarios({ priceFractions: thirds, extremeMultiplier: 2, extremeCoveredFraction: 0.35 }),
    commodities: [one],
    interCommoditySpreads: [],
    excessOptionValueCrosses: true,
    initialToMaintenance,
  })
  return { ...result.commodities[0]!, initial: result.initialTotal }
}

/** An array that has the given loss for this quantity in the given scenario only (1 … 16), for rows that ship a scan risk. */
function arrayWith(loss: number, scenario: number, quantity: number): Float64Array {
  return Float64Array.from({ length: 16 }, (_, at) => (at === scenario - 1 ? loss / quantity : 0))
}

const losses = (block: Block, array: readonly number[]): Float64Array =>
  block.signConvention?.startsWith('PROFIT') === true ? lossPositive(array) : Float64Array.from(array)

/** Checks a case; false where no kind fits it. */
function check(block: Block, c: Case): boolean {
  if (c.positions !== undefined && block.arrays !== undefined)
    return checkPositions(block, c, c.positions, block.arrays)
  if (c.check !== undefined && block.params !== undefined) return checkExtremes(block, block.params)
  if (c.inputs !== undefined && 'scanRisk' in c.inputs)
    return checkOption(block, c, c.inputs as unknown as OptionInputs)
  if (c.inputs !== undefined && 'deltas' in c.inputs) return checkCalendar(block, c, c.inputs)
  if (c.expected !== undefined && 'span' in c.expected) return checkSum(c)
  if (c.product !== undefined) return checkPublished(c)
  return false
}

function checkPositions(
  block: Block,
  c: Case,
  quantities: Readonly<Record<string, number>>,
  arrays: Readonly<Record<string, readonly number[]>>,
): boolean {
  const positions = Object.entries(quantities).map(([id, quantity]) => ({
    id,
    quantity,
    riskArray: losses(block, arrays[id]!),
    delta: 1,
    month: 'only',
  }))
  const result = required(commodity(positions, block))
  const scanned = spanScanRisk(positions)
  expect(result.scan).toBe(c.expectedScanRisk)
  if (c.expectedTotal !== undefined) expect(result.total).toBe(c.expectedTotal)
  if (c.activeScenario !== undefined) expect(result.activeScenario + 1).toBe(c.activeScenario)
  // All that tie; the least is ours.
  if (c.activeScenarios !== undefined) {
    const tied = [...scanned.losses.keys()].filter((at) => scanned.losses[at] === scanned.scanRisk).map((at) => at + 1)
    expect(tied).toEqual(c.activeScenarios)
    expect(result.activeScenario + 1).toBe(Math.min(...c.activeScenarios))
  }
  if (c.expectedArray !== undefined) {
    const expected = losses(block, c.expectedArray)
    expect(Array.from(scanned.losses)).toEqual(Array.from(expected))
  }
  return true
}

/** The shipped futures array is what the scenario rule makes of the scan range, rounded to whole dollars. */
function checkExtremes(block: Block, params: NonNullable<Block['params']>): boolean {
  const scenarios = spanScenarios({
    priceFractions: thirds,
    extremeMultiplier: params.extremeMoveMultiplier,
    extremeCoveredFraction: params.extremeCoveredFraction,
  })
  const made = spanRiskArray(scenarios, params.priceScanRange, 0, (move) => move)
  for (const array of Object.values(block.arrays ?? {})) {
    expect(Array.from(made, Math.round)).toEqual(array.map((loss) => loss + 0))
  }
  return true
}

interface OptionInputs {
  readonly scanRisk: number
  readonly activeScenario?: number
  readonly som?: number
  readonly settlement?: number
  readonly cvf?: number
  readonly qty?: number
  readonly netOptionValue?: number
}

/** One option whose scan risk is given: what the aggregation makes of it. */
function checkOption(block: Block, c: Case, inputs: OptionInputs): boolean {
  const quantity = inputs.qty ?? c.qty ?? -1
  const value =
    inputs.settlement === undefined ? inputs.netOptionValue! / quantity : inputs.settlement * (inputs.cvf ?? 1)
  const active = inputs.activeScenario ?? 1
  const position: SpanPosition = {
    id: c.id ?? '',
    quantity,
    riskArray: arrayWith(inputs.scanRisk, active, quantity),
    delta: 0,
    month: 'only',
    option: { right: c.id?.endsWith('C') === true ? 'call' : 'put', value },
  }
  const rule = inputs.som === undefined ? {} : { shortOptionMinimum: { rate: inputs.som, method: 'sum' as const } }
  const floored = c.rule?.includes('max(0') === true
  const result = required(commodity([position], block, { ...rule, floorAtZero: floored }))
  const expected = c.expected ?? {}
  const known: Readonly<Record<string, number>> = {
    spanRequirement: result.risk,
    shortOptionValue: Math.max(0, -result.netOptionValue),
    longOptionValue: Math.max(0, result.netOptionValue),
    netOptionValue: result.netOptionValue,
    totalRequirement: result.total,
    span: result.total,
  }
  expect(result.activeScenario + 1).toBe(active)
  for (const [name, number] of Object.entries(expected)) {
    if (name in known) expect(known[name], name).toBeCloseTo(number as number, 6)
  }
  if ('span' in expected && 'exposure' in expected) checkSum(c)
  return true
}

/** Months that offset in every scenario, charged by the one spread between them. */
function checkCalendar(block: Block, c: Case, inputs: Readonly<Record<string, unknown>>): boolean {
  const deltas = inputs.deltas as Readonly<Record<string, number>>
  const months = Object.keys(deltas)
  const range = block.params?.priceScanRange ?? 0
  const scenarios = spanScenarios({ priceFractions: thirds, extremeMultiplier: 3, extremeCoveredFraction: 0.33 })
  const riskArray = spanRiskArray(scenarios, range, 0, (move) => move)
  const positions = months.map((month) => ({ id: month, quantity: deltas[month]!, riskArray, delta: 1, month }))
  const rate = (inputs.seriesCharge ?? inputs.tierCharge) as number
  const spread: CalendarSpread = {
    id: 'between them',
    between: 'seriesCharge' in inputs ? 'series' : 'tiers',
    priority: 1,
    charge: { method: 'flat', rate },
    legs: months.map((month, at) => ({ months: [month], side: at === 0 ? 'A' : 'B', ratio: 1 })),
  }
  const result = required(commodity(positions, block, { calendarSpreads: [spread] }))
  expect(result.scan).toBe(inputs.netScan ?? 0)
  const expected = c.expected as { readonly intraSpreadCharge: number; readonly spanRequirement?: number }
  expect(result.intra).toBe(expected.intraSpreadCharge)
  if (expected.spanRequirement !== undefined) expect(result.risk).toBe(expected.spanRequirement)
  return true
}

/** span + exposure = total; the broker's three likewise where they are given. */
function checkSum(c: Case): boolean {
  const e = c.expected as Readonly<Record<string, number>>
  expect(e.span! + e.exposure!).toBe(e.total)
  if (e.brokerSpan !== undefined) {
    expect(e.brokerSpan + e.brokerExposure!).toBe(e.brokerTotal)
    // The sheet's own figure and the broker's are of one day but not of one file: within half a per cent.
    expect(Math.abs(e.span! / e.brokerSpan - 1)).toBeLessThan(0.005)
  }
  return true
}

/** The exchange's published outright margin of a future is its scan range. */
function checkPublished(c: Case): boolean {
  const { longMargin, shortMargin, product } = c as Case & { readonly longMargin: number; readonly shortMargin: number }
  const arrays = oracle.blocks.flatMap((block) =>
    Object.entries(block.arrays ?? {}).map(([id, array]) => ({ id, riskArray: losses(block, array) })),
  )
  const array = arrays.find(({ id }) => id.startsWith(`${product}_`))
  if (array === undefined) return false
  const position = { ...array, delta: 1, month: 'only' }
  expect(spanScanRisk([{ ...position, quantity: 1 }]).scanRisk).toBe(longMargin)
  expect(spanScanRisk([{ ...position, quantity: -1 }]).scanRisk).toBe(shortMargin)
  return true
}

describe.skipIf(!present)('span.json', () => {
  test('order of the scenarios', () => {
    const made = spanScenarios({ priceFractions: thirds, extremeMultiplier: 2, extremeCoveredFraction: 0.35 })
    const named = made.map(({ priceFraction, volatilityMove, coveredFraction }) => {
      const sign = priceFraction < 0 ? '-' : '+'
      if (coveredFraction < 1) return `${sign}extreme x cover`
      const move = priceFraction === 0 ? 'unch' : `${sign}${Math.round(Math.abs(priceFraction) * 3)}/3`
      return priceFraction === 0
        ? `${move}/vol${volatilityMove > 0 ? 'Up' : 'Dn'}`
        : `${move} ${volatilityMove > 0 ? 'up' : 'dn'}`
    })
    expect(named).toEqual(oracle.scenarioOrder)
  })

  const cases = oracle.blocks.flatMap((block) =>
    block.cases.map((c, at) => ({ name: `${block.id} ${c.id ?? c.product ?? at}`, block, c })),
  )
  const open = cases.filter(({ block, c }) => notReproducible(block, c) === undefined)
  const closed = cases.filter(({ block, c }) => notReproducible(block, c) !== undefined)

  test.each(open)('$name', ({ block, c }) => {
    expect(check(block, c), 'a case of a kind that no check handles').toBe(true)
  })

  test('what cannot be reproduced, and why', () => {
    const listed = closed.map(({ name, block, c }) => `${name}: ${notReproducible(block, c)}`)
    if (listed.length > 0) console.info(`not reproducible:\n${listed.join('\n')}`)
    for (const { c } of closed) {
      // Their arithmetic, as far as it goes: a long option alone needs nothing beyond what was paid; a margin is a number.
      for (const number of Object.values(c.expected ?? {}))
        if (typeof number === 'number') expect(number).toBeGreaterThanOrEqual(0)
    }
    expect(closed.length + open.length).toBe(cases.length)
  })

  /** NSE's rows with a benefit: each names the total of a pair and what the pair saves against its sides. */
  test('rows that state a benefit agree with one another where their sides are given', () => {
    for (const block of oracle.blocks) {
      const rows = block.cases.flatMap((c) =>
        c.expected === undefined ? [] : [c.expected as Readonly<Record<string, number>>],
      )
      const totals = rows.flatMap((row) =>
        row.marginBenefit === undefined && row.total !== undefined ? [row.total] : [],
      )
      for (const row of rows) {
        if (row.marginBenefit === undefined) continue
        const sides = row.total! + row.marginBenefit
        expect(sides).toBeGreaterThanOrEqual(Math.min(...totals))
        expect(row.marginBenefit).toBeGreaterThanOrEqual(0)
      }
    }
  })
})
