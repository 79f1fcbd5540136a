import { parseSpec, rulebook } from 'plimsoll'
import { expect, test } from 'vitest'
import { setParameters } from './setParameters.js'

const read = (value: number | null) => ({ value, status: value === null ? 'missing' : 'read' })
const spec = (id: string, parameters: object) =>
  parseSpec({
    ...rulebook('cross'),
    id,
    parameters,
    scenarios: {
      grid: {
        kind: 'list',
        smile: 'sticky-strike',
        horizonDays: 0,
        volatility: [{ id: 'same', kind: 'none' }],
        scenarios: [{ id: 'down', move: { parameter: 'fall' }, volatility: 'same' }],
      },
    },
  })
const one = spec('one', { fall: read(-0.2), rate: read(null) })
const two = spec('two', { fall: read(-0.1) })

test('supplies and replaces, and leaves the rule book as it was', () => {
  const [changed] = setParameters([one], ['rate=.05', 'fall=-3e-1'])
  expect(changed!.parameters).toMatchObject({ rate: { value: 0.05, status: 'missing' }, fall: { value: -0.3 } })
  expect(one.parameters).toMatchObject({ rate: { value: null }, fall: { value: -0.2 } })
  expect(setParameters([one], [])[0]).toBe(one)
})

test('of several rule books those that have the name, or the one that is named', () => {
  const fallOf = (...texts: string[]) => setParameters([one, two], texts).map((each) => each.parameters!.fall!.value)
  expect(fallOf('fall=-0.5')).toEqual([-0.5, -0.5])
  expect(fallOf('two:fall=-0.5')).toEqual([-0.2, -0.5])
  expect(setParameters([one, two], ['rate=1'])[1]).toBe(two)
})

test.each([
  [['rates=1'], '--set rates=1: got "rates", expected a parameter of one: fall, rate'],
  [['rate'], '--set rate: expected NAME=VALUE'],
  [['=1'], '--set =1: expected NAME=VALUE'],
  [['rate=5%'], '--set rate=5%: got "5%", expected a number'],
  [['rate='], '--set rate=: got "", expected a number'],
  // A value under which a scenario would take a price below nothing is refused by the rule book itself.
  [['fall=-1.5'], 'expected a fall of less than 100 %'],
])('%j is refused', (texts, message) => {
  expect(() => setParameters([one], texts)).toThrow(message)
})
