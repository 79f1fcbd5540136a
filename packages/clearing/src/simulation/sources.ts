import type { CommandBodies } from '../machine/commands.js'
import type { FeedConfig } from '../oracle/feedConfig.js'
import type { Tick } from '../oracle/tick.js'
import type { State } from '../state/state.js'
import { type SmallVenue, start } from './smallVenue.js'

/** The price of ether in a simulated venue is made of what five sources say, of which some are silent, late, mistaken or not who they say. */
const feed = 'index ETH'

/** Public keys of RFC 8032, section 7.1. Nothing is signed here: who verified a tick says so beside it. */
const keys = [
  'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
  '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
  'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
  '278117fc144c72340f67d0f2316e8386ceffbf2b2428c9c51fef7c597f1d426e',
  'ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf',
]

const minute = 60_000

/** As long as minutes pass between two commands. */
const config: FeedConfig = {
  feed,
  effectiveFrom: start,
  unit: { base: 'ETH', quote: 'USD' },
  decimals: 2,
  sign: 'positive',
  leastSize: 1n,
  index: {
    sources: keys.map((publicKey, row) => ({
      id: `s${row}`,
      group: `g${row}`,
      publicKey,
      weight: BigInt(row + 1),
      heartbeatMs: 20 * minute,
      depthMin: 0n,
    })),
    quorum: 3,
  },
  weightCap: 3,
  agreementPpm: 666_666n,
  agreementBandPpm: 100_000n,
  jumpPpm: 100_000n,
  jumpConfirmMs: minute,
  boundMarginPpm: 10_000n,
  futureToleranceMs: 2_000,
  uncertainPpm: 20_000n,
  tooWidePpm: 60_000n,
  openDispersionsPpm: 2_000_000n,
  moveBands: [{ windowMs: 30 * minute, limitPpm: 100_000n, pauseMs: 5 * minute }],
  recoveryTicks: 1,
  graceMs: 5 * minute,
  settleMs: 5 * minute,
  haltAfterMs: 60 * minute,
  mark: {
    bandPpm: 50_000n,
    basisMs: 150_000,
    ceilingMultiple: 10n,
    ceilingMs: 28_800_000,
    ownDepthMin: 1_000n,
  },
  slow: { perSecondPpm: 300n, perHourPpm: 60_000n },
}

/** The venue with ether as a coin and a perpetual, and its feed. */
export function withSources(venue: SmallVenue): SmallVenue {
  venue.must('list-asset', { asset: 'ETH', record: { decimals: 8, feed, underlying: 'ETH' } })
  const settlement = { kind: 'linear', currency: 'USDC' } as const
  const instrument = { kind: 'perpetual', id: 'ETH-PERP', underlying: 'ETH', contractSize: 1, settlement } as const
  venue.must('list-instrument', { instrument, lotDecimals: 3, priceDecimals: 2, market: 'ETH' })
  venue.must('set-feed', { terms: { kind: 'sources', config }, override: false })
  return venue
}

/** What some of the sources say when ether is at `dollars`. */
export function randomTicks(state: State, random: () => number, dollars: number, at: number): CommandBodies['tick'] {
  const lies = ['0', '-1', 'NaN', '', (dollars * 10).toFixed(2), (dollars / 3).toFixed(2), (dollars * 1.08).toFixed(2)]
  const ticks = config.index.sources.flatMap(({ id, publicKey }) => {
    const [silent, lying, untimely, forged] = [random(), random(), random(), random()]
    if (silent < 0.25) return []
    const price = dollars * (1 + (random() - 0.5) * 0.01)
    const half = price * random() * 0.002
    const lie = lying < 0.06 ? lies[Math.floor(random() * lies.length)]! : undefined
    const last = state.feedStates.get(feed)?.sources[id]
    const late = untimely < 0.03 ? -60 * minute : untimely < 0.05 ? 10 * minute : 0
    const tick: Tick = {
      feed,
      source: forged < 0.01 ? 'stranger' : id,
      sequence: (last?.sequence ?? 0) + (untimely > 0.97 ? 0 : 1),
      publishedAt: at + late,
      bid: lie ?? (price - half).toFixed(2),
      ask: lie ?? (price + half).toFixed(2),
      signature: `${id} ${at}`,
    }
    const signedBy = forged < 0.04 ? keys[0]! : publicKey
    return [forged > 0.98 ? { tick } : { tick, signedBy }]
  })
  return { ticks }
}

/**
 * What a VALID price rests on, written down again without the oracle's own words: a quorum of groups whose last word is no older than their
 * heartbeat, and a price between the lowest and the highest of them. What is wrong with it, or nothing.
 */
export function checkFeed(state: State): string | undefined {
  const { at } = state.clock.get('clock')!
  const price = state.prices.get(feed)
  if (price?.status !== 'VALID') return undefined
  const said = config.index.sources.flatMap(({ id, heartbeatMs }) => {
    const source = state.feedStates.get(feed)?.sources[id]
    return source?.price !== undefined && source.publishedAt + heartbeatMs > at ? [source.price] : []
  })
  const isBetween = said.some((one) => one <= price.fast) && said.some((one) => one >= price.fast)
  const isSlow = price.low <= price.fast && price.fast <= price.high
  if (said.length >= config.index.quorum && isBetween && isSlow) return undefined
  return `${feed} is VALID at ${price.low} ${price.fast} ${price.high}, said are ${said.join(', ')}`
}
