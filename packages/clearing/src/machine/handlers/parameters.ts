import { refuse } from '../../error/refusal.js'
import { closeEpisode } from '../../liquidation/episode.js'
import { parametersOf } from '../../risk/marketView.js'
import { shadowOf } from '../../risk/shadow.js'
import type { RateRules } from '../../state/doorRecords.js'
import type { ParameterChange, ParameterRecord } from '../../state/records.js'
import type { CommandOf } from '../commands.js'
import type { Draft } from '../draft.js'
import { accrueFundings } from '../funding.js'
import { watchSharedFund } from '../funds.js'
import { liquidate } from '../liquidate.js'
import { accountIn, requireName } from '../lookup.js'
import { publish } from '../publish.js'
import { watch } from '../watch.js'
import { settleDue } from './contracts.js'
import { endFeedChanges } from './feeds.js'

/**
 * Announces a change with the instant of its effect. What only protects may take effect at once; everything else waits for the
 * delay that is in force now. The shadow of the change is part of the announcement.
 */
export function announceChange(draft: Draft, { name, change, effectiveAt }: CommandOf<'announce-change'>): void {
  requireName(name, 'name')
  const parameters = parametersOf(draft.state)
  const soonest = draft.at + (isProtective(parameters, change) ? 0 : parameters.changeDelay)
  if (effectiveAt < soonest) refuse('PARAMETER_INVALID', 'effectiveAt', effectiveAt, `at least ${soonest}`)
  checkParameters({ ...parameters, ...change })
  const shadow = shadowOf(draft.state, { ...parameters, ...change })
  if (shadow.rise > parameters.riseMax) {
    refuse(
      'PARAMETER_INVALID',
      'change',
      `${shadow.rise} ppm more`,
      `no requirement up by more than ${parameters.riseMax} ppm`,
    )
  }
  const pushedMax = parameters.pushedMax ?? Number.POSITIVE_INFINITY
  if (shadow.pushed > pushedMax) {
    refuse(
      'PARAMETER_INVALID',
      'change',
      `${shadow.pushed} accounts in a minute`,
      `at most ${pushedMax} below maintenance`,
    )
  }
  draft.emit({ kind: 'change-announced', name, change: { announcedAt: draft.at, effectiveAt, change, shadow } })
}

/** Refuses numbers by which nothing could be computed. */
export function checkParameters(parameters: ParameterRecord): void {
  const { size, depth, rates, reopening, gridTimes = 1, bidTime = 1 } = parameters
  if (!(bidTime > 0)) refuse('PARAMETER_INVALID', 'bidTime', bidTime, 'milliseconds above 0')
  if (!Number.isInteger(gridTimes) || gridTimes < 1 || gridTimes > 100)
    refuse('PARAMETER_INVALID', 'gridTimes', gridTimes, 'a whole number from 1 to 100')
  for (const who of ['owner', 'venue'] as const) {
    const limit = rates?.[who]
    if (limit === undefined || (limit.orders >= 1 && limit.notional >= 1n)) continue
    refuse('PARAMETER_INVALID', `rates.${who}`, `${limit.orders} orders, ${limit.notional}`, 'at least 1 of each')
  }
  if (reopening !== undefined && !(reopening.begunMax > 0))
    refuse('PARAMETER_INVALID', 'reopening.begunMax', reopening.begunMax, 'above 0: somebody’s turn has to come')
  for (const [id, { from, to }] of Object.entries(size.openInterest)) {
    if (from < 0n || to <= from)
      refuse('PARAMETER_INVALID', `size.openInterest.${id}`, `${from} to ${to}`, '0 ≤ from < to')
  }
  const volumes = [
    ...Object.entries(size.assets).map(
      ([id, { stressVolume }]) => [`size.assets.${id}.stressVolume`, stressVolume] as const,
    ),
    ...Object.entries(depth).map(
      ([id, { stressVolumeLots }]) => [`depth.${id}.stressVolumeLots`, stressVolumeLots] as const,
    ),
  ]
  for (const [where, volume] of volumes)
    if (volume <= 0n) refuse('PARAMETER_INVALID', where, volume, 'a volume above 0')
}

