import type { InstrumentView } from '@plimsoll/server/contract'
import { expect, test } from 'vitest'
import { matching, quantityUnit, searchWord } from './search'

const instrument = (id: string, part: Partial<InstrumentView>): InstrumentView => ({
  id,
  kind: 'option',
  underlying: 'BTC',
  settlement: 'inverse',
  currency: 'BTC',
  contractSize: 1,
  strike: null,
  right: null,
  expiry: null,
  mark: 0.01,
  priceUnit: 'BTC',
  ...part,
})
const put = instrument('BTC-27MAR26-80000-P', { right: 'put' })
const call = instrument('BTC-27MAR26-80000-C', { right: 'call' })
const perpetual = instrument('BTC-PERPETUAL', { kind: 'perpetual', contractSize: 10, priceUnit: 'USD' })

test('words may come in any order and name the kind', () => {
  const all = [put, call, perpetual]
  expect(matching(all, 'put btc')).toEqual([put])
  expect(matching(all, '80000 27mar')).toEqual([put, call])
  expect(matching(all, 'perp')).toEqual([perpetual])
  expect(matching(all, '')).toEqual(all)
  expect(searchWord('put btc 80000')).toBe('btc')
  expect(searchWord('  call ')).toBe('')
})

test('a quantity says what it counts', () => {
  expect(quantityUnit(perpetual)).toBe('× 10 USD')
  expect(quantityUnit(put)).toBe('× 1 BTC')
  expect(quantityUnit(instrument('ETH', { kind: 'spot', underlying: 'ETH', contractSize: null }))).toBe('ETH')
})
