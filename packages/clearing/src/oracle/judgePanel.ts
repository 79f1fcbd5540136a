import type { FeedConfig, PanelConfig, SourceConfig } from './feedConfig.js'
import type { FeedState, IndexPrice, SourceState } from './feedState.js'
import { greatest, isWithin, magnitude, million } from './relative.js'
import { cappedWeights, weightedMedian } from './weightedMedian.js'

/** The price on which a panel agrees, or why there is none. */
export type PanelJudgement =
  | ({ readonly kind: 'priced' } & IndexPrice)
  | { readonly kind: 'unpriced'; readonly reason: 'quorum' | 'disputed' }

interface GroupVote {
  readonly price: bigint
  readonly halfSpread: bigint
  readonly publishedAt: number
  readonly group: string
}

/**
 * One price of many sources. A group has one vote, the median of its valid sources, with the weight of all its sources, capped. There
 * is a price where a quorum of groups is live with more than half of the configured weight, and enough of the live weight lies near
 * the median. Two prices are never averaged into one that nobody said, unless they are the two middle ones of such an agreement.
 */
export function judgePanel(config: FeedConfig, panel: PanelConfig, sources: FeedState['sources']): PanelJudgement {
  const weights = groupWeights(panel, config.weightCap)
  const votes = [...weights.keys()].flatMap((group) => groupVote(panel, sources, group) ?? [])
  const live = votes.reduce((sum, { group }) => sum + weights.get(group)!, 0n)
  const configured = [...weights.values()].reduce((sum, weight) => sum + weight, 0n)
  if (votes.length < panel.quorum || 2n * live <= configured) return { kind: 'unpriced', reason: 'quorum' }

  const capped = cappedWeights(
    votes.map(({ group }) => weights.get(group)!),
    config.weightCap,
  )
  const median = (value: (vote: GroupVote) => bigint): bigint =>
    weightedMedian(votes.map((vote, row) => ({ price: value(vote), weight: capped[row]! })))
  const price = median((vote) => vote.price)
  const sum = (among: (vote: GroupVote) => boolean): bigint =>
    votes.reduce((total, vote, row) => (among(vote) ? total + capped[row]! : total), 0n)
  const near = sum((vote) => isWithin(vote.price, price, config.agreementBandPpm, config.leastSize))
  if (near * million < config.agreementPpm * sum(() => true)) return { kind: 'unpriced', reason: 'disputed' }
  const dispersion = greatest(
    median((vote) => magnitude(vote.price - price)),
    median((vote) => vote.halfSpread),
  )
  const instants = votes.map(({ publishedAt }) => publishedAt).sort((a, b) => b - a)
  return { kind: 'priced', price, dispersion, publishedAt: instants[panel.quorum - 1]! }
}

/** Groups that have sent `run` valid ticks in a row through at least one live source. */
export function provenGroups(panel: PanelConfig, sources: FeedState['sources'], run: number): number {
  const proven = panel.sources.filter(({ id }) => {
    const source = sources[id]
    return source?.validity === 'valid' && source.run >= run
  })
  return new Set(proven.map(({ group }) => group)).size
}

function groupWeights(panel: PanelConfig, weightCap: number): ReadonlyMap<string, bigint> {
  const sums = new Map<string, bigint>()
  for (const { group, weight } of panel.sources) sums.set(group, (sums.get(group) ?? 0n) + weight)
  const capped = cappedWeights([...sums.values()], weightCap)
  return new Map([...sums.keys()].map((group, row) => [group, capped[row]!]))
}

function groupVote(panel: PanelConfig, sources: FeedState['sources'], group: string): GroupVote | undefined {
  const members = panel.sources.flatMap((source) => {
    const vote = source.group === group ? voteOf(source, sources[source.id]) : undefined
    return vote === undefined ? [] : [vote]
  })
  if (members.length === 0) return undefined
  const median = (value: (member: MemberVote) => bigint): bigint =>
    weightedMedian(members.map((member) => ({ price: value(member), weight: member.weight })))
  return {
    group,
    price: median(({ price }) => price),
    halfSpread: median(({ halfSpread }) => halfSpread),
    publishedAt: Math.max(...members.map(({ publishedAt }) => publishedAt)),
  }
}

interface MemberVote {
  readonly price: bigint
  readonly halfSpread: bigint
  readonly publishedAt: number
  readonly weight: bigint
}

function voteOf({ weight }: SourceConfig, source: SourceState | undefined): MemberVote | undefined {
  if (source?.validity !== 'valid' || source.price === undefined || source.halfSpread === undefined) return undefined
  return { price: source.price, halfSpread: source.halfSpread, publishedAt: source.publishedAt, weight }
}
