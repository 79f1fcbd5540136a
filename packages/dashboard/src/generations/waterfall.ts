import type { AccountDetail, GenerationStepView, GenerationView } from '@plimsoll/server/contract'

/** One line of the waterfall: a generation as a full bar, or a step as the piece between two levels. */
export type WaterfallLine =
  | { readonly kind: 'generation'; readonly generation: GenerationView }
  | { readonly kind: 'step'; readonly step: GenerationStepView; readonly from: number; readonly to: number }

/** Generations in order with the steps that lead from each to the next between them; steps of nothing are left out. */
export function waterfall(detail: Pick<AccountDetail, 'generations' | 'steps'>): readonly WaterfallLine[] {
  const lines: WaterfallLine[] = []
  for (const generation of detail.generations) {
    lines.push({ kind: 'generation', generation })
    let level = generation.capital
    for (const step of detail.steps) {
      if (step.from !== generation.id) continue
      // Half a cent is what the screen cannot show.
      if (Math.abs(step.saved) >= 0.005) lines.push({ kind: 'step', step, from: level, to: level - step.saved })
      level -= step.saved
    }
  }
  return lines
}

/** The right end of the scale: the largest level any bar or step reaches. */
export const waterfallSpan = (lines: readonly WaterfallLine[]): number =>
  lines.reduce(
    (most, line) => Math.max(most, ...(line.kind === 'generation' ? [line.generation.capital] : [line.from, line.to])),
    0,
  )

export interface Saving {
  readonly amount: number
  /** Of the capital under isolated margin; null when that is nothing. */
  readonly share: number | null
}

/** Capital that portfolio margin frees against isolated margin. */
export function saving(generations: readonly GenerationView[]): Saving | null {
  const isolated = generations.find((generation) => generation.id === 'isolated')
  const portfolio = generations.find((generation) => generation.id === 'portfolio')
  if (isolated === undefined || portfolio === undefined) return null
  const amount = isolated.capital - portfolio.capital
  return { amount, share: isolated.capital > 0 ? amount / isolated.capital : null }
}
