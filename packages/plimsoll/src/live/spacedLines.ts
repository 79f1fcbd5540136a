import { instrumentOf } from '../account/instrumentOf.js'
import type { Portfolio } from '../account/portfolio.js'
import { haircutOf } from '../collateral/haircut.js'
import { PlimsollError } from '../error/plimsollError.js'
import type { Instrument } from '../instrument/instrument.js'
import { decimalToNumber } from '../money/decimal.js'
import type { Exposure } from '../requirement/exposure.js'
import { measure } from '../requirement/measure.js'
import type { MarginSpec } from '../requirement/spec.js'
import type { ScenarioSet } from '../scenario/scenario.js'
import { assetOf, underlyingOf } from '../valuation/lookup.js'
import { settlementPrice } from '../valuation/quote.js'
import { settlementAsset } from '../valuation/settlementAsset.js'
import type { Valuation } from '../valuation/valuation.js'
import { isFuture, settledUnits } from './accountLines.js'
import { linesMax } from './accountStore.js'
import { isSameScenarios } from './sameScenarios.js'
import type { Leaf, Spacing } from './spacing.js'

/** What one unit of something held is worth, and its numbers by leaf; a future's profit is held in an asset and has that one's too. */
interface Reading {
  readonly worth: number
  readonly numbers: readonly (readonly Float64Array[])[]
  /** In whose cell an asset stands. */
  readonly underlying: string | undefined
}

/** Something that accounts hold. */
interface Held {
  readonly of:
    | { readonly kind: 'instrument'; instrument: Instrument; readonly isEntered: boolean }
    | { readonly kind: 'asset'; readonly asset: string }
  isListed: boolean
  reading: Reading | undefined
  /** What a unit of it has taken from rooms in the last tick at most, and the size of its numbers. */
  cost: number
  size: number
}

/** What an account holds, each with the size of its quantity. */
export interface SpacedLines {
  readonly held: readonly Held[]
  readonly sizes: Float64Array
}

const nothing = new Float64Array(0)

/** How far everything that is held moves from tick to tick, in terms of equity and of the highest multiple of the requirement. */
export class HeldMoves {
  readonly spacing: Spacing
  readonly #spec: MarginSpec
  readonly #highest: number
  readonly #held = new Map<string, Held>()
  readonly #names = new WeakMap<Instrument, string>()
  /** The scenarios of the last market; none where it could not say. */
  #sets: readonly ScenarioSet[] | undefined

  constructor(spec: MarginSpec, spacing: Spacing, highest: number, valuation: Valuation) {
    this.#spec = spec
    this.spacing = spacing
    this.#highest = highest
    this.#sets = this.#setsOf(valuation)
  }