/** Whether a change does nothing but lower limits of what the venue lets in or out. */
function isProtective(now: ParameterRecord, change: ParameterChange): boolean {
  return Object.keys(change).every((field) => {
    switch (field as keyof ParameterChange) {
      case 'openInterestMax':
        return Object.entries(now.openInterestMax).every(
          ([id, most]) => (change.openInterestMax?.[id] ?? most + 1n) <= most,
        )
      case 'outflowMax':
        return change.outflowMax! <= now.outflowMax
      case 'tradeBand':
        return change.tradeBand! <= now.tradeBand
      case 'rates':
        return now.rates === undefined || isNoWider(now.rates, change.rates!)
      default:
        return false
    }
  })
}

function isNoWider(now: RateRules, change: RateRules): boolean {
  return (['owner', 'venue'] as const).every(
    (who) => change[who].orders <= now[who].orders && change[who].notional <= now[who].notional,
  )
}

export function withdrawChange(draft: Draft, { name }: CommandOf<'withdraw-change'>): void {
  if (draft.state.pending.get(name) === undefined) {
    refuse('PARAMETER_UNKNOWN', 'name', name, 'a change that was announced and is not in force')
  }
  draft.emit({ kind: 'change-withdrawn', name })
}

/** What the passing of time brings: announced changes that are due, expiries, positions valued at the present instant, levels. */
export function advance(draft: Draft): void {
  for (const name of draft.state.pending.keys()) {
    const { effectiveAt, change } = draft.state.pending.get(name)!
    if (effectiveAt > draft.at || waitsForRamp(parametersOf(draft.state), change, draft.at)) continue
    draft.emit({ kind: 'change-withdrawn', name })
    draft.emit({ kind: 'parameters-set', parameters: changed(parametersOf(draft.state), change, draft.at) })
    if (change.liquidation !== undefined) closeEpisodes(draft)
  }
  accrueFundings(draft)
  endFeedChanges(draft)
  publish(draft, draft.state.feeds.keys())
  dropExpired(draft)
  draft.emit({ kind: 'revalued' })
  settleDue(draft)
  watchSharedFund(draft)
  watch(draft)
  liquidate(draft)
}

/** What can no longer be filled no longer reserves margin. */
function dropExpired(draft: Draft): void {
  for (const account of draft.state.accounts.keys()) {
    for (const [id, { expiresAt }] of Object.entries(accountIn(draft.state, account).orders)) {
      if (expiresAt !== undefined && draft.at > expiresAt) {
        draft.emit({ kind: 'order-removed', account, id, why: 'expired' })
      }
    }
  }
}

/** A stage of the old rules is another one of the new: whoever is still short begins anew under these. */
function closeEpisodes({ state, emit }: Draft): void {
  for (const account of state.episodes.keys()) {
    const episode = state.episodes.get(account)!
    if (episode.open) emit({ kind: 'episode-changed', account, episode: closeEpisode(episode) })
  }
}

/** A ramp that another one took the place of would end at once, and what was left of its rise would come in one step. */
function waitsForRamp({ leaving }: ParameterRecord, change: ParameterChange, at: number): boolean {
  return isRamped(change) && leaving !== undefined && at < leaving.until
}

function isRamped({ specs, size, depth }: ParameterChange): boolean {
  return specs !== undefined || size !== undefined || depth !== undefined
}

/** New rule books come in over the ramp; everything else is in force at once. */
function changed(now: ParameterRecord, change: ParameterChange, at: number): ParameterRecord {
  const { specs, size, depth, rampTime } = now
  if (!isRamped(change)) return { ...now, ...change }
  return { ...now, ...change, leaving: { specs, size, depth, from: at, until: at + rampTime } }
}
