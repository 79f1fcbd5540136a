import type { FeedConfig, PanelConfig } from './feedConfig.js'
import type { FeedState, SourceState, Transition } from './feedState.js'
import { isWithin } from './relative.js'

/** All sources of a feed: those of the index, and the perpetuals of other venues. */
export function panelsOf({ index, perpetual }: FeedConfig): readonly PanelConfig[] {
  return perpetual === undefined ? [index] : [index, perpetual]
}

/**
 * What has become of the sources at an instant: those whose heartbeat has passed are dead, and a jump is confirmed where another group
 * says the same. A source whose jump was confirmed says what it said before, so the order of sources means nothing.
 */
export function settleSources(config: FeedConfig, sources: FeedState['sources'], at: number): FeedState['sources'] {
  const settled: Record<string, SourceState> = { ...sources }
  for (const panel of panelsOf(config)) {
    for (const { id, heartbeatMs } of panel.sources) {
      const source = settled[id]
      if (source !== undefined && at >= source.publishedAt + heartbeatMs)
        settled[id] = { ...source, validity: 'dead', run: 0 }
    }
    for (const { id, group } of panel.sources) {
      const source = settled[id]
      if (source?.validity !== 'jump' || source.price === undefined) continue
      const { price } = source
      const others = panel.sources.filter((other) => other.group !== group)
      if (others.some((other) => says(config, settled[other.id], price)))
        settled[id] = { ...source, validity: 'valid', confirmed: price, run: 1 }
    }
  }
  return settled
}

function says({ jumpPpm, leastSize }: FeedConfig, source: SourceState | undefined, price: bigint): boolean {
  if (source?.price === undefined || (source.validity !== 'valid' && source.validity !== 'jump')) return false
  return isWithin(price, source.price, jumpPpm, leastSize)
}

/** Whose validity is another than before, in the order of the configuration. */
export function sourceTransitions(
  config: FeedConfig,
  before: FeedState['sources'],
  after: FeedState['sources'],
  at: number,
): readonly Transition[] {
  return panelsOf(config)
    .flatMap(({ sources }) => sources)
    .flatMap(({ id }) => {
      const from = before[id]?.validity ?? 'absent'
      const to = after[id]?.validity
      return to === undefined || to === from ? [] : [{ kind: 'source' as const, at, source: id, from, to }]
    })
}
