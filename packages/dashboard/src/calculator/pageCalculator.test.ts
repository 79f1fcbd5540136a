import type { WhatIfNumbers } from '@plimsoll/server/contract/answers'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Thread } from './line'
import type { Order, Question, Reply, ToWorker } from './messages'
import { type Asked, createPageCalculator } from './pageCalculator'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const asked: Asked = { account: { id: 'a', name: 'A', description: '', specId: 'portfolio' }, run: 'first' }
const order = (quantity: string): Order => ({ instrument: 'BTC-PERPETUAL', side: 'buy', quantity, as: 'fill' })

interface Paces {
  numbers?: number
  liquidation?: number
}

/**
 * A page without a browser: documents say how often they were fetched, and the workers answer with the documents that they
 * hold, after a while.
 */
function page(paces: Paces = {}) {
  const fetched = { market: 0, book: 0, spec: 0 }
  const broken = new Set<string>()
  const refuse = { code: '' }
  const threads: Thread[] = []
  const load = async (kind: keyof typeof fetched): Promise<string> => {
    fetched[kind] += 1
    const text = kind === 'market' ? `market ${fetched.market}` : kind === 'book' ? books.now : 'spec'
    await new Promise((done) => setTimeout(done, 10))
    if (broken.has(kind)) throw new Error(`no ${kind}`)
    return text
  }
  const books = { now: 'first book' }
  const openThread = (): Thread => {
    const held: Record<string, string> = {}
    const replyTo = ({ want, order: { quantity } }: Question): Reply => {
      if (refuse.code !== '') return { type: 'unable', reason: { code: refuse.code, message: '' } }
      const asOf = held.market ?? 'none'
      if (want === 'liquidation') return { type: want, liquidation: [], asOf }
      const numbers = { reason: `${quantity} of ${held.book}`, after: { valuedAt: asOf } } as WhatIfNumbers
      return { type: want, numbers, microseconds: 1000 }
    }
    const thread: Thread = {
      postMessage: (message: ToWorker) => {
        if (message.type === 'document') held[message.kind] = message.text
        else {
          const reply = replyTo(message.question)
          const takes = (message.question.want === 'numbers' ? paces.numbers : paces.liquidation) ?? 5
          setTimeout(() => thread.onmessage?.({ data: { id: message.id, reply } }), takes)
        }
      },
      onmessage: null,
      onerror: null,
      onmessageerror: null,
    }
    threads.push(thread)
    return thread
  }
  const sources = { market: () => load('market'), book: () => load('book'), spec: () => load('spec') }
  const calculator = createPageCalculator({ sources, openThread })
  /** The answer in short: what it is of, on which market, and where its liquidation prices stand. */
  const says = (): string => {
    const answer = calculator.read()
    if (answer.kind !== 'answer') return answer.kind === 'unable' ? `unable: ${answer.reason.code}` : 'nothing'
    const { numbers, liquidation, isStale } = answer
    const prices = liquidation === null ? 'no prices' : `prices of ${liquidation.asOf}`
    return `${numbers.reason} on ${numbers.after.valuedAt}, ${prices}${isStale ? ', stale' : ''}`
  }
  const wait = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds)
  return { calculator, fetched, broken, refuse, books, threads, says, wait }
}

test('numbers come first and liquidation prices when they are there; nothing is fetched twice for a key', async () => {
  const { calculator, fetched, threads, says, wait } = page({ liquidation: 100 })
  calculator.prepare(asked)
  await wait(50)
  expect(threads).toHaveLength(2)
  const before = { ...fetched }
  expect(before).toMatchObject({ market: 1, spec: 1 })
  calculator.ask(asked, order('1'))
  await wait(6)
  expect(says()).toBe('1 of first book on market 1, no prices')
  await wait(100)
  expect(says()).toBe('1 of first book on market 1, prices of market 1')
  calculator.ask(asked, order('12'))
  await wait(6)
  expect(says()).toBe('12 of first book on market 1, no prices')
  expect(fetched).toEqual(before)
  calculator.ask(asked, null)
  expect(says()).toBe('nothing')
})

