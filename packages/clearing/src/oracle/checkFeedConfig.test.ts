import { expect, test } from 'vitest'
import { checkFeedConfig } from './checkFeedConfig.js'
import { configInForce, type FeedConfig } from './feedConfig.js'
import { feedOf, sourcesOf } from './fixture/feed.js'

const good = feedOf(sourcesOf(5))
const withSource = (change: object): FeedConfig =>
  feedOf(sourcesOf(5).map((source) => (source.id === 's3' ? { ...source, ...change } : source)))

test('a sound record is accepted', () => {
  expect(() => checkFeedConfig(good)).not.toThrow()
  expect(() =>
    checkFeedConfig({
      ...good,
      perpetual: { sources: sourcesOf(3, {}).map((s) => ({ ...s, id: `p${s.id}` })), quorum: 3 },
    }),
  ).not.toThrow()
})

test('what could not judge prices is refused with the field', () => {
  const cases: readonly (readonly [config: FeedConfig, where: string])[] = [
    [{ ...good, decimals: 19 }, 'decimals'],
    [{ ...good, leastSize: 0n }, 'leastSize'],
    [{ ...good, weightCap: 1 }, 'weightCap'],
    [{ ...good, agreementPpm: 500_000n }, 'agreementPpm'],
    [{ ...good, recoveryTicks: 0 }, 'recoveryTicks'],
    [{ ...good, futureToleranceMs: -1 }, 'futureToleranceMs'],
    [{ ...good, jumpPpm: 1_000_000n }, 'jumpPpm'],
    [{ ...good, tooWidePpm: 9_999n }, 'tooWidePpm'],
    [{ ...good, graceMs: 0.5 }, 'graceMs'],
    [{ ...good, mark: { ...good.mark, bandPpm: 0n } }, 'mark.bandPpm'],
    [{ ...good, mark: { ...good.mark, basisMs: 0 } }, 'mark.basisMs'],
    [{ ...good, moveBands: [{ windowMs: 0, limitPpm: 1n, pauseMs: 1 }] }, 'moveBands.windowMs'],
    [{ ...good, slow: { ...good.slow, perSecondPpm: 0n } }, 'slow.perSecondPpm'],
    [{ ...good, index: { ...good.index, quorum: 2 } }, 'index.quorum'],
    [{ ...good, index: { ...good.index, quorum: 6 } }, 'index.quorum'],
    [{ ...good, perpetual: good.index }, 'sources'],
    [withSource({ group: 'g1', id: 's1' }), 'sources'],
    [withSource({ weight: 0n }), 'sources.s3.weight'],
    [withSource({ heartbeatMs: 0 }), 'sources.s3.heartbeatMs'],
    [withSource({ depthMin: -1n }), 'sources.s3.depthMin'],
    [withSource({ publicKey: 'FF' }), 'sources.s3.publicKey'],
    // y = 1: the neutral element, of order 1. RFC 8032, §5.1.3 decodes it.
    [withSource({ publicKey: `01${'00'.repeat(31)}` }), 'sources.s3.publicKey'],
    [withSource({ floorPrice: 5n, ceilingPrice: 5n }), 'sources.s3.ceilingPrice'],
  ]
  for (const [config, where] of cases) {
    let refusal: unknown
    try {
      checkFeedConfig(config)
    } catch (error) {
      refusal = error
    }
    expect(refusal, where).toMatchObject({ code: 'INPUT_INVALID', where })
  }
})

test('a quorum counts economic groups, not sources', () => {
  const sources = sourcesOf(5).map((source) => ({ ...source, group: source.id < 's4' ? 'one' : 'two' }))
  expect(() => checkFeedConfig(feedOf(sources))).toThrow('index.quorum')
})

test('the record in force is the last that has begun', () => {
  const later = { ...good, effectiveFrom: 5000 }
  expect(configInForce([good, later], 4999)).toBe(good)
  expect(configInForce([good, later], 5000)).toBe(later)
  expect(configInForce([later], 4999)).toBe(undefined)
})
