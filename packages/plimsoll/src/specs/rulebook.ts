import { PlimsollError } from '../error/plimsollError.js'
import type { MarginSpec } from '../requirement/spec.js'
import { aevoPm } from './aevo/aevoPm.js'
import { aevoSm } from './aevo/aevoSm.js'
import { binanceUm } from './binance/binanceUm.js'
import { binanceUnified } from './binance/binanceUnified.js'
import { bitmex } from './bitmex/bitmex.js'
import { bybitPm } from './bybit/bybitPm.js'
import { bybitUta } from './bybit/bybitUta.js'
import { cmeSpan } from './classical/cmeSpan.js'
import { occTims } from './classical/occTims.js'
import { regT } from './classical/regT.js'
import { coinbaseInternational } from './coinbase/coinbaseInternational.js'
import { dederiPm, deribitPmOlder10, deribitPmOlder12 } from './deribit/contingencyPm.js'
import { deribitPm } from './deribit/deribitPm.js'
import { deribitSm } from './deribit/deribitSm.js'
import { deribitXpm } from './deribit/deribitXpm.js'
import { derivePm1 } from './derive/pm1.js'
import { derivePm2 } from './derive/pm2.js'
import { deriveSrm } from './derive/srm.js'
import { driftV2 } from './drift/driftV2.js'
import { dydxV4 } from './dydx/dydxV4.js'
import { cross, isolated, portfolio } from './generations.js'
import { modelSpecs } from './house/models.js'
import { plimsollPm } from './house/plimsollPm.js'
import { plimsollPmDynamic } from './house/plimsollPmDynamic.js'
import { hyperliquid } from './hyperliquid/hyperliquid.js'
import { hyperliquidPm } from './hyperliquid/hyperliquidPm.js'
import { krakenFutures } from './kraken/krakenFutures.js'
import { mangoV4 } from './mango/mangoV4.js'
import { okxPm } from './okx/okxPm.js'
import { paradexCross } from './paradex/paradexCross.js'
import { paradexPm } from './paradex/paradexPm.js'

const all: readonly MarginSpec[] = Object.freeze([
  // Ours.
  isolated,
  cross,
  portfolio,
  plimsollPm,
  plimsollPmDynamic,
  ...modelSpecs,
  // Classical.
  cmeSpan,
  occTims,
  regT,
  // Venues.
  aevoPm,
  aevoSm,
  binanceUm,
  binanceUnified,
  bitmex,
  bybitPm,
  bybitUta,
  coinbaseInternational,
  dederiPm,
  deribitPm,
  deribitPmOlder10,
  deribitPmOlder12,
  deribitSm,
  deribitXpm,
  derivePm1,
  derivePm2,
  deriveSrm,
  driftV2,
  dydxV4,
  hyperliquid,
  hyperliquidPm,
  krakenFutures,
  mangoV4,
  okxPm,
  paradexCross,
  paradexPm,
])

/** Every rule book that comes with the library. */
export function rulebooks(): readonly MarginSpec[] {
  return all
}

/**
 * The rule book of this id; SPEC_UNKNOWN lists what there is.
 *
 * @example
 * import { rulebook } from 'plimsoll'
 * rulebook('portfolio').title // => 'Portfolio margin'
 */
export function rulebook(id: string): MarginSpec {
  const found = all.find((spec) => spec.id === id)
  if (found !== undefined) return found
  throw new PlimsollError('SPEC_UNKNOWN', {
    where: 'spec',
    value: id,
    expected: `one of ${all.map((spec) => spec.id).join(', ')}`,
  })
}
