import { heldInstruments, type Lots, size, termsOf } from '../account.js'
import type { PendingStep } from '../episode.js'
import { fraction } from '../ppm.js'
import type { StepStage } from '../rules.js'
import type { Situation } from '../situation.js'
import { type Candidate, candidatesOf } from './candidates.js'
import { type Evaluation, evaluate, isToxic, isUseful } from './evaluation.js'
import { type LiquidationOrder, ordersFor } from './stepOrders.js'
import { type StepScene, stepScene } from './stepScene.js'
import { isDust, leadLotsMost } from './stepSize.js'

/** Orders of one step, and why it is this one. */
export interface LiquidationStep {
  readonly kind: PendingStep['kind']
  readonly orders: readonly LiquidationOrder[]
  /** The legs are filled in this proportion or not at all. */
  readonly isTogether: boolean
  readonly feePpm: bigint
  readonly why: StepReason
}

/** In the reporting currency. */
export interface StepReason {
  /** Fall of the shortfall at the mark. */
  readonly relief: number
  readonly cost: number
  readonly fee: number
  readonly shortfallBefore: number
  /** With the expected cost and the fee. */
  readonly shortfallAfter: number
}

export type NoStep = 'bankrupt' | 'only-dust' | 'nothing-free-yet' | 'nothing-lowers-the-shortfall'

/** Sizes that are tried of one candidate when the largest is refused: each half of the last. */
const halvingsMax = 8
/** Candidates that are looked at in one step, from the largest notional down: bounds the work. */
const candidatesMax = 64
/**
 * Of what is needed, or of the most that any candidate relieves, a candidate must relieve this part to be chosen for its price: under
 * a law by which small trades cost next to nothing, relief per cost alone would spend the steps on trifles.
 */
const weightyPart = 0.5

/**
 * The next step of a stage of steps, or why there is none. Of all candidates the best by the stage's rank is taken at the size that the
 * stage allows, cut to what the target needs; it is accepted only if, with the worst fills that its orders allow, the
 * shortfall falls strictly and equity / maintenance does not fall. Where parts of positions are refused because they would cost
 * more than that, everything is closed at once, if the market can take it.
 */
export function nextStep(stage: StepStage, situation: Situation): LiquidationStep | NoStep {
  const scene = stepScene(stage, situation)
  const { account, instruments } = scene
  if (!(account.equity > 0)) return 'bankrupt'
  const held = heldInstruments(account.positions)
  if (held.every((name) => isDust(account.positions[name] ?? 0n, termsOf(instruments, name), scene))) return 'only-dust'
  let sawToxic = false
  let sawNothingFree = false
  for (const kinds of stage.candidates) {
    const sized = sizedCandidates(candidatesOf(kinds, scene), scene)
    sawNothingFree ||= sized.some(({ most }) => most === 0n)
    const ranked = rankedCandidates(sized, scene)
    sawToxic ||= ranked.some(({ evaluation }) => isToxic(evaluation))
    for (const candidate of ranked) {
      const step = stepOf(candidate, scene)
      if (step !== undefined) return step
    }
  }
  const whole = sawToxic ? wholeClose(scene) : undefined
  return whole ?? (sawNothingFree ? 'nothing-free-yet' : 'nothing-lowers-the-shortfall')
}

interface Sized {
  readonly candidate: Candidate
  /** Lots of the lead that one step may trade now. */
  readonly most: bigint
}

interface Ranked extends Sized {
  readonly evaluation: Evaluation
  readonly score: number
}

function sizedCandidates(candidates: readonly Candidate[], scene: StepScene): readonly Sized[] {
  return largestFirst(candidates, scene).map((candidate) => ({ candidate, most: leadLotsMost(candidate, scene) }))
}

/** Those that relieve something, the best first; equal ones stay in the order of notional and name, since sorting is stable. */
function rankedCandidates(sized: readonly Sized[], scene: StepScene): readonly Ranked[] {
  const byRelief = scene.stage.rank === 'largest-relief'
  const { equity, maintenance } = scene.account
  const needed = maintenance - equity / fraction(scene.rules.targetPpm)
  const ranked: Ranked[] = []
  for (const { candidate, most } of sized) {
    if (most === 0n) continue
    const evaluation = evaluate(partOfCandidate(candidate, most), scene)
    if (!(evaluation.relief > 0)) continue
    // Where a part is enough it costs less a lot: by the square-root law, as the root of the part.
    const part = Math.min(1, needed / evaluation.relief)
    const score = byRelief
      ? evaluate(candidate.lots, scene).relief
      : evaluation.relief / (evaluation.cost * Math.sqrt(part))
    ranked.push({ candidate, most, evaluation, score })
  }
  if (byRelief) return ranked.sort((a, b) => descending(a.score, b.score))
  const largest = ranked.reduce((most, { evaluation }) => Math.max(most, evaluation.relief), 0)
  const weighty = ({ evaluation }: Ranked): boolean => evaluation.relief >= weightyPart * Math.min(needed, largest)
  return [
    ...ranked.filter(weighty).sort((a, b) => descending(a.score, b.score)),
    ...ranked.filter((each) => !weighty(each)).sort((a, b) => descending(a.evaluation.relief, b.evaluation.relief)),
  ]
}

