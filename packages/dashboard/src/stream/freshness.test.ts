import type { FeedView } from '@plimsoll/server/contract'
import { expect, test } from 'vitest'
import { isReplayEnded } from './freshness'

const ended: FeedView = {
  kind: 'replay',
  name: 'test',
  state: 'HALT',
  asOf: '2026-02-10T20:00:00Z',
  receivedAt: '2026-03-01T00:00:00Z',
  paused: false,
  speed: 1,
  range: { from: '2026-01-28T00:00:00Z', to: '2026-02-10T20:00:00Z', progress: 1 },
  halt: { reason: 'ended', message: 'to its end' },
}

test('a replay at its end is not a failure; one that failed, or another feed in HALT, is', () => {
  expect(isReplayEnded(ended)).toBe(true)
  expect(isReplayEnded({ ...ended, halt: { reason: 'failed', message: 'unreadable' } })).toBe(false)
  expect(isReplayEnded({ ...ended, range: { from: '', to: '', progress: 0.4 } })).toBe(false)
  expect(isReplayEnded({ ...ended, kind: 'live', range: null })).toBe(false)
  expect(isReplayEnded({ ...ended, state: 'VALID' })).toBe(false)
  expect(isReplayEnded(undefined)).toBe(false)
})
