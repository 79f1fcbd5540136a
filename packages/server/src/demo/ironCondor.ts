import type { DemoBook } from './demoBook.js'
import { contractsFor, expiryNear, type Option, optionAt } from './listed.js'

const units = 200

/** A loss that cannot exceed the distance between the strikes, whatever happens. */
export const ironCondor: DemoBook = {
  id: 'iron-condor',
  name: 'Iron condor',
  description: 'Sells an ETH strangle two weeks out and buys a wider one: the worst loss is the width of a wing.',
  specId: 'portfolio',
  utilisation: 0.55,
  build(market) {
    const index = market.underlyings.ETH?.index
    const expiry = expiryNear(market, 'ETH', 14)
    const legs: readonly (readonly [Option | null, '' | '-'])[] = [
      [optionAt(market, 'ETH', expiry, 'put', 0.8), ''],
      [optionAt(market, 'ETH', expiry, 'put', 0.9), '-'],
      [optionAt(market, 'ETH', expiry, 'call', 1.1), '-'],
      [optionAt(market, 'ETH', expiry, 'call', 1.2), ''],
    ]
    const names = new Set(legs.map(([option]) => option?.id))
    if (index === undefined || names.size < legs.length) return null
    return {
      balances: [],
      positions: legs.flatMap(([option, sign]) =>
        option === null ? [] : [{ instrument: option.id, quantity: sign + contractsFor(option, units, index) }],
      ),
    }
  },
}
