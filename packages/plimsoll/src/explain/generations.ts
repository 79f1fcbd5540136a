import { assess } from '../account/assess.js'
import { type Holdings, holdingsOf } from '../account/holdings.js'
import type { Portfolio } from '../account/portfolio.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import type { MarginSpec, Requirement, Scope } from '../requirement/spec.js'
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
 * measured with a portfolio rule book: `spec` if it is one, our own otherwise, because a rule book that nets nothing cannot
 * say what netting is worth.
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
  const spec = accountSpec.generation === 'portfolio' ? accountSpec : ownPortfolio
  const valuation = (spec === accountSpec ? accountValuation : undefined) ?? createValuation(market, spec)
  const holdings = holdingsOf(portfolio, valuation)
  const capital = (initial: Requirement, mode: 'haircut' | 'shocked'): Capital =>
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

const widths: Readonly<Record<Scope, number>> = { position: 0, underlying: 1, account: 2 }

/** The same tree with no netting wider than `widest`, and gains treated as said (undefined: as the rule book says). */
function narrowed(requirement: Requirement, widest: Scope, gains: 'pooled' | 'trapped' | undefined): Requirement {
  switch (requirement.node) {
    case 'worst-of':
      return {
        ...requirement,
        scope: widths[requirement.scope] < widths[widest] ? requirement.scope : widest,
        gains: gains ?? requirement.gains,
      }
    case 'short-option-minimum':
      return widest === 'position' ? { ...requirement, netting: 'none' } : requirement
    case 'scale':
      return { ...requirement, of: narrowed(requirement.of, widest, gains) }
    default:
      return { ...requirement, of: requirement.of.map((node) => narrowed(node, widest, gains)) }
  }
}
