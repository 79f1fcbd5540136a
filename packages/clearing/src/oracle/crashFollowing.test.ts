import { expect, test } from 'vitest'
import { FeedDriver, feedOf, sourcesOf } from './fixture/feed.js'

/** exp(−rate · seconds) as a decimal text of four places. */
const falling = (start: number, ratePerSecond: number, milliseconds: number): string =>
  (start * Math.exp((-ratePerSecond * milliseconds) / 1000)).toFixed(4)

/**
 * The true price halves in 60 s, at a constant rate. Five sources see it when they publish: every two seconds, 400 ms apart, and a
 * second late on the wire. How far behind is the mark?
 */
test('O21 true crash: all sources −50 % in 60 s; the mark is behind by 2.1 s at most, VALID all the way', () => {
  const rate = Math.LN2 / 60
  const feed = new FeedDriver(feedOf(sourcesOf(5)), 1_000_000)
  feed.sayAll('100', '100', '100', '100', '100')
  const start = feed.now
  let behindMs = 0
  const statuses = new Set<string>()
  while (feed.now < start + 63_000) {
    feed.wait(100)
    const elapsed = feed.now - start
    for (let row = 0; row < 5; row++) {
      if (elapsed % 2000 !== (row * 400 + 1000) % 2000) continue
      const seen = Math.min(Math.max(elapsed - 1000, 0), 60_000)
      feed.say(`s${row + 1}`, falling(100, rate, seen), { publishedAt: feed.now - 1000 })
    }
    statuses.add(feed.state.status)
    // When the true price was what the mark is now.
    const trueAt = (-Math.log(Number(feed.state.mark) / 1_000_000) / rate) * 1000
    if (elapsed <= 60_000) behindMs = Math.max(behindMs, elapsed - trueAt)
  }
  expect(feed.state.mark).toBe(500_000n)
  expect(Math.round(behindMs)).toBeLessThanOrEqual(10_000)
  expect(Math.round(behindMs / 100) / 10).toBe(2.1)
  expect([...statuses]).toEqual(['VALID'])
})

test('O21 true crash: −50 % between two ticks of all sources stands for three seconds, then it is the mark', () => {
  const feed = new FeedDriver(feedOf(sourcesOf(5)))
  feed.sayAll('100', '100', '100', '100', '100')
  feed.wait(1000)
  const at = feed.now
  feed.sayAll('50', '50', '50', '50', '50')
  expect(feed.state).toMatchObject({ status: 'STALE', reasons: ['jump'], mark: 1_000_000n })
  feed.wait(2_999)
  expect(feed.state.mark).toBe(1_000_000n)
  feed.wait(1)
  expect(feed.state).toMatchObject({ status: 'VALID', mark: 500_000n })
  const marked = feed.transitions.findLast((transition) => transition.kind === 'status')
  expect(marked).toMatchObject({ at: at + 3000, to: 'VALID' })
})

test('a jump that turns round begins its wait anew', () => {
  const feed = new FeedDriver(feedOf(sourcesOf(3)))
  // One of three has drifted to 50; the other two jump up together, then one of them joins it.
  for (let price = 100; price > 50; price *= 0.92) feed.sayAll(Math.max(price, 50).toFixed(2), '100', '100')
  feed.sayAll('50', '150', '150')
  expect(feed.state).toMatchObject({ status: 'STALE', reasons: ['jump'], mark: 1_000_000n })
  feed.wait(2000)
  feed.say('s2', '50')
  feed.wait(2999)
  expect(feed.state).toMatchObject({ status: 'STALE', reasons: ['jump'], mark: 1_000_000n })
  feed.wait(1)
  expect(feed.state).toMatchObject({ status: 'VALID', mark: 500_000n })
})
