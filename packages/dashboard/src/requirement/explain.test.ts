import type { AccountDetail, PositionView } from '@plimsoll/server/contract'
import { expect, test } from 'vitest'
import { contributions, explain } from './explain'

const position = (instrument: string, part: number): PositionView => ({
  instrument,
  kind: 'option',
  underlying: 'BTC',
  quantity: '1',
  entryPrice: null,
  mark: 1,
  priceUnit: 'USD',
  value: 1,
  unrealised: 0,
  delta: 0,
  gamma: 0,
  vega: 0,
  theta: 0,
  impliedVolatility: null,
  expiry: null,
  part,
  alone: 1,
  saves: 0,
})

test('contributions are ordered, count moving collateral, and leave out what has no part', () => {
  const balance = { asset: 'BTC', amount: '1', price: 1, value: 1, haircut: 0, collateralValue: 1 }
  const parts = contributions({
    positions: [position('a', -5), position('b', 0), position('c', 10)],
    balances: [balance, { ...balance, asset: 'ETH', part: -7 }],
  })
  expect(parts.map((one) => one.name)).toEqual(['c', 'a', 'ETH collateral'])
})

const leaf = (label: string, value: number) => ({ kind: 'scale', label, value, scenario: null, children: [] })

test('the sentences name scenario, culprit, helper and saving', () => {
  const detail = {
    summary: { initial: 50 },
    money: { currency: 'USD' },
    positions: [position('SHORT-PUT', 60), position('LONG-PUT', -20)],
    balances: [],
    worst: [
      { cell: 'ETH', scenario: 's1', label: '+8 %', loss: 10 },
      { cell: 'BTC', scenario: 's2', label: '−16 %, vol up', loss: 40 },
    ],
    initialTree: {
      ...leaf('total', 50),
      kind: 'max',
      children: [leaf('scan', 50), leaf('short options', 20)],
    },
    generations: [
      { id: 'isolated', label: 'Isolated', capital: 200, requirement: 200, haircut: 0 },
      { id: 'portfolio', label: 'Portfolio', capital: 50, requirement: 50, haircut: 0 },
    ],
  } as unknown as AccountDetail
  const text = explain(detail).join(' ')
  expect(text).toContain('50.00 USD, the largest of “scan” 50.00 and “short options” 20.00.')
  expect(text).toContain('In BTC the deciding scenario is “−16 %, vol up”, a loss of 40.00 USD.')
  expect(text).toContain('SHORT-PUT loses the most there, 60.00 USD.')
  expect(text).toContain('LONG-PUT helps the most, by 20.00 USD.')
  expect(text).toContain('75.0 % less')
  expect(explain({ ...detail, positions: [] })).toEqual(['The book holds no positions, so nothing is required.'])
})
