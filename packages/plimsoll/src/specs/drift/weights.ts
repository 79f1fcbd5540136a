import type { Amount, Requirement } from '../../requirement/spec.js'
import {
  atLeast,
  attribute,
  byName,
  fact,
  largest,
  less,
  magnitude,
  measure,
  over,
  root,
  rounded,
  smallest,
  sum,
  table,
  times,
} from '../amounts.js'
import { scaled, stateOf } from '../marketState.js'
import type { DriftMarkets, DriftPerpetual, DriftSpotMarket } from './markets.js'

/** Which of the venue’s three margins is asked for; `fill` stands half-way between the others. */
export type DriftMargin = 'initial' | 'fill' | 'maintenance'

/** A margin with its way of pricing: `strict` takes the worse of the price and its five-minute average. */
export interface DriftTerms {
  readonly margin: DriftMargin
  readonly strict: boolean
  readonly markets: DriftMarkets
}

const price = attribute('price')
const average = fact('asset', 'twap5m', price)

/** Price of what is held, and of what is owed. */
export function priceOf(side: 'held' | 'owed', { strict }: DriftTerms): Requirement {
  if (!strict) return price
  return side === 'held' ? smallest('strict price', price, average) : largest('strict price', price, average)
}

/** The strict price as a multiple of the price. */
export function strictness(side: 'held' | 'owed', terms: DriftTerms): Amount {
  return terms.strict ? over(priceOf(side, terms), price, 1) : 1
}

function ofCoin(figure: keyof DriftSpotMarket, { markets }: DriftTerms): Requirement {
  return stateOf('asset', 'spot', markets.spot, figure)
}

function ofPerpetual(figure: keyof DriftPerpetual, { markets }: DriftTerms): Requirement {
  return stateOf('underlying', 'perpetual', markets.perpetuals, figure)
}

function between(initial: Amount, maintenance: Amount, margin: DriftMargin): Amount {
  switch (margin) {
    case 'initial':
      return initial
    case 'maintenance':
      return maintenance
    case 'fill':
      return times(0.5, sum('initial and maintenance', initial, maintenance), 'half-way')
  }
}

/** The account’s own ratio, which only initial margin knows. */
const custom = fact('account', 'customMarginRatio', 0)

/** The venue counts weights in ten-thousandths. */
function whole(of: Amount): Requirement {
  return rounded(of, 4, 'down')
}

/** min(w, 1.1 / (1 + imf·√size)) */
function discounted(weight: Amount, imf: Amount, of: Amount): Requirement {
  return smallest('weight by size', weight, whole(over(1.1, sum('growth', 1, times(imf, root(magnitude(of)))), 0)))
}

/** max(w, 0.8·w + imf·√size) */
function raised(weight: Amount, imf: Amount, of: Amount): Requirement {
  return largest('weight by size', weight, whole(sum('growth', times(0.8, weight), times(imf, root(magnitude(of))))))
}

/** The initial weight shrinks as the deposits of the whole venue grow beyond where it starts to. */
function scaledInitial(terms: DriftTerms): Requirement {
  const start = ofCoin('scaleStart', terms)
  const deposits = times(fact('asset', 'deposits'), price, 'deposits of the venue')
  const factor = over(start, deposits, 1)
  return scaled(ofCoin('assetInitial', terms), start, deposits, factor, 'initial weight by deposits')
}

/** Weight of so many coins held. */
export function assetWeight(tokens: Amount, terms: DriftTerms): Requirement {
  const base = between(scaledInitial(terms), ofCoin('assetMaintenance', terms), terms.margin)
  const sized = discounted(base, ofCoin('imf', terms), tokens)
  const own =
    terms.margin === 'initial' ? smallest('own ratio', sized, atLeast(0, less(1, custom, 'difference'))) : sized
  return { ...own, label: 'asset weight' }
}

/** Weight of so many coins owed. */
export function liabilityWeight(tokens: Amount, terms: DriftTerms): Requirement {
  const base = between(ofCoin('liabilityInitial', terms), ofCoin('liabilityMaintenance', terms), terms.margin)
  const sized = raised(base, ofCoin('imf', terms), tokens)
  const own = terms.margin === 'initial' ? largest('own ratio', sized, sum('own ratio', 1, custom)) : sized
  return { ...own, label: 'liability weight' }
}

/** Margin ratio of a perpetual, by its size with the worse side’s orders filled. */
export function perpetualRatio(terms: DriftTerms): Requirement {
  const base = between(ofPerpetual('initial', terms), ofPerpetual('maintenance', terms), terms.margin)
  const sized = raised(base, ofPerpetual('imf', terms), measure('units', 'gross', 'worst-side'))
  const ofPosition = table(
    'underlying',
    byName(Object.keys(terms.markets.perpetuals), (name) => fact('account', `customMarginRatio.${name}`, 0)),
    0,
  )
  const own = terms.margin === 'initial' ? largest('own ratio', sized, custom, ofPosition) : sized
  return { ...own, label: 'margin ratio' }
}

/** Weight of a perpetual’s unrealised profit. */
export function profitWeight(terms: DriftTerms): Requirement {
  const profit = measure('profit', 'net')
  const initial = times(
    discounted(ofPerpetual('profitInitial', terms), ofPerpetual('profitImf', terms), profit),
    fact('underlying', 'profitImbalanceFactor', 1),
  )
  return {
    ...(terms.margin === 'initial' ? initial : times(1, ofPerpetual('profitMaintenance', terms))),
    label: 'profit weight',
  }
}
