import type { EuropeanOption } from '../instrument/instrument.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { underlyingOf } from '../valuation/lookup.js'
import { settlementPrice } from '../valuation/quote.js'
import type { Context, Evaluate } from './context.js'
import { cellUnderlying } from './exposure.js'
import type { CellResult, NodeResult } from './nodeResult.js'
import type { ShortOptionMinimum } from './spec.js'

interface Strike {
  readonly option: EuropeanOption
  calls: number
  puts: number
  shorts: { leg: string; units: number }[]
}

/**
 * A charge for every short option: rate × index × units, a quanto option's at its multiplier and all at the worth of what they
 * pay in. With `strike` netting, shorts at one strike, expiry and settlement are first set off against the longs there, calls and puts alike (short − min(short, long), the rule of Derive's PM2). A resting
 * sell order counts as sold, a resting buy order not as bought.
 */
export function shortOptionMinimum(node: ShortOptionMinimum, context: Context, evaluate: Evaluate): NodeResult {
  const { members, scene, path } = context
  const { market } = scene.valuation
  const byUnderlying = new Map<string, Map<string, Strike>>()
  for (const exposure of members) {
    if (exposure.kind === 'asset' || exposure.instrument.kind !== 'option') continue
    if (exposure.kind === 'order' && exposure.quantity > 0) continue
    addLeg(byUnderlying, exposure.instrument, exposure.leg, exposure.quantity, node)
  }
  const cells = [...byUnderlying]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([underlying, strikes]) => {
      const rate = evaluate(node.rate, {
        scene,
        members: members.filter((member) => cellUnderlying(member) === underlying),
        scope: 'underlying',
        cell: underlying,
        path: `${path}/underlying ${underlying}`,
      }).value
      const charge = rate * Math.abs(underlyingOf(market, underlying, underlying).index)
      return chargeCell(underlying, [...strikes.values()], charge, market)
    })
  let value = 0
  for (const cell of cells) value += cell.value
  return { kind: node.node, label: node.label ?? 'minimum for short options', value, cells, children: [] }
}

function addLeg(
  byUnderlying: Map<string, Map<string, Strike>>,
  option: EuropeanOption,
  leg: string,
  units: number,
  node: ShortOptionMinimum,
): void {
  const strikes = byUnderlying.get(option.underlying) ?? new Map<string, Strike>()
  byUnderlying.set(option.underlying, strikes)
  const key = node.netting === 'strike' ? strikeKey(option) : option.id
  const strike = strikes.get(key) ?? { option, calls: 0, puts: 0, shorts: [] }
  strikes.set(key, strike)
  if (option.right === 'call') strike.calls += units
  else strike.puts += units
  if (units < 0) strike.shorts.push({ leg, units: -units })
}

const strikeKeys = new WeakMap<EuropeanOption, string>()

function strikeKey(option: EuropeanOption): string {
  const known = strikeKeys.get(option)
  if (known !== undefined) return known
  // What pays differently does not net: a quanto option may be worth a thousandth of the linear one at its strike.
  const key = `${option.expiry} ${option.strike} ${option.contractSize} ${JSON.stringify(option.settlement)}`
  strikeKeys.set(option, key)
  return key
}

function chargeCell(cell: string, strikes: readonly Strike[], charge: number, market: MarketSnapshot): CellResult {
  const legs: { leg: string; part: number }[] = []
  for (const { option, calls, puts, shorts } of strikes) {
    const short = Math.max(-calls, 0) + Math.max(-puts, 0)
    const long = Math.max(calls, 0) + Math.max(puts, 0)
    const naked = short - Math.min(short, long)
    let gross = 0
    for (const leg of shorts) gross += leg.units
    const unit = charge * unitsOfIndex(option, market)
    if (naked > 0) for (const leg of shorts) legs.push({ leg: leg.leg, part: unit * ((naked * leg.units) / gross) })
  }
  let value = 0
  for (const leg of legs) value += leg.part
  return { cell, value, legs }
}

/** How many indexes one contract stands for, in the reporting currency. */
function unitsOfIndex(option: EuropeanOption, market: MarketSnapshot): number {
  const { settlement, contractSize } = option
  return settlement.kind === 'inverse' ? contractSize : contractSize * settlementPrice(settlement, market, option.id)
}
