import fc from 'fast-check'
import { type JsonSchema, type MarginSpec, PlimsollError, parseSpec } from 'plimsoll'
import { languageSchema } from '../../packages/plimsoll/src/requirement/language/specSchema.js'
import { type Choices, fromSchema, type Place } from './fromSchema.js'

export interface SpecOptions {
  /** How deep a requirement may be, in nodes. */
  readonly depth?: number
  /** Also numbers at the ends of what float64 holds. */
  readonly extreme?: boolean
}

/** Names of observations: of these the random markets and books carry the first two, of everything. */
export const factNames = ['volume', 'openInterest', 'unheard'] as const
const underlyings = ['BTC', 'ETH', 'OIL']
const assets = ['USDC', 'USDT', 'BTC', 'ETH']
const tags = ['far', 'near', '']
const rowIds = ['low', 'same', 'high']
/** Small parts of 1, so that a scenario may use them as well. */
const parameters = ['part', 'rate']
const scenarioKeys = ['grid', 'list', 'drawn']

const steps = 1000

/** In even steps: random bits of a float64 would nearly all be too small to matter. */
const between = (min: number, max: number): fc.Arbitrary<number> =>
  fc.integer({ min: 0, max: steps }).map((step) => min + ((max - min) * step) / steps)

/** What a figure of a scenario may be for the market to survive it. */
const figures: Readonly<Record<string, readonly [number, number]>> = {
  range: [0, 0.6],
  moves: [-0.9, 1.2],
  move: [-0.6, 1.5],
  assets: [-1, 0.5],
  weight: [0, 1.5],
  weights: [0, 1.5],
  horizonDays: [0, 10],
  referenceDays: [1, 60],
  shortPower: [-0.5, 0.5],
  longPower: [-0.5, 0.5],
  minDays: [0.5, 10],
  baseCap: [-0.2, 0.5],
  slope: [-0.3, 0.5],
  minWidth: [0.01, 0.5],
  widthScale: [0, 2],
  volatilityStatic: [0, 1],
  volatilityScale: [-0.5, 0.5],
  level: [-1, 1],
  term: [-0.5, 0.5],
  skew: [-0.3, 0.3],
  initial: [0, 1],
  maintenance: [0, 1],
  paths: [1, 40],
  seed: [0, 1000],
  windowDays: [5, 40],
  windowDaysMin: [1, 5],
  degreesOfFreedom: [2.5, 8],
}

const amounts = fc.oneof(
  { arbitrary: between(-2, 2), weight: 4 },
  { arbitrary: between(0, 1e6), weight: 2 },
  { arbitrary: fc.constantFrom(0, 1, -1, 0.5), weight: 2 },
)
const ends = fc.constantFrom(1e308, -1e308, 1e200, 1e-200, 5e-324, -5e-324, 1e16)

function choices(extreme: boolean): Choices {
  const amount = extreme ? fc.oneof({ arbitrary: amounts, weight: 4 }, { arbitrary: ends, weight: 1 }) : amounts
  return {
    number: ({ field, owner }, schema) => {
      if (owner === 'Amount' || field === 'ifZero') return amount
      const { type, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema
      const least = minimum ?? exclusiveMinimum
      const most = maximum ?? exclusiveMaximum
      const [min, max] = figures[field] ?? [least ?? 0.05, most ?? (least ?? 0) + 0.9]
      if (type === 'integer') return fc.integer({ min: Math.ceil(min), max: Math.floor(max) })
      const open = (exclusiveMinimum === undefined ? 0 : 0.01) * (max - min)
      return between(min + open, exclusiveMaximum === undefined ? max : max - open)
    },
    text,
    keys,
    repairs: {
      Tiers: ascending,
      DeltaGamma: ofEverybody,
      Grid: distinct,
      List: distinct,
      Sensitivities: fitting,
      MonteCarlo: forEverybody,
      History: daily,
    },
    definitions: { Parameter: fc.constantFrom(...parameters).map((parameter) => ({ parameter })) },
  }
}

function text({ field, owner }: Place): fc.Arbitrary<string> {
  if (owner === 'Fact' && field === 'name') return fc.constantFrom(...factNames)
  if (owner === 'Bind' || owner === 'Bound') return fc.constant(boundName)
  switch (field) {
    case 'scenarios':
      return fc.constantFrom(...scenarioKeys)
    case 'volatility':
      return fc.constantFrom(...rowIds)
    case 'tag':
      return fc.constantFrom(...tags)
    case 'from':
      return fc.constant('2026-01-01')
    case 'to':
      return fc.constant('2026-01-20')
    case 'names':
    case 'first':
    case 'second':
    case 'of':
    case 'shocked':
      return fc.constantFrom(...underlyings, ...assets, '*')
    default:
      return fc.constantFrom('one', 'two', 'BTC')
  }
}

function keys({ field }: Place): readonly string[] {
  switch (field) {
    case 'absoluteRange':
    case 'absoluteMoves':
      return ['OIL']
    case 'assets':
      return ['USDC', 'USDT']
    case 'by':
      return tags
    case 'haircuts':
    case 'residualHaircuts':
      return [...assets, '*']
    case 'values':
      return [...underlyings, 'USDC', 'BTC-LINEAR', 'option', 'perpetual', 'asset', '*']
    default:
      return ['BTC', 'ETH', '*']
  }
}

const boundName = 'x'

/** The tree with a number in the place of every `bound` around which nothing is bound. */
function closed(value: unknown, inside = false): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item: unknown) => closed(item, inside))
  const { node } = value as Record<string, unknown>
  if (node === 'bound' && !inside) return 1
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, closed(item, inside || (node === 'bind' && name === 'of'))]),
  )
}

