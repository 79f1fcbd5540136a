import type { MarketSnapshot } from '../desk/library.js'
import type { DemoBook, DemoHoldings } from './demoBook.js'
import { amount, contractsFor, listed, type Option, perpetualOf } from './listed.js'

const legsMax = 200
/** Units that one leg is about, by underlying. */
const sizes: Readonly<Record<string, number>> = { BTC: 4, ETH: 60, SOL: 900 }

/** Two hundred legs that mostly cancel: what netting is for. */
export const marketMaker: DemoBook = {
  id: 'market-maker',
  name: 'Market maker',
  description:
    'Two hundred legs in BTC, ETH and SOL, bought and sold across strikes and expiries, hedged with perpetuals.',
  specId: 'portfolio',
  utilisation: 0.7,
  build(market) {
    const underlyings = Object.keys(sizes).filter((underlying) => listed(market, underlying, 'option').length > 0)
    const hedges = underlyings.flatMap((underlying) => hedgeOf(market, underlying))
    const share = Math.floor((legsMax - hedges.length) / Math.max(1, underlyings.length))
    const legs = underlyings.flatMap((underlying, row) => {
      // The last underlying takes what the division left over.
      const count = row === underlyings.length - 1 ? legsMax - hedges.length - share * row : share
      return chosen(market, underlying, count).map((option, leg) => optionLeg(market, option, leg))
    })
    return legs.length === 0 ? null : { balances: [{ asset: 'BTC', amount: '5' }], positions: [...legs, ...hedges] }
  },
}

/** Options with less life are taken only when there are too few others: a book with dead legs shows little. */
const daysMin = 20
const dayMilliseconds = 86_400_000

/** Options quoted in earnest, within 40 % of the index, evenly over strikes and expiries. */
function chosen(market: MarketSnapshot, underlying: string, count: number): Option[] {
  const index = market.underlyings[underlying]?.index ?? 0
  const quoted = listed(market, underlying, 'option').filter(
    ({ strike }) => strike > index * 0.6 && strike < index * 1.4,
  )
  const lasting = quoted.filter(({ expiry }) => expiry > market.asOf + daysMin * dayMilliseconds)
  if (lasting.length >= count) return spread(lasting, count)
  const others = quoted.filter((option) => !lasting.includes(option)).sort((a, b) => b.expiry - a.expiry)
  return [...lasting, ...others.slice(0, count - lasting.length)]
}

/** `count` entries at even distances. */
function spread<T>(values: readonly T[], count: number): T[] {
  if (values.length <= count) return [...values]
  return Array.from({ length: count }, (_, row) => values[Math.floor((row * values.length) / count)]!)
}

/** A little more is sold than bought, in sizes that repeat every seven legs. */
function optionLeg(market: MarketSnapshot, option: Option, leg: number): DemoHoldings['positions'][number] {
  const weight = [-1, 0.8, -0.6, 1.1, -0.9, 0.5, -0.7][leg % 7]!
  const units = (sizes[option.underlying] ?? 1) * weight
  const index = market.underlyings[option.underlying]?.index ?? 1
  return { instrument: option.id, quantity: contractsFor(option, units, index) }
}

function hedgeOf(market: MarketSnapshot, underlying: string): DemoHoldings['positions'] {
  const perpetual = perpetualOf(market, underlying)
  const mark = perpetual === null ? undefined : market.marks.get(perpetual.id)
  const index = market.underlyings[underlying]?.index
  if (perpetual === null || mark === undefined || index === undefined) return []
  const quantity = contractsFor(perpetual, (sizes[underlying] ?? 1) * 1.5, index)
  return [{ instrument: perpetual.id, quantity, entryPrice: amount(mark * 0.995, 4) }]
}
