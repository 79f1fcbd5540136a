import { houseRehearsal, octoberRehearsal, type RehearsalOptions, withPolicy } from '@plimsoll/clearing'
import type { RehearsalTask } from './messages.js'
import { customPath, marchPath } from './prices/pricesOf.js'
import { publishedShape } from './prices/publishedShapes.js'
import { isRecorded, readOctober } from './prices/recordings.js'

/** Path, population, market and rules of what is asked for; the same as `plimsoll rehearse` plays of a day that was recorded. */
export function rehearsalOf({ asked, recordings }: RehearsalTask): RehearsalOptions {
  const { day, shock, accounts, seed, policy } = asked
  if (day === '2025-10-10' && isRecorded(day, recordings)) {
    return withPolicy(octoberRehearsal({ ...readOctober(recordings), accounts, seed }), policy)
  }
  const path =
    shock !== undefined
      ? customPath(shock, seed)
      : day === '2020-03-12'
        ? marchPath(recordings)
        : publishedShape('2025-10-10')
  return withPolicy(houseRehearsal({ path, accounts, seed }), policy)
}
