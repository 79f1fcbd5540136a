import type { DemoBook } from './demoBook.js'
import { amount, contractsFor, futureNear } from './listed.js'

const coins = 8

/** Earns the difference between future and spot; the price itself does not matter to it. */
export const basisTrade: DemoBook = {
  id: 'basis-trade',
  name: 'Basis trade',
  description: 'Holds 8 BTC and is short the same amount of a dated future: locked in, whatever the price does.',
  specId: 'portfolio',
  build(market) {
    const future = futureNear(market, 'BTC', 60)
    const index = market.underlyings.BTC?.index
    const mark = future === null ? undefined : market.marks.get(future.id)
    if (future === null || index === undefined || mark === undefined) return null
    // Sold a little below where it trades now: a small unrealised loss, as such books have on the way to expiry.
    const entryPrice = amount(mark * 0.99, 1)
    return {
      balances: [{ asset: 'BTC', amount: String(coins) }],
      positions: [{ instrument: future.id, quantity: `-${contractsFor(future, coins, index)}`, entryPrice }],
    }
  },
}
