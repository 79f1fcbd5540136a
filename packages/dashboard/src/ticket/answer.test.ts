import type { LiquidationPricesView, WhatIfView } from '@plimsoll/server/contract'
import { expect, test } from 'vitest'
import type { Order } from '../calculator/messages'
import type { PageAnswer } from '../calculator/pageCalculator'
import { shownAnswer } from './answer'

const order: Order = { instrument: 'BTC-PERPETUAL', side: 'buy', quantity: '1', as: 'fill' }
const prices: LiquidationPricesView[] = [{ underlying: 'BTC', index: 70_000, below: 60_000, above: null }]
const numbers = { accepted: true, after: { valuedAt: '2026-03-02T08:00:00.000Z' } } as WhatIfView
const page: Extract<PageAnswer, { kind: 'answer' }> = {
  kind: 'answer',
  numbers,
  microseconds: 400,
  order,
  liquidation: null,
  isStale: false,
}
const unable: PageAnswer = { kind: 'unable', reason: { code: 'FACT_MISSING', message: 'no open interest' } }

test('the page’s numbers are shown before its liquidation prices, which say when they are of another market', () => {
  const none = { kind: 'none' } as const
  expect(shownAnswer(order, page, none)).toMatchObject({ by: 'page', liquidation: null, isStale: false, because: null })
  const at = (asOf: string) => shownAnswer(order, { ...page, liquidation: { prices, asOf } }, none)
  expect(at('2026-03-02T08:00:00.000Z')).toMatchObject({ liquidation: { prices, isOld: false } })
  expect(at('2026-03-02T07:59:59.000Z')).toMatchObject({ liquidation: { prices, isOld: true } })
})

test('an answer to another order, or of another book, is old', () => {
  const none = { kind: 'none' } as const
  expect(shownAnswer({ ...order, quantity: '12' }, page, none)).toMatchObject({ isStale: true })
  expect(shownAnswer(order, { ...page, isStale: true }, none)).toMatchObject({ isStale: true })
  expect(shownAnswer(null, page, none)).toEqual({ kind: 'none' })
})

test('the service’s answer is shown only where the page has none, and says why', () => {
  const view = { ...numbers, liquidation: prices, computeMicroseconds: 40_000 }
  const served = { kind: 'answer', view, isStale: false } as const
  expect(shownAnswer(order, page, served)).toMatchObject({ by: 'page' })
  expect(shownAnswer(order, unable, served)).toMatchObject({
    by: 'service',
    because: { code: 'FACT_MISSING' },
    view: { computeMicroseconds: 40_000 },
    liquidation: { prices, isOld: false },
  })
  expect(shownAnswer(order, unable, { kind: 'none' })).toEqual({ kind: 'none' })
  const problem = { kind: 'problem', error: new Error('refused') } as const
  expect(shownAnswer(order, unable, problem)).toBe(problem)
})
