import { expect, test } from 'vitest'
import { manualClock } from '../feed/manualClock.js'
import { simulatedFeed } from '../feed/simulator/simulatedFeed.js'
import { watchFeed } from './watchedFeed.js'

test('a feed that was paused for long owes a tick only from its resumption on', () => {
  const clock = manualClock(Date.UTC(2026, 2, 2))
  const feed = simulatedFeed({ clock })
  const watched = watchFeed(feed, clock.now)
  watched.start(
    () => undefined,
    () => undefined,
  )
  clock.advance(3000)
  watched.change({ paused: true })
  clock.advance(20_000)
  expect(watched.view()).toMatchObject({ paused: true, state: 'VALID' })
  expect(watched.change({ paused: false }).state).toBe('VALID')
  clock.advance(500)
  expect(watched.view().state).toBe('VALID')
  watched.stop()
  clock.advance(feed.staleAfterMilliseconds)
  expect(watched.view().state).toBe('STALE')
  // Resuming what is not paused is no excuse for silence.
  expect(watched.change({ paused: false }).state).toBe('STALE')
})
