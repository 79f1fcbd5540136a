import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openLine, type Thread } from './line'
import type { Question, Reply, ToWorker, Unable } from './messages'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const account = { id: 'a', name: 'A', description: '', specId: 'portfolio' }
const question = (quantity: string): Question => ({
  want: 'numbers',
  account,
  order: { instrument: 'BTC-PERPETUAL', side: 'buy', quantity, as: 'fill' },
})
const reply: Reply = { type: 'liquidation', liquidation: [], asOf: '2026-01-01T00:00:00.000Z' }

function silentThread() {
  const sent: ToWorker[] = []
  const thread: Thread = {
    postMessage: (message) => sent.push(message),
    onmessage: null,
    onerror: null,
    onmessageerror: null,
  }
  const failures: Unable[] = []
  const asked = () => sent.flatMap((message) => (message.type === 'ask' ? [message.question.order.quantity] : []))
  return { thread, sent, asked, failures, line: openLine(thread, (reason) => failures.push(reason)) }
}

test('one question is under way at a time, and only the newest of those that wait is asked', () => {
  const { thread, line, asked } = silentThread()
  const replied: string[] = []
  for (const quantity of ['1', '12', '123', '1234']) line.ask(question(quantity), () => replied.push(quantity))
  expect(asked()).toEqual(['1'])
  thread.onmessage?.({ data: { id: 1, reply } })
  expect(asked()).toEqual(['1', '1234'])
  // A reply to something that is not under way is nothing.
  thread.onmessage?.({ data: { id: 1, reply } })
  thread.onmessage?.({ data: { id: 2, reply } })
  expect(replied).toEqual(['1', '1234'])
})

test('a question that waits can be dropped', () => {
  const { thread, line, asked } = silentThread()
  line.ask(question('1'), () => {})
  line.ask(question('2'), () => {})
  line.forget()
  thread.onmessage?.({ data: { id: 1, reply } })
  expect(asked()).toEqual(['1'])
})

test('who waits too long is told so once, and still gets the reply', () => {
  const { thread, line } = silentThread()
  const replies: Reply['type'][] = []
  line.ask(question('1'), (got) => replies.push(got.type))
  vi.advanceTimersByTime(60_000)
  expect(replies).toEqual(['unable'])
  thread.onmessage?.({ data: { id: 1, reply } })
  expect(replies).toEqual(['unable', 'liquidation'])
})

test('a worker that cannot be loaded or breaks is said to have failed', () => {
  const { thread, failures } = silentThread()
  thread.onerror?.({})
  thread.onerror?.({ message: 'out of memory' })
  expect(failures).toEqual([
    { code: 'PAGE_FAILED', message: 'The worker could not be started.' },
    { code: 'PAGE_FAILED', message: 'out of memory' },
  ])
})
