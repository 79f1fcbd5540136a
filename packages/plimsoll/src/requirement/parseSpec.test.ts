import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PlimsollError } from '../error/plimsollError.js'
import { rulebook, rulebooks } from '../specs/rulebook.js'
import { specSchema } from './language/specSchema.js'
import { parseSpec } from './parseSpec.js'

/** The reference validator of JSON Schema 2020-12, to check our own walk against. */
const Ajv = createRequire(import.meta.url)('ajv/dist/2020.js').default as new (
  options: object,
) => {
  compile(schema: object): (value: unknown) => boolean
}
const valid = new Ajv({ strict: false, allErrors: false }).compile(specSchema)
const house = JSON.parse(JSON.stringify(rulebook('portfolio'))) as Record<string, unknown>

function refusal(value: unknown): PlimsollError {
  try {
    parseSpec(value)
  } catch (error) {
    if (error instanceof PlimsollError) return error
    throw error
  }
  throw new Error('was accepted')
}

describe('reading a rule book', () => {
  test('every rule book of the library is one, by its own reader and by the published schema', () => {
    for (const spec of rulebooks()) {
      const document = JSON.parse(JSON.stringify(spec)) as unknown
      expect(valid(document), spec.id).toBe(true)
      expect(parseSpec(document)).toEqual(spec)
    }
  })

  test.each([
    ['an unknown node', { initial: { node: 'worst-off' } }, 'spec.initial.node', 'one of sum, max, min'],
    ['a missing child', { initial: { node: 'scale', by: 2 } }, 'spec.initial.of', 'A number, a parameter, or a node.'],
    [
      'a wrong type deep inside',
      { initial: { node: 'sum', of: [1, { node: 'scale', by: '2', of: 1 }] } },
      'spec.initial.of[1].by',
      'A number, a parameter, or a node.',
    ],
    [
      'a stray field',
      { initial: { node: 'sum', of: [], off: 1 } },
      'spec.initial.off',
      'only the fields node, label, of',
    ],
    ['a number that is none', { initial: Number.NaN }, 'spec.initial', 'a finite number'],
    [
      'scenarios that are not there',
      { initial: { node: 'worst-of', scenarios: 'grids', scope: 'account' } },
      'spec.initial.scenarios',
      'one of grid',
    ],
    [
      'a parameter that is not there',
      { initial: { parameter: 'imf' } },
      'spec.initial.parameter',
      'one of no parameters',
    ],
    [
      'an unknown scope',
      { initial: { node: 'worst-of', scenarios: 'grid', scope: 'everything' } },
      'spec.initial.scope',
      'one of position',
    ],
    [
      'bands out of order',
      {
        initial: {
          node: 'tiers',
          of: 1,
          mode: 'whole',
          bands: [{ upTo: 5, rate: 1 }, { upTo: 4, rate: 1 }, { rate: 1 }],
        },
      },
      'spec.initial.bands[1].upTo',
      'more than 5',
    ],
    [
      'no band for the largest',
      { initial: { node: 'tiers', of: 1, mode: 'whole', bands: [{ upTo: 5, rate: 1 }] } },
      'spec.initial.bands[0].upTo',
      'the last band has no end',
    ],
    [
      'a confidence of 1',
      {
        initial: {
          node: 'tail',
          scenarios: 'grid',
          scope: 'account',
          measure: 'value-at-risk',
          confidence: 1,
          quantile: 'r7',
        },
      },
      'spec.initial.confidence',
      'below 1',
    ],
    ['a date that is none', { asOf: 'today' }, 'spec.asOf', 'a text of the form'],
    [
      'a fall of more than everything',
      { scenarios: { grid: { ...(house.scenarios as { grid: object }).grid, range: { '*': 1.5 } } } },
      'spec.scenarios.grid',
      'a fall of less than 100 %',
    ],
    [
      'a row that is not there',
      {
        scenarios: {
          grid: { ...(house.scenarios as { grid: object }).grid, tails: [{ move: 1, weight: 1, volatility: 'high' }] },
        },
      },
      'spec.scenarios.grid.tails',
      'one of the volatility rows: down, same, up',
    ],
  ])('%s is refused with its place', (_name, change, where, expected) => {
    const error = refusal({ ...house, ...change })
    expect(error.code).toBe('SPEC_INVALID')
    expect(error.where).toContain(where)
    expect(error.expected).toContain(expected)
  })

  test('another format is refused before anything else', () => {
    expect(refusal({ ...house, plimsoll: 'spec/9' }).code).toBe('DOCUMENT_VERSION')
    expect(refusal([]).code).toBe('INPUT_INVALID')
  })

  test('a tree too deep for any machine is refused and not walked into the ground', () => {
    let initial: unknown = 1
    for (let level = 0; level < 20_000; level++) initial = { node: 'magnitude', of: initial }
    expect(refusal({ ...house, initial }).expected).toContain('no deeper')
  })

  test('what it says of a damaged document is what the published schema says', () => {
    const paths: (string | number)[][] = []
    collect(house, [], paths)
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.oneof(fc.jsonValue(), fc.constant(undefined)), (path, junk) => {
        const damaged = replaced(house, path, junk)
        const accepted = valid(damaged)
        if (damaged.plimsoll !== 'spec/1') return
        // Names of scenario sets and rows, and moves that no price survives, are beyond a schema.
        if (!accepted) expect(() => parseSpec(damaged)).toThrow(PlimsollError)
        else tolerant(damaged)
      }),
      { numRuns: 2000 },
    )
  })
})

/** Accepted, or refused for something that a schema cannot say. */
function tolerant(value: unknown): void {
  try {
    parseSpec(value)
  } catch (error) {
    expect((error as PlimsollError).expected).toMatch(/^(one of|a fall of|every id once|at least one scenario)/)
  }
}

function collect(value: unknown, path: (string | number)[], into: (string | number)[][]): void {
  if (path.length > 0) into.push(path)
  if (typeof value !== 'object' || value === null) return
  for (const [name, item] of Object.entries(value)) {
    collect(item, [...path, Array.isArray(value) ? Number(name) : name], into)
  }
}

function replaced(value: unknown, path: readonly (string | number)[], by: unknown): Record<string, unknown> {
  const [first, ...rest] = path
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string | number, unknown>
  if (rest.length > 0) copy[first!] = replaced(copy[first!], rest, by)
  else if (by === undefined && !Array.isArray(copy)) delete copy[first!]
  else copy[first!] = by
  return copy
}
