import type { DemoBook } from './demoBook.js'
import { contractsFor, expiryNear, optionAt } from './listed.js'

/** Nothing is owed, so nothing can be called; what it holds may still lose its worth. */
export const longOnly: DemoBook = {
  id: 'long-only',
  name: 'Long only',
  description: 'Two coins and bought calls, nothing sold: it can lose what it paid, and never more.',
  specId: 'portfolio',
  build(market) {
    const positions = ['BTC', 'ETH'].flatMap((underlying) => {
      const call = optionAt(market, underlying, expiryNear(market, underlying, 60), 'call', 1.15)
      const index = market.underlyings[underlying]?.index
      const units = underlying === 'BTC' ? 5 : 50
      return call === null || index === undefined
        ? []
        : [{ instrument: call.id, quantity: contractsFor(call, units, index) }]
    })
    if (positions.length === 0) return null
    return { balances: [{ asset: 'BTC', amount: '2' }], positions }
  },
}
