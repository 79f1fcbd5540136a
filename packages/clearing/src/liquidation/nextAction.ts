import { healthOf, moneyUnits } from 'plimsoll'
import { heldInstruments } from './account.js'
import { type AuctionFigures, type AuctionOffer, auctionFee, auctionOffer } from './auction/auctionOffer.js'
import type { AuctionState } from './auction/auctionState.js'
import { startAuction } from './auction/bidding.js'
import { type Takeover, takeover } from './backstop.js'
import { type BankruptcyPart, bankruptcyParts } from './bankruptcyParts.js'
import { closeEpisode, type Episode, enterStage } from './episode.js'
import { fraction } from './ppm.js'
import type { AuctionStage, BackstopStage, CancelStage, DeleverageStage, Stage, StepStage } from './rules.js'
import type { Situation } from './situation.js'
import { placeStep } from './steps/bookFills.js'
import { type LiquidationStep, nextStep } from './steps/nextStep.js'

/** What is to be done with an account now. */
export type LiquidationAction =
  | { readonly kind: 'cancel-orders' }
  | { readonly kind: 'step'; readonly step: LiquidationStep }
  /** An auction is open; `fee` is charged where it has just been opened. */
  | { readonly kind: 'auction'; readonly offer: AuctionOffer; readonly fee: bigint; readonly isOpened: boolean }
  | { readonly kind: 'takeover'; readonly takeover: Takeover }
  /** Each part is matched against the other side at its price; `deficit` is nil, because the prices carry it. */
  | { readonly kind: 'deleverage'; readonly parts: readonly BankruptcyPart[] }
  /** Nothing is held that could be sold: what the account is short goes to the loss waterfall, in the smallest unit. */
  | { readonly kind: 'bankrupt'; readonly deficit: bigint }
  /** The account has what it needs; `hedges` that were opened for it stay, and it is told. */
  | { readonly kind: 'release'; readonly hedges: Readonly<Record<string, bigint>> }
  | { readonly kind: 'wait'; readonly reason: WaitReason; readonly until: number | null }

export type WaitReason = 'system' | 'fills' | 'pace' | 'spent'

/** What is to be done, and the episode as it is then. */
export interface Decision {
  readonly action: LiquidationAction
  readonly episode: Episode
  /** Stages that were left, with the reason, in order. */
  readonly passed: readonly { readonly stage: Stage['kind']; readonly reason: string }[]
}

/** A stage's answer: something to do, or why the next stage must take over. */
type Answer = { readonly action: LiquidationAction; readonly episode: Episode } | { readonly pass: string }

type StagePolicies = {
  readonly [Kind in Stage['kind']]: (stage: Extract<Stage, { kind: Kind }>, situation: Situation) => Answer
}

/** The one interface behind which every stage of every rule set stands. */
const policies: StagePolicies = {
  'cancel-orders': cancelOrders,
  steps: steps,
  auction: auction,
  backstop: backstop,
  deleverage: deleverage,
}

/**
 * Decides what to do with one account of an open episode now: a pure function of what it is given. Stages are tried from the
 * episode's own onwards and never backwards; each is left when it has nothing (more) to do, or when health is below what a later one
 * is for. An account at its target is released, whatever the stage.
 *
 * Whoever calls it applies the action, records it (`bookFills`, `takeBid`), and asks again; the same situation has the same answer.
 */
export function nextAction(situation: Situation): Decision {
  const { rules, account, episode, now, system } = situation
  const mode = rules.modes[system]
  const health = healthOf(account.equity, account.maintenance)
  const waits = (reason: WaitReason, until: number | null = null): Decision => ({
    action: { kind: 'wait', reason, until },
    episode,
    passed: [],
  })
  if (system === 'halt') return waits('system')
  if (health >= fraction(rules.targetPpm)) {
    return { action: { kind: 'release', hedges: episode.hedges }, episode: closeEpisode(episode), passed: [] }
  }
  if (episode.pending !== null) return waits('fills')
  const passed: { stage: Stage['kind']; reason: string }[] = []
  let current = episode
  for (const [index, stage] of rules.stages.entries()) {
    if (index < episode.stage) continue
    if (stage.kind === 'cancel-orders' ? !mode.cancels : !mayAct(mode.acts, health, rules.nearBankruptcyPpm)) {
      return { ...waits('system'), episode: current, passed }
    }
    current = enterStage(current, index, now)
    const answer = isFor(rules.stages, index, health)
      ? answerOf(stage, { ...situation, episode: current })
      : { pass: 'health-below' }
    if ('action' in answer) return { ...answer, passed }
    passed.push({ stage: stage.kind, reason: answer.pass })
  }
  return { action: bankruptOrSpent(situation), episode: current, passed }
}

