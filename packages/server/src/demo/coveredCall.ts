import type { DemoBook } from './demoBook.js'
import { contractsFor, expiryNear, optionAt } from './listed.js'

const coins = 10

/** The simplest hedge there is: the coin pays for the call. A rule book that does not see it charges the call in full. */
export const coveredCall: DemoBook = {
  id: 'covered-call',
  name: 'Covered call',
  description: 'Holds 10 BTC and has sold calls on all of them, about 10 % above the market, a month out.',
  specId: 'portfolio',
  build(market) {
    const call = optionAt(market, 'BTC', expiryNear(market, 'BTC', 30), 'call', 1.1)
    const index = market.underlyings.BTC?.index
    if (call === null || index === undefined) return null
    return {
      balances: [{ asset: 'BTC', amount: String(coins) }],
      positions: [{ instrument: call.id, quantity: `-${contractsFor(call, coins, index)}` }],
    }
  },
}
