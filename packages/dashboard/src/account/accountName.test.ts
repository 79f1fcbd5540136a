import { expect, test } from 'vitest'
import { accountIdOf } from './accountName'

test('ids fit the contract and are free', () => {
  expect(accountIdOf('Market maker', [])).toBe('market-maker')
  expect(accountIdOf('Market maker', ['market-maker'])).toBe('market-maker-2')
  expect(accountIdOf('Market maker', ['market-maker', 'market-maker-2'])).toBe('market-maker-3')
  expect(accountIdOf('  Zürich / Öl & Co. ', [])).toBe('zu-rich-o-l-co')
  expect(accountIdOf('日本', [])).toBe('account')
  for (const name of ['x'.repeat(200), '-a-', 'A b C'])
    expect(accountIdOf(name, [])).toMatch(/^[a-z0-9][a-z0-9-]{0,63}$/)
})
