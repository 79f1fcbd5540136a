import type { InstrumentView } from '@plimsoll/server/contract'
import { expect, test } from 'vitest'
import { bookedOrderOf, type Draft, draftErrors, emptyDraft, orderOf } from './order'

const instrument: InstrumentView = {
  id: 'BTC-PERPETUAL',
  kind: 'perpetual',
  underlying: 'BTC',
  settlement: 'linear',
  currency: 'USDC',
  contractSize: 1,
  strike: null,
  right: null,
  expiry: null,
  mark: 1e-7,
  priceUnit: 'USD',
}
const draft: Draft = {
  instrument,
  side: 'sell',
  quantity: '0.100000000000000005551',
  price: '',
  as: 'rest',
  reduceOnly: false,
}

test('an incomplete ticket asks nothing', () => {
  expect(orderOf(emptyDraft)).toBeNull()
  expect(orderOf({ ...draft, quantity: '' })).toBeNull()
  expect(orderOf({ ...draft, price: 'x' })).toBeNull()
})

test('the quantity is sent as typed and the mark is left to the service', () => {
  expect(orderOf(draft)).toEqual({
    instrument: 'BTC-PERPETUAL',
    side: 'sell',
    quantity: '0.100000000000000005551',
    as: 'rest',
  })
})

test('a stored order has a price without an exponent', () => {
  expect(bookedOrderOf(draft)).toEqual({
    instrument: 'BTC-PERPETUAL',
    side: 'sell',
    quantity: '0.100000000000000005551',
    price: '0.0000001',
  })
  expect(bookedOrderOf({ ...draft, price: '91,000.50' })?.price).toBe('91000.50')
})

test('empty fields are wrong only once submitted', () => {
  expect(draftErrors(emptyDraft, false)).toEqual({})
  expect(Object.keys(draftErrors(emptyDraft, true))).toEqual(['instrument', 'quantity'])
  expect(Object.keys(draftErrors({ ...draft, quantity: '1e5', price: '0,5' }, false))).toEqual(['quantity', 'price'])
})
