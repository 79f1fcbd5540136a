import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonFault } from './jsonFault.js'

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

test('there is a fault exactly where JSON.parse finds one', () => {
  const nearJson = fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', '"', '\n', '\\', '0', 'tru'))
    .map(([text, at, extra]) => {
      const place = at % (text.length + 1)
      return text.slice(0, place) + extra + text.slice(extra === '' ? place + 1 : place)
    })
  fc.assert(
    fc.property(fc.oneof(fc.json(), nearJson, fc.string()), (text) => {
      expect(jsonFault(text) === undefined).toBe(isJson(text))
    }),
    { numRuns: 2000 },
  )
})

test('what stands before the fault could have become JSON', () => {
  // Cutting a JSON text short leaves a fault at its end and nowhere before, unless the cut goes through a word.
  fc.assert(
    fc.property(fc.array(fc.array(fc.constant(null))), fc.nat(), (value, at) => {
      const text = JSON.stringify(value).replaceAll('null', '[]')
      const cut = text.slice(0, at % text.length)
      expect(jsonFault(cut)).toMatchObject({ line: 1, column: cut.length + 1 })
      expect(jsonFault(cut)).not.toHaveProperty('found')
    }),
  )
})

test('line and column are those of an editor', () => {
  expect(jsonFault('{\n  "a": 1\n  "b": 2\n}')).toEqual({ line: 3, column: 3, found: '"b": 2', expected: '"," or "}"' })
  expect(jsonFault('[1,\n2,]')).toEqual({ line: 2, column: 3, found: ']', expected: 'a value' })
  expect(jsonFault('{"a" 1}')).toMatchObject({ column: 6, expected: '":" after the field name' })
  expect(jsonFault('{a: 1}')).toMatchObject({ column: 2, expected: 'a field name in double quotes' })
  expect(jsonFault('{"a": "x\ny"}')).toMatchObject({
    column: 7,
    expected: 'a text that is closed and without line ends',
  })
  expect(jsonFault('{} {}')).toMatchObject({ column: 4, expected: 'the end of the text' })
  expect(jsonFault('')).toEqual({ line: 1, column: 1, expected: 'a value' })
})

test('no nesting is too deep', () => {
  expect(jsonFault('['.repeat(200_000))).toMatchObject({ column: 200_001 })
})
