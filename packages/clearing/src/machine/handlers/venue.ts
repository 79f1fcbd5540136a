import { refuse } from '../../error/refusal.js'
import { listingOf } from '../../ledger/listing.js'
import type { Access } from '../../state/records.js'
import { accessOf, reopeningOf } from '../access.js'
import type { CommandOf } from '../commands.js'
import type { Draft } from '../draft.js'
import { assetIn, listingIn, requireDecimals, requireName } from '../lookup.js'
import { checkParameters } from './parameters.js'

export function setUp(draft: Draft, { parameters }: CommandOf<'set-up'>): void {
  if (draft.state.parameters.get('parameters') !== undefined) {
    refuse('PARAMETER_INVALID', 'parameters', 'a second set', 'announced changes, after the first')
  }
  checkParameters(parameters)
  draft.emit({ kind: 'parameters-set', parameters })
}

/** An asset that comes to a running venue is no collateral before a change of parameters, announced like any other, says how much of it is. */
export function listAsset(draft: Draft, { asset, record }: CommandOf<'list-asset'>): void {
  requireName(asset, 'asset')
  requireDecimals(record.decimals, 'record.decimals')
  if (draft.state.assets.get(asset) !== undefined) refuse('ASSET_EXISTS', 'asset', asset, 'a name that no asset has')
  const isLate = draft.state.accounts.size > 0
  draft.emit({ kind: 'asset-listed', asset, record: isLate ? { ...record, isLate } : record })
}

export function listInstrument(draft: Draft, command: CommandOf<'list-instrument'>): void {
  const { instrument, lotDecimals, priceDecimals, market } = command
  requireName(instrument.id, 'instrument.id')
  requireName(market, 'market')
  requireDecimals(lotDecimals, 'lotDecimals')
  requireDecimals(priceDecimals, 'priceDecimals')
  if (instrument.kind === 'spot' || instrument.kind === 'amm') {
    refuse('COMMAND_MALFORMED', 'instrument.kind', instrument.kind, 'a perpetual, a future or an option')
  }
  if (draft.state.listings.get(instrument.id) !== undefined) {
    refuse('INSTRUMENT_EXISTS', 'instrument.id', instrument.id, 'a name that no instrument has had')
  }
  const { decimals } = assetIn(draft.state, instrument.settlement.currency)
  const listing = listingOf({ instrument, lotDecimals, priceDecimals, market }, decimals)
  draft.emit({ kind: 'instrument-listed', id: instrument.id, listing })
}

/** From now on positions in the instrument can only be reduced. */
export function windDown(draft: Draft, { instrument }: CommandOf<'wind-down'>): void {
  const { status } = listingIn(draft.state, instrument)
  if (status === 'settled') refuse('INSTRUMENT_CLOSED', 'instrument', instrument, 'one that is not settled')
  if (status === 'open') draft.emit({ kind: 'instrument-status', id: instrument, status: 'reduce-only' })
}

/** From closed to open; a step to the right has to be waited for. */
const opening: readonly Access[] = ['protected', 'cancel-only', 'post-only', 'full']

/** The venue closes at once, as far as it must, and opens a state at a time, each of which lasts as long as the parameters say. */
export function setAccess({ state, at, emit }: Draft, { access }: CommandOf<'set-access'>): void {
  const now = accessOf(state)
  const step = opening.indexOf(access) - opening.indexOf(now.access)
  if (!opening.includes(access) || step === 0) refuse('COMMAND_MALFORMED', 'access', access, 'another state than now')
  if (step > 1)
    refuse('VENUE_RESTRICTED', 'access', access, `${opening[opening.indexOf(now.access) + 1]} after ${now.access}`)
  const { cancelOnly, postOnly } = reopeningOf(state)
  const least: Readonly<Record<Access, number>> = {
    protected: 0,
    'cancel-only': cancelOnly,
    'post-only': postOnly,
    full: 0,
  }
  const soonest = now.since + least[now.access]
  if (step > 0 && at < soonest) refuse('VENUE_RESTRICTED', 'at', at, `at least ${soonest}, when ${now.access} may end`)
  emit({ kind: 'access-set', record: { access, since: at } })
}
