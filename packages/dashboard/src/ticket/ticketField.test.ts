import { expect, test } from 'vitest'
import { ticketField } from './ticketField'

test('a refusal of the order is shown at its field', () => {
  for (const where of ['price', 'fill.price', 'order.price', 'orders[0].price', '/orders/0/price'])
    expect(ticketField(where)).toBe('price')
  expect(ticketField('orders[0].quantity')).toBe('quantity')
  expect(ticketField('instrument')).toBe('instrument')
})

test('a refusal about something else is not', () => {
  for (const where of [undefined, '', 'positions[2].instrument', 'market.marks', 'orders'])
    expect(ticketField(where)).toBeNull()
})
