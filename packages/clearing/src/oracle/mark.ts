import { divideDirected } from 'plimsoll'
import { averageAt } from './average.js'
import type { FeedConfig } from './feedConfig.js'
import type { FeedState } from './feedState.js'
import { judgePanel } from './judgePanel.js'
import { fine, greatest, least, million, sizeOf } from './relative.js'

type MarkState = Pick<FeedState, 'basis' | 'ceiling' | 'mark'>
type LiveMark = MarkState & { readonly mark: bigint }

/**
 * The fast mark: the median of index + average basis, the own book's middle and the outside perpetuals' median, clamped to a band round
 * the index and below a multiple of its own long average. Without all three inputs it is index + average basis, because a median of two
 * is either of them or a price that nobody said. A last trade is no input.
 *
 * @param state as it stood since the last event; its samples have held since then
 * @param index the index that holds from `at` on
 */
export function markAfter(config: FeedConfig, state: FeedState, index: bigint, at: number): LiveMark {
  const basis = basisAfter(config, state, index, at)
  const average = basis === undefined ? 0n : divideDirected(basis.value, fine, 'down')
  const { perpetual } = config
  const outside = perpetual === undefined ? undefined : judgePanel(config, perpetual, state.sources)
  const fair = index + average
  const unclamped =
    state.ownMid !== undefined && outside?.kind === 'priced' ? middle(fair, state.ownMid, outside.price) : fair

  const room = config.mark.bandPpm * sizeOf(index, config.leastSize)
  const inBand = greatest(index - room / million, least(unclamped, index + room / million))
  const past = state.ceiling
  const ceiling = past === undefined ? undefined : averageAt(past, state.mark, at, config.mark.ceilingMs)
  const mark =
    ceiling === undefined || config.sign === 'any' ? inBand : least(inBand, multipleOf(config, ceiling.value))
  return { ...(basis !== undefined && { basis }), ceiling: ceiling ?? { value: mark * fine, at }, mark }
}

/** While the mark is held its long average follows it; the basis stands still until there is an index to compare with. */
export function heldMark(config: FeedConfig, state: FeedState, at: number): MarkState {
  const { basis, ceiling, mark } = state
  return {
    ...(basis !== undefined && { basis: averageAt(basis, basis.sample, at, config.mark.basisMs) }),
    ...(ceiling !== undefined && { ceiling: averageAt(ceiling, mark, at, config.mark.ceilingMs) }),
    ...(mark !== undefined && { mark }),
  }
}

function basisAfter(config: FeedConfig, state: FeedState, index: bigint, at: number): FeedState['basis'] {
  const { basis, ownMid } = state
  const past = basis === undefined ? undefined : averageAt(basis, basis.sample, at, config.mark.basisMs)
  if (ownMid === undefined) return past
  const sample = ownMid - index
  // It begins with nothing, so that the first look at the own book moves no mark by itself.
  return { ...(past ?? { value: 0n, at }), sample }
}

function multipleOf({ mark }: FeedConfig, average: bigint): bigint {
  return (average * mark.ceilingMultiple) / fine
}

function middle(a: bigint, b: bigint, c: bigint): bigint {
  return greatest(least(a, b), least(greatest(a, b), c))
}
