import { createService, type Service, simulatedFeed } from '@plimsoll/server'
import type { AccountSummary, SpecView, WhatIfRequest, WhatIfView } from '@plimsoll/server/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Calculator, createCalculator } from './calculator'
import type { Order, Question } from './messages'

/** The page's answers against a real service's, number by number, on a market that stands still. */
const demo = ['basis-trade', 'covered-call', 'iron-condor', 'long-only', 'market-maker', 'short-strangle']
let service: Service
let market: string

const text = async (path: string): Promise<string> => {
  const response = await fetch(service.address + path)
  if (!response.ok) throw new Error(`${path}: ${response.status}`)
  return response.text()
}
const json = async <T>(path: string): Promise<T> => JSON.parse(await text(path)) as T
const send = (method: string, path: string, body: object): Promise<Response> =>
  fetch(service.address + path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

async function served(account: string, order: Order): Promise<WhatIfView | { readonly code: string }> {
  const response = await send('POST', `/v1/accounts/${account}/what-if`, { orders: [order] } satisfies WhatIfRequest)
  const body = (await response.json()) as WhatIfView & { error?: { code: string } }
  return body.error === undefined ? body : { code: body.error.code }
}

/** A calculator that was sent what a page would have fetched. */
async function supplied(account: AccountSummary): Promise<Calculator> {
  const calculator = createCalculator(() => performance.now())
  calculator.take({ type: 'document', kind: 'market', text: market })
  calculator.take({ type: 'document', kind: 'book', text: await text(`/v1/accounts/${account.id}/book`) })
  calculator.take({ type: 'document', kind: 'spec', text: await text(`/v1/specs/${account.specId}`) })
  return calculator
}

/** What the page shows of it, as the wire would carry it. */
function computed(calculator: Calculator, { id, name, description, specId }: AccountSummary, order: Order) {
  const account = { id, name, description, specId }
  const ask = (want: Question['want']) => calculator.answer({ want, account, order })
  const [numbers, liquidation] = [ask('numbers'), ask('liquidation')]
  if (numbers.type === 'unable') return { code: numbers.reason.code }
  if (numbers.type !== 'numbers' || liquidation.type !== 'liquidation') throw new Error('half an answer')
  expect(liquidation.asOf).toBe(numbers.numbers.after.valuedAt)
  return JSON.parse(JSON.stringify({ ...numbers.numbers, liquidation: liquidation.liquidation })) as object
}
const withoutTime = (view: object): object =>
  Object.fromEntries(Object.entries(view).filter(([name]) => name !== 'computeMicroseconds'))

let orders: readonly Order[]
beforeAll(async () => {
  // One tick an hour: nothing moves while the two are compared.
  service = await createService({
    dataDirectory: ':memory:',
    port: 0,
    logLevel: 'silent',
    demo: true,
    feed: simulatedFeed({ startAt: Date.UTC(2026, 2, 2, 8), tickMilliseconds: 3_600_000 }),
  })
  market = await text('/v1/market')
  const listed = await json<{ id: string; kind: string; right: string | null }[]>('/v1/instruments?underlying=BTC')
  const options = listed.filter(({ kind }) => kind === 'option')
  const put = options.filter(({ right }) => right === 'put')[20]?.id ?? ''
  const call = options.filter(({ right }) => right === 'call')[31]?.id ?? ''
  orders = [
    { instrument: 'BTC-PERPETUAL', side: 'sell', quantity: '1000', as: 'fill' },
    { instrument: 'BTC-PERPETUAL', side: 'buy', quantity: '9000000', as: 'fill' },
    { instrument: 'BTC-PERPETUAL', side: 'buy', quantity: '250', price: '88000.5', as: 'rest' },
    { instrument: put, side: 'sell', quantity: '3.25', as: 'fill' },
    { instrument: call, side: 'buy', quantity: '0.1', price: '0.0125', as: 'rest' },
    { instrument: 'NO-SUCH-THING', side: 'buy', quantity: '1', as: 'fill' },
    { instrument: 'BTC-PERPETUAL', side: 'buy', quantity: '0', as: 'fill' },
  ]
})
afterAll(() => service.close())

describe('the page computes what the service computes', () => {
  test.each(demo)('for %s, to the last bit, liquidation prices included', async (id) => {
    const account = await json<{ summary: AccountSummary }>(`/v1/accounts/${id}`)
    const calculator = await supplied(account.summary)
    for (const order of orders) {
      const page = computed(calculator, account.summary, order)
      expect(page, JSON.stringify(order)).toEqual(withoutTime(await served(id, order)))
    }
  })

  test('under every rule book: the same numbers, or the same refusal', async () => {
    const specs = await json<SpecView[]>('/v1/specs')
    const order = orders[3] as Order
    const book = await json<object>('/v1/accounts/iron-condor/book')
    await send('POST', '/v1/accounts', { id: 'judged', name: 'Judged' })
    await send('PUT', '/v1/accounts/judged/book', { ...book, id: 'judged', name: 'Judged' })
    let same = 0
    for (const { id: specId } of specs) {
      // A rule book that cannot value the book is refused for the account, and so never asked in the desk.
      const chosen = await send('PATCH', '/v1/accounts/judged', { specId })
      if (!chosen.ok) continue
      const { summary } = await json<{ summary: AccountSummary }>('/v1/accounts/judged')
      const page = computed(await supplied(summary), summary, order)
      expect(page, specId).toEqual(withoutTime(await served('judged', order)))
      same += 1
    }
    expect(same).toBeGreaterThan(10)
  })
})

test('a document that is refused, missing or of another account is no answer', async () => {
  const { summary } = await json<{ summary: AccountSummary }>('/v1/accounts/iron-condor')
  const order = orders[0] as Order
  const code = (calculator: Calculator, account = summary) => {
    const reply = calculator.answer({ want: 'numbers', account, order })
    return reply.type === 'unable' ? reply.reason.code : reply.type
  }
  expect(code(createCalculator(() => 0))).toBe('PAGE_FAILED')
  const calculator = await supplied(summary)
  expect(code(calculator)).toBe('numbers')
  expect(code(calculator, { ...summary, id: 'another' })).toBe('PAGE_FAILED')
  expect(code(calculator, { ...summary, specId: 'another' })).toBe('PAGE_FAILED')
  const take = (kind: 'market' | 'book' | 'spec', document: string) =>
    calculator.take({ type: 'document', kind, text: document })
  take('market', market.replace('market/1', 'market/2'))
  expect(code(calculator)).toBe('DOCUMENT_VERSION')
  take('market', market.slice(0, 1000))
  expect(code(calculator)).toBe('JSON_MALFORMED')
  take('market', market)
  expect(code(calculator)).toBe('numbers')
  take('spec', '{"plimsoll":"spec/1"}')
  expect(code(calculator)).toBe('SPEC_INVALID')
})
