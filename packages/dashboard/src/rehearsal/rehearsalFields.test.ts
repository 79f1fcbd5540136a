import { expect, test } from 'vitest'
import { firstFields, readFields } from './rehearsalFields'

test('fields become what the service is asked', () => {
  expect(readFields(firstFields)).toEqual({
    asked: {
      day: 'custom',
      shock: { move: -0.5, overMinutes: 5, recovery: 0.5 },
      accounts: 500,
      policy: 'plimsoll',
      seed: 1,
      speed: 10,
    },
  })
  const day = readFields({ ...firstFields, day: '2025-10-10', move: 'nothing', accounts: '1,500' })
  expect(day).toMatchObject({ asked: { day: '2025-10-10', accounts: 1500 } })
  expect(day).not.toHaveProperty('asked.shock')
})

test('a typed minus may be a true one', () => {
  expect(readFields({ ...firstFields, move: '−40' })).toMatchObject({ asked: { shock: { move: -0.4 } } })
})

test('what cannot be asked is told at its field', () => {
  const { errors } = readFields({
    ...firstFields,
    move: '-95',
    overMinutes: '1.5',
    recovery: '',
    accounts: '99',
    seed: 'x',
  }) as { errors: object }
  expect(Object.keys(errors)).toEqual(['move', 'overMinutes', 'recovery', 'accounts', 'seed'])
})
