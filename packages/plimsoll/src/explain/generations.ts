import { assess } from '../account/assess.js'
import { type Holdings, holdingsOf } from '../account/holdings.js'
import type { Portfolio } from '../account/portfolio.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import type { Amount, MarginSpec, Scope } from '../requirement/spec.js'
import { portfolio as ownPortfolio } from '../specs/generations.js'
import { createValuation, type Valuation } from '../valuation/valuation.js'

/** Capital that one generation of margin locks: the initial requirement plus what haircuts take off the collateral. */
export interface Generation {
  readonly id: 'isolated' | 'cross' | 'portfolio'
  readonly label: string
  readonly capital: number
  readonly requirement: number
  readonly haircut: number
}

/** What is saved from one rung of the ladder to the next, and by what. Negative: this rung asks for more. */
export interface GenerationStep {
  readonly from: 'isolated' | 'cross'
  readonly to: 'cross' | 'portfolio'
  readonly cause: 'gains-used' | 'netting' | 'offset' | 'collateral'
  readonly label: string
  readonly saved: number
}

export interface Generations {
  /** The rule book that measured. */
  readonly specId: string
  readonly generations: readonly Generation[]
  readonly steps: readonly GenerationStep[]
}

/**
 * One book under isolated, cross and portfolio margin, measured with the same rule book, and the difference attributed. It is
 * measured with a portfolio rule book whose tree can be narrowed: the account's own if it is made of scans and minimums, ours
 * otherwise, because a rule book that nets nothing cannot say what netting is worth.
 *
 * The ladder: every position alone with its gains trapped (isolated) → gains pooled (cross; cause *gains used*) → legs of
 * one underlying net (*netting*) → underlyings offset as the rule book allows (*offset*) → collateral treated as the rule
 * book says instead of by a flat haircut (*collateral*; portfolio). Each step is the difference of two capitals, so the
 * steps telescope to the whole saving.
 */
export function generations(
  portfolio: Portfolio,
  market: MarketSnapshot,
  accountSpec: MarginSpec,
  accountValuation?: Valuation,
): Generations {
  const spec = isLadder(accountSpec) ? accountSpec : ownLadder
  const valuation = (spec === accountSpec ? accountValuation : undefined) ?? createValuation(market, spec)
  const holdings = holdingsOf(portfolio, valuation)
  const capital = (initial: Amount, mode: 'haircut' | 'shocked'): Capital =>
    capitalOf(holdings, { ...spec, collateral: { ...spec.collateral, mode }, initial, maintenance: initial }, valuation)

  const isolated = capital(narrowed(spec.initial, 'position', 'trapped'), 'haircut')
  const cross = capital(narrowed(spec.initial, 'position', 'pooled'), 'haircut')
  const netted = capital(narrowed(spec.initial, 'underlying', undefined), 'haircut')
  const offset = capital(spec.initial, 'haircut')
  const whole = capital(spec.initial, spec.collateral.mode)
  return {
    specId: spec.id,
    generations: [
      { id: 'isolated', label: 'Isolated', ...isolated },
      { id: 'cross', label: 'Cross', ...cross },
      { id: 'portfolio', label: 'Portfolio', ...whole },
    ],
    steps: [
      step('isolated', 'cross', 'gains-used', 'Gains pay for losses', isolated, cross),
      step('cross', 'portfolio', 'netting', 'Legs of one underlying net', cross, netted),
      step('cross', 'portfolio', 'offset', 'Underlyings offset one another', netted, offset),
      step('cross', 'portfolio', 'collateral', 'Collateral moves with the book', offset, whole),
    ],
  }
}

const ownLadder = ownPortfolio as Ladder

interface Capital {
  readonly capital: number
  readonly requirement: number
  readonly haircut: number
}

function capitalOf(holdings: Holdings, spec: MarginSpec, valuation: Valuation): Capital {
  const { initial, initialHaircut } = assess(holdings, spec, valuation)
  return { capital: initial.value + initialHaircut, requirement: initial.value, haircut: initialHaircut }
}

function step(
  from: GenerationStep['from'],
  to: GenerationStep['to'],
  cause: GenerationStep['cause'],
  label: string,
  a: Capital,
  b: Capital,
): GenerationStep {
  return { from, to, cause, label, saved: a.capital - b.capital }
}

const widths: Readonly<Record<Scope, number>> = {
  position: 0,
  strike: 1,
  expiry: 2,
  asset: 2,
  currency: 2,
  underlying: 3,
  group: 4,
  account: 5,
}

/** The same tree with no netting wider than `widest`, and gains treated as said (undefined: as the rule book says). */
function narrowed(requirement: Amount, widest: Scope, gains: 'pooled' | 'trapped' | undefined): Amount {
  if (typeof requirement === 'number' || 'parameter' in requirement) return requirement
  switch (requirement.node) {
    case 'worst-of': {
      const { gains: own = 'pooled', scope } = requirement
      return { ...requirement, scope: widths[scope] < widths[widest] ? scope : widest, gains: gains ?? own }
    }
    case 'short-option-minimum':
      return widest === 'position' ? { ...requirement, netting: 'none' } : requirement
    case 'scale':
      return { ...requirement, of: narrowed(requirement.of, widest, gains) }
    case 'sum':
    case 'max':
    case 'min':
      return { ...requirement, of: requirement.of.map((node) => narrowed(node, widest, gains)) }
    default:
      return requirement
  }
}

/** Whether a tree is made of what {@link narrowed} can narrow: scans, minimums, and plain combinations of them. */
function narrows(requirement: Amount): boolean {
  if (typeof requirement === 'number' || 'parameter' in requirement) return true
  switch (requirement.node) {
    case 'worst-of':
      return requirement.of === undefined
    case 'short-option-minimum':
      return true
    case 'scale':
      return typeof requirement.by === 'number' && narrows(requirement.of)
    case 'sum':
    case 'max':
    case 'min':
      return requirement.of.every(narrows)
    default:
      return false
  }
}

/** A portfolio rule book that can be narrowed rung by rung. */
function isLadder(spec: MarginSpec): spec is Ladder {
  return spec.generation === 'portfolio' && spec.collateral.mode !== 'rule' && narrows(spec.initial)
}

type Ladder = MarginSpec & { collateral: Extract<MarginSpec['collateral'], { haircuts: unknown }> }