interface Bucketed {
  readonly buckets: readonly object[]
  readonly bucketCorrelations: readonly (readonly number[])[]
  readonly residual: object
  readonly vegaTenors: { readonly tenorDays: readonly number[]; readonly weights: readonly number[] }
}

/** Buckets and tenors with matrices of their size, one correlation in each. */
function fitting(node: Bucketed): unknown {
  const { buckets, vegaTenors, bucketCorrelations } = node
  const rho = Math.abs(bucketCorrelations[0]?.[0] ?? 0.5) * 0.9
  const square = (size: number): number[][] =>
    Array.from({ length: size }, (_, row) => Array.from({ length: size }, (__, column) => (row === column ? 1 : rho)))
  const tenorDays = vegaTenors.tenorDays.map((days, row) => 10 * (row + 1) + days)
  return {
    ...node,
    buckets: buckets.map((bucket, row) => ({ ...bucket, name: `bucket ${row}` })),
    bucketCorrelations: square(buckets.length),
    residual: { ...node.residual, name: 'rest' },
    bucketOf: { BTC: 'bucket 0' },
    vegaTenors: {
      tenorDays,
      weights: tenorDays.map((_, row) => vegaTenors.weights[row] ?? 1),
      correlations: square(tenorDays.length),
    },
  }
}

/** With figures for underlyings that it does not name, and windows in which there is something to see. */
function forEverybody(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const fields = Object.entries(value).map(([name, item]) => {
    const named = ['values', 'mean', 'deviation', 'beta'].includes(name) && typeof item === 'object'
    if (name === 'windowDays' && typeof item === 'object') return [name, 30] as const
    return [
      name,
      named && item !== null && !('parameter' in item) ? { '*': 0.3, ...(item as object) } : forEverybody(item),
    ] as const
  })
  return Object.fromEntries(fields)
}

/** A horizon of whole days, which is what the past of a random market can be read in. */
function daily(source: { readonly overlapping: boolean; readonly windowDays: unknown }): unknown {
  const windowDays = typeof source.windowDays === 'number' ? source.windowDays : 30
  return { ...(forEverybody(source) as object), horizonDays: source.overlapping ? 2 : 1, windowDays, windowDaysMin: 5 }
}

/** With a volatility for underlyings that it does not name. */
function ofEverybody(node: { readonly volatilities: object }): unknown {
  return { ...node, volatilities: { '*': 0.6, ...node.volatilities } }
}

interface Banded {
  readonly bands: readonly { readonly upTo?: unknown; readonly rate: unknown }[]
}

/** Bands by where they end, the last one open. */
function ascending(node: Banded): unknown {
  const sizes = node.bands.map(({ upTo }) => (typeof upTo === 'number' ? upTo : 0)).sort((a, b) => a - b)
  const bands = node.bands.map(({ upTo, rate }, row) => {
    if (row === node.bands.length - 1) return { rate }
    if (typeof upTo === 'object') return { upTo, rate }
    return { upTo: sizes[row]! + row * Math.max(1, Math.abs(sizes[row]!) * 1e-9), rate }
  })
  let below = Number.NEGATIVE_INFINITY
  for (const { upTo } of bands) {
    if (typeof upTo !== 'number') continue
    if (upTo <= below) return { ...node, bands: bands.slice(-1) }
    below = upTo
  }
  return { ...node, bands }
}

interface Rowed {
  readonly volatility: readonly object[]
  readonly range?: object
  readonly moves?: readonly unknown[]
  readonly tails?: readonly object[]
  readonly scenarios?: readonly object[]
}

/**
 * Every row that can be named is there, every scenario has a name of its own, there is one, and no underlying is without a range or
 * move: a rule book that says nothing of it is incomplete.
 */
function distinct(source: Rowed): unknown {
  const rows = rowIds.map((id, row) => ({ kind: 'none', ...source.volatility[row], id }))
  const { moves, scenarios, range } = source
  return {
    ...source,
    volatility: rows,
    ...(range === undefined ? {} : { range: { '*': 0.2, ...range } }),
    ...(moves === undefined ? {} : { moves: [...moves, 0] }),
    ...(scenarios === undefined
      ? {}
      : { scenarios: scenarios.map((scenario, row) => ({ move: 0.1, ...scenario, id: `s${row}` })) }),
  }
}

