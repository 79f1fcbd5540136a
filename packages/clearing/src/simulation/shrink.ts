import type { BrokenInvariant } from './brokenInvariant.js'
import { createWorld, type SimulationStep } from './world.js'

/** Steps run before the search ends with what it has. */
const stepsMax = 40_000

/**
 * Fewer steps that still end in a violation of the same invariant: ever smaller parts are left out as long as the rest breaks it (delta
 * debugging: Zeller and Hildebrandt, 2002, doi 10.1109/32.988498).
 */
export function shrink(
  steps: readonly SimulationStep[],
  invariant: BrokenInvariant['invariant'],
  seed: number,
): readonly SimulationStep[] {
  let kept = upToViolation(steps, invariant, seed) ?? steps
  let parts = 2
  let run = 0
  while (run < stepsMax && kept.length > 1) {
    const size = Math.ceil(kept.length / parts)
    let shorter: readonly SimulationStep[] | undefined
    for (let from = 0; from < kept.length && shorter === undefined && run < stepsMax; from += size) {
      run += kept.length - size
      shorter = upToViolation([...kept.slice(0, from), ...kept.slice(from + size)], invariant, seed)
    }
    if (shorter !== undefined) {
      kept = shorter
      parts = Math.max(2, parts - 1)
    } else if (size === 1) break
    else parts = Math.min(kept.length, parts * 2)
  }
  return kept
}

/** The steps up to the one that breaks the invariant; nothing when none does. */
function upToViolation(
  steps: readonly SimulationStep[],
  invariant: BrokenInvariant['invariant'],
  seed: number,
): readonly SimulationStep[] | undefined {
  const world = createWorld(seed)
  for (const [row, step] of steps.entries()) {
    const broken = world.take(step)
    if (broken?.invariant === invariant) return steps.slice(0, row + 1)
    // Another defect, which only shows without the steps that were left out.
    if (broken !== undefined) return undefined
  }
  return undefined
}
