import { expect, test } from 'vitest'
import { deliveryPrice, expiredPositions } from './expired'

const book = {
  positions: [
    { instrument: 'A-CALL', quantity: '-2' },
    { instrument: 'A-LATER', quantity: '1' },
    { instrument: 'A-PERP', quantity: '5' },
    { instrument: 'UNDEFINED', quantity: '1' },
  ],
  instruments: [
    { id: 'A-CALL', underlying: 'A', expiry: '2026-03-27T08:00:00Z' },
    { id: 'A-LATER', underlying: 'A', expiry: '2026-06-26T08:00:00Z' },
    { id: 'A-PERP', underlying: 'A' },
  ],
}

test('what expired at or before the market’s instant is to be settled', () => {
  const expired = [{ instrument: 'A-CALL', quantity: '-2', underlying: 'A', expiry: '2026-03-27T08:00:00Z' }]
  expect(expiredPositions(book, '2026-03-27T08:00:00.000Z')).toEqual(expired)
  expect(expiredPositions(book, '2026-03-27T07:59:59.999Z')).toEqual([])
  expect(expiredPositions({}, '2026-03-27T08:00:00Z')).toEqual([])
})

test('a delivery price has no more figures than an index', () => {
  expect(deliveryPrice(94954.58510399732)).toBe('94954.5851')
  expect(deliveryPrice(180)).toBe('180')
})