test('follows the ticks while an order stands, at most once a second', async () => {
  const { calculator, fetched, says, wait } = page()
  calculator.ask(asked, order('1'))
  for (let step = 0; step < 46; step++) {
    await wait(100)
    calculator.ticked(true)
  }
  expect(fetched.market).toBe(5)
  expect(says()).toBe('1 of first book on market 5, prices of market 5')
  calculator.ask(asked, null)
  await wait(2000)
  const after = fetched.market
  for (let step = 0; step < 50; step++) calculator.ticked(true)
  await wait(10_000)
  expect(fetched.market).toBe(after)
  // Left behind by ticks: the next order waits for a market of now.
  calculator.ask(asked, order('2'))
  await wait(8)
  expect(says()).toBe('nothing')
  await wait(20)
  expect(says()).toBe(`2 of first book on market ${after + 1}, prices of market ${after + 1}`)
})

test('a changed book makes the answer old until it was fetched', async () => {
  const { calculator, books, says, wait } = page()
  calculator.ask(asked, order('1'))
  await wait(100)
  books.now = 'second book'
  calculator.bookChanged()
  expect(says()).toBe('1 of first book on market 1, prices of market 1, stale')
  await wait(16)
  expect(says()).toBe('1 of second book on market 1, no prices')
})

test('another account or rule book is supplied before it is asked', async () => {
  const { calculator, fetched, says, wait } = page()
  calculator.ask(asked, order('1'))
  await wait(100)
  const books = fetched.book
  calculator.ask({ ...asked, account: { ...asked.account, id: 'b', specId: 'cross' } }, order('3'))
  await wait(100)
  expect(says()).toBe('3 of first book on market 1, prices of market 1')
  expect(fetched).toEqual({ market: 1, book: books + 1, spec: 2 })
})

test('what cannot be fetched is the service’s to answer, until it can be', async () => {
  const { calculator, broken, says, wait } = page()
  const later = async () => {
    await wait(1000)
    calculator.ticked(true)
    await wait(100)
  }
  broken.add('market')
  calculator.ask(asked, order('1'))
  for (let step = 0; step < 3; step++) {
    await later()
    expect(says()).toBe('unable: PAGE_FAILED')
  }
  broken.clear()
  calculator.ask(asked, order('12'))
  // Until there is an answer, the service goes on answering.
  expect(says()).toBe('unable: PAGE_FAILED')
  await later()
  expect(says()).toMatch(/^12 of first book/)
  broken.add('market')
  await later()
  expect(says()).toBe('unable: PAGE_FAILED')
})

test('what the library refuses is the service’s to answer, and no market is fetched for it', async () => {
  const { calculator, fetched, refuse, says, wait } = page()
  refuse.code = 'FACT_MISSING'
  calculator.ask(asked, order('1'))
  await wait(100)
  expect(says()).toBe('unable: FACT_MISSING')
  for (let step = 0; step < 10; step++) {
    calculator.ticked(true)
    await wait(1000)
  }
  expect(fetched.market).toBe(1)
})

test('a broken worker is not tried again', async () => {
  const { calculator, threads, says, wait } = page()
  calculator.ask(asked, order('1'))
  await wait(100)
  threads[1]?.onerror?.({ message: 'gone' })
  expect(says()).toBe('unable: PAGE_FAILED')
  calculator.ask(asked, null)
  calculator.ask(asked, order('2'))
  await wait(1000)
  expect(says()).toBe('unable: PAGE_FAILED')
  expect(threads).toHaveLength(2)
})

test('a rule book slower than the ticks still gets its numbers, each with the instant that it is of', async () => {
  const { calculator, says, wait } = page({ numbers: 1700, liquidation: 2300 })
  const seen = new Set<string>()
  calculator.subscribe(() => seen.add(says()))
  calculator.ask(asked, order('1'))
  for (let step = 0; step < 10; step++) {
    await wait(1000)
    calculator.ticked(true)
  }
  expect([...seen][0]).toBe('1 of first book on market 1, no prices')
  expect([...seen].some((text) => /on market [3-9], prices of market [2-9]/.test(text))).toBe(true)
})
