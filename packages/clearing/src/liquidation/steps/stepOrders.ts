import { decimalOfNumber, divideDirected, moneyUnits } from 'plimsoll'
import { type InstrumentTerms, size, termsOf } from '../account.js'
import { discountAfter } from '../formulas/cover.js'
import { fillableQuote } from '../formulas/proportionalBankruptcy.js'
import { million } from '../ppm.js'
import type { Evaluation } from './evaluation.js'
import type { StepScene } from './stepScene.js'

/** An order that is filled at once or not at all (IOC): part of it may be. */
export interface LiquidationOrder {
  readonly instrument: string
  readonly side: 'buy' | 'sell'
  readonly lots: bigint
  /** Worst price, in ticks. */
  readonly limit: bigint
  readonly epoch: number
}

/** Of float64 sums and quotients: what is allowed is cut by more than their rounding. */
const roundingMargin = 1e-9
/** The slip that is allowed is halved so often, where what a slip does to the account is not linear in it. */
const halvingsMax = 5

/**
 * Orders whose worst fills cost no more than what the evaluation has room for after the fee: each leg may slip by its part of it. So
 * not only the expected trade but the worst that is allowed lowers the shortfall, and leaves the fee to be paid. Undefined where no slip
 * that was tried keeps these promises.
 */
export function ordersFor(evaluation: Evaluation, scene: StepScene): readonly LiquidationOrder[] | undefined {
  let allowed = (evaluation.room - evaluation.fee) * (1 - roundingMargin)
  for (let halving = 0; halving <= halvingsMax; halving++) {
    const orders = ordersWithin(allowed, evaluation, scene)
    if (holdsAtWorst(orders, evaluation, scene)) return orders
    allowed /= 2
  }
  return undefined
}

function ordersWithin(allowed: number, evaluation: Evaluation, scene: StepScene): readonly LiquidationOrder[] {
  const names = Object.keys(evaluation.lots)
    .filter((name) => evaluation.lots[name] !== 0n)
    .sort()
  return names.map((name) => {
    const lots = evaluation.lots[name] ?? 0n
    const terms = termsOf(scene.instruments, name)
    const part = evaluation.cost > 0 ? (evaluation.costs[name] ?? 0) / evaluation.cost : 1 / names.length
    const ticks = slipTicks(allowed * part, name, lots, terms, scene)
    return {
      instrument: name,
      side: lots > 0n ? 'buy' : 'sell',
      lots: size(lots),
      limit: lots > 0n ? terms.mark + ticks : terms.mark - ticks,
      epoch: scene.episode.epoch,
    }
  })
}

/** The two promises of a step, in numbers, with all orders filled at their limits: the shortfall falls, and health does not. */
function holdsAtWorst(
  orders: readonly LiquidationOrder[],
  { lots, fee }: Evaluation,
  { account, health, assess }: StepScene,
): boolean {
  const worst = assess(lots, Object.fromEntries(orders.map(({ instrument, limit }) => [instrument, limit])))
  const equity = worst.equity - fee
  return (
    worst.maintenance - equity < account.maintenance - account.equity &&
    equity >= 0 &&
    equity >= health * worst.maintenance
  )
}

/** Ticks from the mark that this leg may slip: by its room, the stage's price and the band. */
function slipTicks(allowed: number, name: string, lots: bigint, terms: InstrumentTerms, scene: StepScene): bigint {
  const perTick = Number(size(lots)) * terms.tickValue
  const byRoom = BigInt(Math.floor(allowed / perTick))
  const byStage = stageTicks(name, terms, scene)
  const ticks = byStage < byRoom ? byStage : byRoom
  return ticks < terms.bandTicks ? ticks : terms.bandTicks
}

function stageTicks(name: string, terms: InstrumentTerms, scene: StepScene): bigint {
  const { price } = scene.stage
  switch (price.kind) {
    case 'band':
      return terms.bandTicks
    case 'discount': {
      const ppm = discountAfter(price.discount, scene.now - scene.episode.startedAt)
      return (size(terms.mark) * ppm) / million
    }
    case 'fillable':
      return fillableTicks(name, terms, scene)
  }
}

/** The spread of the fillable quote over the whole position, in ticks, rounded towards the mark. */
function fillableTicks(name: string, terms: InstrumentTerms, scene: StepScene): bigint {
  const { price } = scene.stage
  const lots = scene.account.positions[name] ?? 0n
  if (price.kind !== 'fillable' || lots === 0n) return terms.bandTicks
  const { decimals } = scene.rules
  const notional = moneyUnits(Number(size(lots)) * terms.lotNotional, decimals, 'down')
  const quote = fillableQuote({
    equity: moneyUnits(scene.account.equity, decimals, 'down'),
    maintenance: moneyUnits(scene.account.maintenance, decimals, 'up'),
    notional,
    positionMaintenance: (scene.ratioPpm(name) * notional) / million,
    adjustmentPpm: price.adjustmentPpm,
    spreadPpm: price.spreadPpm,
  })
  const spread = notional * quote.denominator - quote.numerator
  return divideDirected(spread, quote.denominator * moneyPerTick(size(lots), terms, decimals), 'down')
}

/** What all these lots gain by a tick, in the smallest unit, at least one. */
export function moneyPerTick(lots: bigint, { tickValue }: InstrumentTerms, decimals: number): bigint {
  const { units, scale } = decimalOfNumber(tickValue, 'tickValue')
  const perTick = (lots * units * 10n ** BigInt(decimals)) / 10n ** BigInt(scale)
  return perTick > 0n ? perTick : 1n
}
