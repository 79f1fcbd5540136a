import { moneyUnits } from 'plimsoll'
import { type InstrumentTerms, size, termsOf } from '../account.js'
import { coverPart, lotsToCover } from '../formulas/cover.js'
import { positionLimits } from '../formulas/proportionalBankruptcy.js'
import { million, partOf } from '../ppm.js'
import type { StepSize } from '../rules.js'
import type { Candidate } from './candidates.js'
import { coverFigures } from './coverFigures.js'
import { plannedFeePpm } from './stepFee.js'
import type { StepScene } from './stepScene.js'

/** The most lots of the lead that one step of this candidate may trade; 0 where nothing may be traded now. */
export function leadLotsMost(candidate: Candidate, scene: StepScene): bigint {
  const lead = size(candidate.lots[candidate.lead] ?? 0n)
  let most = lead
  for (const [name, lots] of Object.entries(candidate.lots)) {
    const whole = size(lots)
    const allowed = withoutDust(legLotsMost(scene.stage.size, name, whole, scene), whole, name, scene)
    // The lead's lots at which this leg, which follows in proportion, reaches what is allowed of it.
    const ofLead = allowed >= whole ? lead : (allowed * lead) / whole
    if (ofLead < most) most = ofLead
  }
  return most
}

function legLotsMost(rule: StepSize, name: string, whole: bigint, scene: StepScene): bigint {
  const terms = termsOf(scene.instruments, name)
  switch (rule.kind) {
    case 'participation':
      return partOf(terms.executableLots, rule.partPpm, 'down')
    case 'share': {
      const isLarge = notionalOf(whole, terms, scene) > rule.aboveNotional
      const isFirst = scene.episode.traded[name] === undefined
      return isLarge && isFirst ? partOf(whole, rule.firstPpm, 'up') : whole
    }
    case 'portion': {
      const notional = notionalOf(whole, terms, scene)
      const { most } = positionLimits(notional, rule)
      const bound = most < rule.mostNotional ? most : rule.mostNotional
      if (notional <= bound) return whole
      const lots = (whole * bound) / notional
      return lots > 0n ? lots : 1n
    }
    case 'lots':
      return terms.hedges ? rule.futureLots : rule.otherLots
    case 'cover': {
      const { shortage, discountPpm } = coverFigures(scene)
      const ratioPpm = scene.ratioPpm(name)
      const price = moneyUnits(terms.lotNotional, scene.rules.decimals, 'down')
      const fundFeePpm = plannedFeePpm({ [name]: whole }, scene)
      const lots = lotsToCover({
        shortage,
        ratioPpm,
        discountPpm,
        fundFeePpm,
        price,
        quotePricePpm: million,
        lotsPerUnit: 1n,
      })
      if (lots === undefined) return whole
      const elapsedMilliseconds = scene.now - scene.episode.startedAt
      const part = coverPart(rule.ramp, { shortage, freed: scene.episode.freed, elapsedMilliseconds })
      return partOf(lots, part, 'up')
    }
  }
}

/** A rest that nobody would trade goes with the rest of the position. */
function withoutDust(lots: bigint, whole: bigint, name: string, scene: StepScene): bigint {
  if (lots >= whole) return whole
  return lots > 0n && isDust(whole - lots, termsOf(scene.instruments, name), scene) ? whole : lots
}

export function isDust(lots: bigint, terms: InstrumentTerms, scene: Pick<StepScene, 'stage' | 'rules'>): boolean {
  return notionalOf(size(lots), terms, scene) < scene.stage.dustNotional
}

function notionalOf(lots: bigint, terms: InstrumentTerms, { rules }: Pick<StepScene, 'rules'>): bigint {
  return moneyUnits(Number(lots) * terms.lotNotional, rules.decimals, 'down')
}
