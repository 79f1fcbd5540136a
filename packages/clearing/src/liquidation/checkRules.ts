import { PlimsollError } from 'plimsoll'
import { oneOf } from './auction/auctionOffer.js'
import { million } from './ppm.js'
import type { AuctionStage, LiquidationRules, Stage, StepStage } from './rules.js'

/**
 * Refuses parameters with which the engine could not keep its promises. Throws INPUT_INVALID with the path of the parameter.
 *
 * @example
 * import { checkLiquidationRules, liquidationRules } from '@plimsoll/clearing'
 * checkLiquidationRules(liquidationRules('house')).id // => 'house'
 */
export function checkLiquidationRules(rules: LiquidationRules): LiquidationRules {
  need(rules.targetPpm >= million, 'targetPpm', rules.targetPpm, 'at least 1: an account is not released short')
  need(rules.impactPpm >= 0n, 'impactPpm', rules.impactPpm, 'not negative')
  need(rules.stages.length > 0, 'stages', rules.stages.length, 'at least one stage')
  for (const [row, stage] of rules.stages.entries()) checkStage(stage, `stages[${row}]`)
  return rules
}

function checkStage(stage: Stage, where: string): void {
  if (stage.kind === 'steps') checkSteps(stage, where)
  if (stage.kind === 'auction') checkAuction(stage, where)
  if (stage.kind === 'backstop') {
    const part = stage.compensationPpm
    need(part >= 0n && part <= million, `${where}.compensationPpm`, part, 'a part of maintenance')
  }
}

function checkSteps(stage: StepStage, where: string): void {
  const { size, fee } = stage
  need(stage.stepsMax > 0, `${where}.stepsMax`, stage.stepsMax, 'a bound above 0')
  need(stage.paceMilliseconds > 0, `${where}.paceMilliseconds`, stage.paceMilliseconds, 'above 0')
  const rate = fee.kind === 'rate' ? fee.ratePpm : fee.maxPpm
  need(rate >= 0n && rate <= million / 10n, `${where}.fee`, rate, 'at most 10 %')
  if (size.kind === 'participation' || size.kind === 'portion') isPart(size.partPpm, `${where}.size.partPpm`)
  if (size.kind === 'share') isPart(size.firstPpm, `${where}.size.firstPpm`)
  if (size.kind === 'lots') need(size.futureLots > 0n && size.otherLots > 0n, `${where}.size`, size.futureLots, 'lots')
  if (size.kind === 'cover') {
    const { durationMilliseconds } = size.ramp
    need(durationMilliseconds > 0, `${where}.size.ramp.durationMilliseconds`, durationMilliseconds, 'above 0')
  }
}

function checkAuction(stage: AuctionStage, where: string): void {
  const { price } = stage
  need(stage.feePpm >= 0n && stage.feePpm <= million / 10n, `${where}.feePpm`, stage.feePpm, 'at most 10 %')
  need(stage.floor >= 0n && stage.floor <= oneOf(stage), `${where}.floor`, stage.floor, 'a fraction')
  if (price.kind === 'legs') {
    need(price.legs.length > 0, `${where}.price.legs`, price.legs.length, 'at least one leg')
    for (const [row, { milliseconds }] of price.legs.entries()) {
      need(milliseconds > 0, `${where}.price.legs[${row}].milliseconds`, milliseconds, 'above 0')
    }
  }
  if (price.kind === 'falling') {
    need(price.periodMilliseconds > 0, `${where}.price.periodMilliseconds`, price.periodMilliseconds, 'above 0')
    need(price.factor < oneOf(stage), `${where}.price.factor`, price.factor, 'below 1: the price falls')
  }
}

function isPart(ppm: bigint, where: string): void {
  need(ppm > 0n && ppm <= million, where, ppm, 'a part above 0 and at most 1')
}

function need(holds: boolean, where: string, value: bigint | number, expected: string): void {
  if (!holds) throw new PlimsollError('INPUT_INVALID', { where, value, expected })
}