const defs = languageSchema.$defs!

/** A number of a requirement, of every kind that the published schema knows. */
export function arbitraryAmount(options: SpecOptions = {}): fc.Arbitrary<MarginSpec['initial']> {
  return definition('Requirement', 2 * (options.depth ?? 3), options) as fc.Arbitrary<MarginSpec['initial']>
}

export function arbitraryScenarios(): fc.Arbitrary<MarginSpec['scenarios'][string]> {
  return fc.oneof(definition('Grid', 2, {}), definition('List', 2, {})) as fc.Arbitrary<MarginSpec['scenarios'][string]>
}

export function arbitraryList(): fc.Arbitrary<Extract<MarginSpec['scenarios'][string], { kind: 'list' }>> {
  return definition('List', 2, {}) as fc.Arbitrary<Extract<MarginSpec['scenarios'][string], { kind: 'list' }>>
}

const drawn = new Map<string, (name: string, depth: number) => fc.Arbitrary<unknown>>()

function definition(name: string, depth: number, { extreme = false }: SpecOptions): fc.Arbitrary<unknown> {
  let draw = drawn.get(String(extreme))
  if (draw === undefined) {
    draw = fromSchema(defs, choices(extreme))
    drawn.set(String(extreme), draw)
  }
  return draw(name, depth)
}

/** Kinds of scenario sources that are neither grid nor list: they need a past, or draw at random. */
const drawnSources = (defs.ScenarioSource?.anyOf ?? [])
  .map(({ $ref }) => $ref?.slice('#/$defs/'.length))
  .filter((name): name is string => name !== undefined && name !== 'Grid' && name !== 'List')

/**
 * A rule book that `parseSpec` accepts: random trees of every kind of node and profile in the published schema, random
 * parameters, tables, groups, scenarios and collateral rules.
 */
export function arbitrarySpec(options: SpecOptions = {}): fc.Arbitrary<MarginSpec> {
  const list = definition('List', 2, options)
  return fc
    .record({
      initial: arbitraryAmount(options),
      maintenance: arbitraryAmount(options),
      collateral: definition('CollateralRule', 2 * (options.depth ?? 3), options),
      grid: definition('Grid', 2, options),
      list,
      drawn: fc.oneof(...drawnSources.map((name) => definition(name, 2, options)), list),
      part: between(0.05, 0.5),
      rate: between(0.05, 0.5),
      groups: fc.constantFrom<Record<string, string[]> | undefined>(
        undefined,
        { majors: ['BTC', 'ETH'] },
        { other: ['ETH'] },
      ),
    })
    .map(({ part, rate, groups, grid, list: listed, drawn: random, ...rest }) => {
      const document = (source: unknown): unknown => ({
        ...frame,
        ...(closed(rest) as object),
        ...(groups === undefined ? {} : { groups }),
        parameters: {
          part: { value: part, status: 'own' },
          rate: { value: rate, status: 'own' },
        },
        scenarios: { grid, list: listed, drawn: source },
      })
      // Not everything that the schema lets through describes a distribution.
      return accepted(document(random)) ?? accepted(document(listed))
    })
    .filter((spec) => spec !== undefined)
}

/** What every random rule book has in common. */
export const frame: Omit<MarginSpec, 'scenarios' | 'collateral' | 'initial' | 'maintenance'> = {
  plimsoll: 'spec/1',
  id: 'random',
  version: '1',
  asOf: '2026-01-01',
  title: 'Random',
  description: '',
  sources: [],
  generation: 'portfolio',
  currency: 'USD',
  decimals: 2,
}

function accepted(document: unknown): MarginSpec | undefined {
  try {
    return parseSpec(document)
  } catch (error) {
    if (error instanceof PlimsollError) return undefined
    throw error
  }
}

/** Names of all kinds of node, profile and scenario that the published schema knows. */
export function kindsOfSchema(): ReadonlySet<string> {
  const kinds = new Set<string>()
  const visit = (schema: JsonSchema): void => {
    for (const tag of ['node', 'profile'] as const)
      for (const kind of constants(schema.properties?.[tag])) kinds.add(`${tag} ${kind}`)
  }
  for (const schema of Object.values(defs)) visit(schema)
  return kinds
}

function constants(schema: JsonSchema | undefined): readonly string[] {
  if (schema === undefined) return []
  return schema.const === undefined ? (schema.anyOf ?? []).flatMap(constants) : [String(schema.const)]
}

/** The kinds that occur in a rule book. */
export function kindsIn(value: unknown, into: Set<string> = new Set()): Set<string> {
  if (typeof value !== 'object' || value === null) return into
  for (const tag of ['node', 'profile'] as const) {
    if (tag in value) into.add(`${tag} ${String((value as Record<string, unknown>)[tag])}`)
  }
  for (const item of Object.values(value)) kindsIn(item, into)
  return into
}