  /** Reads everything that is held anew; false where no account can be spared, because scenarios are others. */
  tick(valuation: Valuation): boolean {
    const [before, now] = [this.#sets, this.#setsOf(valuation)]
    const isSame = before !== undefined && (now?.every((set, k) => isSameScenarios(set, before[k]!)) ?? false)
    this.#sets = now
    for (const held of this.#held.values()) {
      const { reading } = held
      const isStanding = this.#isStanding(held, valuation)
      this.#read(held, valuation)
      held.cost = isStanding ? this.#cost(held, reading) : Infinity
    }
    return isSame
  }

  /** What a portfolio holds; nothing where it has open orders, or more lines than the slack for sums covers. */
  linesOf(portfolio: Portfolio, valuation: Valuation): SpacedLines | undefined {
    const { orders, positions, balances } = portfolio
    if (orders.length > 0 || positions.length + balances.length > linesMax) return undefined
    const { market } = valuation
    const held: Held[] = []
    const sizes: number[] = []
    const add = (one: Held, size: number): void => {
      held.push(one)
      sizes.push(size)
    }
    // What was paid at entry is held apart from what is there, so that nothing that cancels is left out.
    for (const { asset, amount } of balances) add(this.#asset(asset, valuation), Math.abs(decimalToNumber(amount)))
    for (const position of positions) {
      const instrument = instrumentOf(portfolio, market, position.instrument, position.instrument)
      const quantity = Math.abs(decimalToNumber(position.quantity))
      const isEntered = isFuture(instrument) && position.entryPrice !== undefined
      add(this.#instrument(instrument, isEntered, valuation), quantity)
      if (!isEntered) continue
      const paid = Math.abs(settledUnits(instrument, decimalToNumber(position.entryPrice!)))
      add(this.#asset(settlementAsset(instrument), valuation), quantity * paid)
    }
    return { held, sizes: Float64Array.from(sizes) }
  }

  #setsOf(valuation: Valuation): readonly ScenarioSet[] | undefined {
    try {
      return this.spacing.leaves.flatMap((leaf) => (leaf.kind === 'rows' ? [valuation.arrays(leaf.scenarios).set] : []))
    } catch (error) {
      if (error instanceof PlimsollError) return undefined
      throw error
    }
  }

  #instrument(instrument: Instrument, isEntered: boolean, valuation: Valuation): Held {
    const isListed = valuation.market.instruments.has(instrument.id)
    return this.#hold(`${this.#nameOf(instrument)} ${isEntered}`, valuation, isListed, {
      kind: 'instrument',
      instrument,
      isEntered,
    })
  }

