import { moneyUnits } from 'plimsoll'
import { discountAfter } from '../formulas/cover.js'
import { partOf } from '../ppm.js'
import type { StepScene } from './stepScene.js'

/** The shortfall to the target in the smallest unit, and the discount of now. */
export function coverFigures(scene: StepScene): { readonly shortage: bigint; readonly discountPpm: bigint } {
  const { price } = scene.stage
  const { equity, maintenance } = scene.account
  const needed = partOf(moneyUnits(maintenance, scene.rules.decimals, 'up'), scene.rules.targetPpm, 'up')
  return {
    shortage: needed - moneyUnits(equity, scene.rules.decimals, 'down'),
    discountPpm: price.kind === 'discount' ? discountAfter(price.discount, scene.now - scene.episode.startedAt) : 0n,
  }
}