function mayAct(acts: 'yes' | 'near-bankruptcy' | 'no', health: number, nearBankruptcyPpm: bigint): boolean {
  return acts === 'yes' || (acts === 'near-bankruptcy' && health < fraction(nearBankruptcyPpm))
}

/** Cancelling is for everybody; any other stage only while health is not yet so low that a later one takes over. */
function isFor(stages: readonly Stage[], index: number, health: number): boolean {
  if (stages[index]?.kind === 'cancel-orders') return true
  return !stages.slice(index + 1).some(({ belowPpm }) => belowPpm !== undefined && health < fraction(belowPpm))
}

function answerOf<Kind extends Stage['kind']>(stage: Extract<Stage, { kind: Kind }>, situation: Situation): Answer {
  return (policies[stage.kind as Kind] as (stage: Stage, situation: Situation) => Answer)(stage, situation)
}

function cancelOrders(_: CancelStage, { account, episode }: Situation): Answer {
  return account.hasOpenOrders ? { action: { kind: 'cancel-orders' }, episode } : { pass: 'no-orders' }
}

function steps(stage: StepStage, situation: Situation): Answer {
  const { episode, now } = situation
  if (episode.steps >= stage.stepsMax) return { pass: 'steps-spent' }
  if (now - episode.stageAt >= stage.timeMilliseconds) return { pass: 'time-spent' }
  const next = episode.lastStepAt === null ? now : episode.lastStepAt + stage.paceMilliseconds
  if (now < next) return { action: { kind: 'wait', reason: 'pace', until: next }, episode }
  const step = nextStep(stage, situation)
  if (step === 'nothing-free-yet') {
    return { action: { kind: 'wait', reason: 'pace', until: now + stage.paceMilliseconds }, episode }
  }
  if (typeof step === 'string') return { pass: step }
  return { action: { kind: 'step', step }, episode: placeStep(episode, step, now) }
}

function auction(stage: AuctionStage, situation: Situation): Answer {
  const { account, episode, now } = situation
  if (heldInstruments(account.positions).length === 0) return { pass: 'nothing-to-sell' }
  const figures = figuresOf(situation)
  if (figures.equity <= 0n && stage.insolventMilliseconds === undefined) return { pass: 'bankrupt' }
  const isOpened = episode.auction === null
  const state = clockOf(stage, episode.auction ?? startAuction(figures, now), figures, now)
  if (state === undefined) return { pass: 'no-bids' }
  const offer = auctionOffer(stage, state, figures, now)
  const fee = isOpened ? auctionFee(stage, figures) : 0n
  return { action: { kind: 'auction', offer, fee, isOpened }, episode: { ...episode, auction: state } }
}

/** The auction's clock: on, started again, turned to paying the bidder, or (undefined) run out for good. */
function clockOf(
  stage: AuctionStage,
  state: AuctionState,
  figures: AuctionFigures,
  now: number,
): AuctionState | undefined {
  if (state.insolventAt !== null) return state
  if (figures.equity < 0n) return { ...state, insolventAt: now }
  if (auctionOffer(stage, state, figures, now).phase !== 'over') return state
  if (state.restarts < stage.restarts) {
    return { ...state, startedAt: now, startValue: figures.equity, restarts: state.restarts + 1 }
  }
  return stage.insolventMilliseconds === undefined ? undefined : { ...state, insolventAt: now }
}

function backstop(stage: BackstopStage, situation: Situation): Answer {
  if (heldInstruments(situation.account.positions).length === 0) return { pass: 'nothing-to-take' }
  const taken = takeover(stage, situation)
  return taken === undefined
    ? { pass: 'cap-reached' }
    : { action: { kind: 'takeover', takeover: taken }, episode: situation.episode }
}

function deleverage(_: DeleverageStage, situation: Situation): Answer {
  const { account, instruments, rules, episode, lossRoom } = situation
  if (heldInstruments(account.positions).length === 0) return { pass: 'nothing-to-match' }
  const { equity } = figuresOf(situation)
  const covered = equity < 0n ? (lossRoom < -equity ? lossRoom : -equity) : 0n
  const parts = bankruptcyParts(account.positions, equity + covered, instruments, rules.decimals)
  return { action: { kind: 'deleverage', parts }, episode }
}

/** Equity rounded down and maintenance up: against the account. */
function figuresOf({ account, rules }: Situation): AuctionFigures {
  return {
    equity: moneyUnits(account.equity, rules.decimals, 'down'),
    maintenance: moneyUnits(account.maintenance, rules.decimals, 'up'),
  }
}

function bankruptOrSpent(situation: Situation): LiquidationAction {
  const { equity } = figuresOf(situation)
  const isEmpty = heldInstruments(situation.account.positions).length === 0
  if (equity < 0n && isEmpty) return { kind: 'bankrupt', deficit: -equity }
  return { kind: 'wait', reason: 'spent', until: null }
}