  #asset(asset: string, valuation: Valuation): Held {
    return this.#hold(asset, valuation, false, { kind: 'asset', asset })
  }

  #hold(name: string, valuation: Valuation, isListed: boolean, of: Held['of']): Held {
    const known = this.#held.get(name)
    if (known !== undefined) return known
    const made: Held = { of, isListed, reading: undefined, cost: Infinity, size: Infinity }
    this.#held.set(name, made)
    this.#read(made, valuation)
    return made
  }

  /** An instrument by its terms. */
  #nameOf(instrument: Instrument): string {
    let name = this.#names.get(instrument)
    if (name === undefined) {
      name = JSON.stringify(instrument)
      this.#names.set(instrument, name)
    }
    return name
  }

  /** Whether an instrument is listed as it was at the last tick, or as little. */
  #isStanding(held: Held, { market }: Valuation): boolean {
    const { of } = held
    if (of.kind === 'asset') return true
    const listed = market.instruments.get(of.instrument.id)
    const wasListed = held.isListed
    held.isListed = listed !== undefined
    if (held.isListed !== wasListed) return false
    if (listed === undefined) return true
    if (this.#nameOf(listed) !== this.#nameOf(of.instrument)) return false
    of.instrument = listed
    return true
  }

  #read(held: Held, valuation: Valuation): void {
    try {
      held.reading = this.#readingOf(held.of, valuation)
    } catch (error) {
      if (!(error instanceof PlimsollError)) throw error
      held.reading = undefined
    }
    held.size = this.#total(held, (_leaf, now) => now.reduce((sum, one) => sum + largest(one, nothing), 0), 0)
  }

  #cost(held: Held, before: Reading | undefined): number {
    if (before === undefined || before.underlying !== held.reading?.underlying) return Infinity
    return this.#total(
      held,
      (leaf, now) => now.reduce((sum, one, part) => sum + largest(one, before.numbers[leaf]![part]!), 0),
      before.worth,
    )
  }

  /** Of one unit: what it is worth beyond a value, haircut included, and the gauge of its numbers at the highest multiple. */
  #total(held: Held, moveOf: (leaf: number, now: readonly Float64Array[]) => number, worth: number): number {
    const { of, reading } = held
    if (reading === undefined) return Infinity
    const { collateral } = this.#spec
    const asset = of.kind === 'asset' ? of.asset : of.isEntered ? settlementAsset(of.instrument) : undefined
    const haircut = asset === undefined ? 0 : haircutOf(collateral, asset).maintenance
    const moves = reading.numbers.map((now, leaf) => moveOf(leaf, now))
    return (1 + haircut) * Math.abs(reading.worth - worth) + this.#highest * this.spacing.gauge(moves)
  }

  #readingOf(of: Held['of'], valuation: Valuation): Reading {
    const { leaves } = this.spacing
    const { market } = valuation
    if (of.kind === 'asset') {
      const { price, underlying } = assetOf(market, of.asset, of.asset)
      const numbers = leaves.map((leaf) => [assetNumbers(leaf, of.asset, 1, this.#spec, valuation)])
      return { worth: price, numbers, underlying }
    }
    const { instrument, isEntered } = of
    const quote = valuation.quote(instrument)
    if (!isEntered || !isFuture(instrument)) {
      const numbers = leaves.map((leaf) => [instrumentNumbers(leaf, instrument, quote.value, valuation)])
      return { worth: quote.value, numbers, underlying: undefined }
    }
    const asset = settlementAsset(instrument)
    const { price, underlying } = assetOf(market, asset, instrument.id)
    const units = settledUnits(instrument, quote.mark)
    const worth = units * price
    const numbers = leaves.map((leaf) => [
      instrumentNumbers(leaf, instrument, worth, valuation),
      assetNumbers(leaf, asset, units, this.#spec, valuation),
    ])
    return { worth, numbers, underlying }
  }
}

/** Numbers of one unit of an instrument. */
function instrumentNumbers(leaf: Leaf, instrument: Instrument, worth: number, valuation: Valuation): Float64Array {
  switch (leaf.kind) {
    case 'rows':
      return valuation.arrays(leaf.scenarios).row(instrument)
    case 'worth':
      return Float64Array.of(worth)
    case 'index': {
      if (instrument.kind !== 'option') return nothing
      const { index } = underlyingOf(valuation.market, instrument.underlying, instrument.id)
      const { settlement, contractSize } = instrument
      const paid = settlement.kind === 'inverse' ? 1 : settlementPrice(settlement, valuation.market, instrument.id)
      return Float64Array.of(index * contractSize * paid)
    }
    case 'measure': {
      const exposure = { kind: 'position', leg: '', instrument, quantity: 1, profit: 0, carry: 0 } as const
      return Float64Array.of(measuredSize(leaf, exposure, valuation))
    }
  }
}

/** Numbers of an amount of an asset, where the requirement sees any. */
function assetNumbers(
  leaf: Leaf,
  asset: string,
  amount: number,
  { collateral }: MarginSpec,
  valuation: Valuation,
): Float64Array {
  if (leaf.kind === 'worth') return Float64Array.of(amount * assetOf(valuation.market, asset, asset).price)
  if (collateral.mode !== 'shocked' || leaf.kind === 'index') return nothing
  if (leaf.kind === 'rows') {
    return (
      valuation
        .arrays(leaf.scenarios)
        .assetRow(asset)
        ?.map((profit) => amount * profit) ?? nothing
    )
  }
  const { underlying } = assetOf(valuation.market, asset, asset)
  return Float64Array.of(measuredSize(leaf, { kind: 'asset', leg: '', asset, underlying, amount }, valuation))
}

function measuredSize({ of }: Extract<Leaf, { kind: 'measure' }>, exposure: Exposure, valuation: Valuation): number {
  const scene = { valuation, spec: { id: '' }, facts: {}, known: new Map() }
  const context = { scene, members: [exposure], scope: 'account', cell: 'account', path: '' } as const
  return measure({ node: 'measure', of, sum: 'net' }, context).value
}

/** The largest difference of two lists, of which an empty one is nothing but zeros. */
function largest(a: Float64Array, b: Float64Array): number {
  const count = Math.max(a.length, b.length)
  let most = 0
  for (let s = 0; s < count; s++) {
    const difference = Math.abs((a[s] ?? 0) - (b[s] ?? 0))
    if (Number.isNaN(difference)) return Infinity
    if (difference > most) most = difference
  }
  return most
}