/** Infinity, of what costs nothing, equals itself. */
function descending(a: number, b: number): number {
  return a === b ? 0 : b > a ? 1 : -1
}

function largestFirst(candidates: readonly Candidate[], { instruments }: StepScene): readonly Candidate[] {
  const notional = ({ lots }: Candidate): number =>
    Object.entries(lots).reduce(
      (sum, [name, traded]) => sum + Number(size(traded)) * termsOf(instruments, name).lotNotional,
      0,
    )
  return [...candidates].sort((a, b) => notional(b) - notional(a)).slice(0, candidatesMax)
}

function stepOf({ candidate, most }: Ranked, scene: StepScene): LiquidationStep | undefined {
  let lead = most
  for (let halving = 0; halving <= halvingsMax && lead > 0n; halving++) {
    const evaluation = evaluate(partOfCandidate(candidate, lead), scene)
    if (isUseful(evaluation)) {
      const least = trimmed(candidate, lead, evaluation, scene)
      const step = asStep(candidate.kind, least, scene) ?? asStep(candidate.kind, evaluation, scene)
      if (step !== undefined) return step
    }
    lead /= 2n
  }
  return undefined
}

/** The smallest size that reaches the target, where the stage closes no more than needed and the largest size reaches it. */
function trimmed(candidate: Candidate, most: bigint, largest: Evaluation, scene: StepScene): Evaluation {
  if (scene.stage.size.kind !== 'participation' || !reachesTarget(largest, scene)) return largest
  let enough = largest
  let tooFew = 0n
  let high = most
  while (high - tooFew > 1n) {
    const middle = (tooFew + high) / 2n
    const evaluation = evaluate(partOfCandidate(candidate, middle), scene)
    if (isUseful(evaluation) && reachesTarget(evaluation, scene)) {
      high = middle
      enough = evaluation
    } else tooFew = middle
  }
  return leavesDust(enough.lots, scene) ? largest : enough
}

function reachesTarget({ after, cost, fee }: Evaluation, { rules }: StepScene): boolean {
  return after.equity - cost - fee >= fraction(rules.targetPpm) * after.maintenance
}

function leavesDust(lots: Lots, scene: StepScene): boolean {
  return Object.entries(lots).some(([name, traded]) => {
    const rest = (scene.account.positions[name] ?? 0n) + traded
    return rest !== 0n && isDust(rest, termsOf(scene.instruments, name), scene)
  })
}

/** Everything at once, where the market can take all of it now. */
function wholeClose(scene: StepScene): LiquidationStep | undefined {
  const lots: Record<string, bigint> = {}
  for (const name of heldInstruments(scene.account.positions)) {
    const held = scene.account.positions[name] ?? 0n
    if (size(held) > termsOf(scene.instruments, name).executableLots) return undefined
    lots[name] = -held
  }
  const mayCloseAll = candidatesOf(['leg'], scene).length === Object.keys(lots).length
  const evaluation = evaluate(lots, scene)
  return mayCloseAll && isUseful(evaluation) ? asStep('whole', evaluation, scene) : undefined
}

/** So many lots of the lead, and of the others as many as belong to them. */
function partOfCandidate({ lead, lots }: Candidate, leadLots: bigint): Lots {
  const whole = size(lots[lead] ?? 0n)
  if (leadLots >= whole) return lots
  return Object.fromEntries(Object.entries(lots).map(([name, all]) => [name, (all * leadLots) / whole]))
}

function asStep(kind: LiquidationStep['kind'], evaluation: Evaluation, scene: StepScene): LiquidationStep | undefined {
  const orders = ordersFor(evaluation, scene)
  if (orders === undefined || orders.length === 0) return undefined
  const { after, relief, cost, fee, feePpm } = evaluation
  const { equity, maintenance } = scene.account
  return {
    kind,
    orders,
    isTogether: orders.length > 1,
    feePpm,
    why: {
      relief,
      cost,
      fee,
      shortfallBefore: maintenance - equity,
      shortfallAfter: after.maintenance - (after.equity - cost - fee),
    },
  }
}
