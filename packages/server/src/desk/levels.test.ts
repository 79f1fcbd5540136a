import { expect, test } from 'vitest'
import { levelOf } from '../contract/answers/level.js'
import { levelOfOldNumbers } from './levels.js'

const account = (equity: number, initialEquity: number, initial: number, maintenance: number) =>
  levelOf({
    equity,
    maintenance,
    excess: initialEquity - initial,
    utilisation: initial === 0 ? 0 : initialEquity > 0 ? initial / initialEquity : Number.POSITIVE_INFINITY,
  })

// Expected levels follow from the definitions in level.ts and the library's healthLevel, at and beside each line.
test('a line belongs to its better side', () => {
  expect(account(100, 100, 80, 60)).toBe('safe')
  expect(account(100, 100, 80.01, 60)).toBe('warning')
  expect(account(100, 100, 100, 60)).toBe('warning')
  expect(account(100, 100, 100.01, 60)).toBe('call')
  expect(account(60, 55, 80, 60)).toBe('call')
  expect(account(59.99, 55, 80, 60)).toBe('liquidation')
})

test('an empty account is safe; one that owes without a requirement is not', () => {
  expect(account(0, 0, 0, 0)).toBe('safe')
  expect(account(-1, -1, 0, 0)).toBe('liquidation')
})

test('old numbers are never safe, and never less than they were', () => {
  expect((['safe', 'warning', 'call', 'liquidation'] as const).map(levelOfOldNumbers)).toEqual([
    'warning',
    'warning',
    'call',
    'liquidation',
  ])
})
