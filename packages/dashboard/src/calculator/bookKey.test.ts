import type { AccountDetail } from '@plimsoll/server/contract'
import { expect, test } from 'vitest'
import { bookKey } from './bookKey'

const position = { instrument: 'BTC-PERPETUAL', quantity: '1', entryPrice: '70000', mark: 70_000 }
const detail = (part: object): AccountDetail =>
  ({ positions: [position], balances: [{ asset: 'USDC', amount: '5', price: 1 }], orders: [], ...part }) as never

test('changes with the book and not with the market', () => {
  const key = bookKey(detail({}))
  expect(bookKey(detail({ positions: [{ ...position, mark: 71_000 }] }))).toBe(key)
  expect(bookKey(detail({ balances: [{ asset: 'USDC', amount: '5', price: 0.99 }] }))).toBe(key)
  expect(bookKey(detail({ positions: [{ ...position, quantity: '2' }] }))).not.toBe(key)
  expect(bookKey(detail({ balances: [] }))).not.toBe(key)
  expect(bookKey(detail({ orders: [{ id: '1' }] }))).not.toBe(key)
  expect(bookKey(undefined)).not.toBe(key)
})
