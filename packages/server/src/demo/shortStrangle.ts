import { parseBook, positionRisks } from '../desk/library.js'
import type { DemoBook } from './demoBook.js'
import { amount, contractsFor, expiryNear, optionAt, perpetualOf } from './listed.js'

const units = 30

/** Harmless to small moves and deadly in large ones; with this little behind it, close to a call. */
export const shortStrangle: DemoBook = {
  id: 'short-strangle',
  name: 'Delta-hedged short strangle',
  description:
    'Sells BTC calls and puts three weeks out and hedges the delta with the perpetual. Close to a margin call.',
  specId: 'portfolio',
  utilisation: 0.95,
  build(market) {
    const index = market.underlyings.BTC?.index
    const expiry = expiryNear(market, 'BTC', 21)
    const call = optionAt(market, 'BTC', expiry, 'call', 1.08)
    const put = optionAt(market, 'BTC', expiry, 'put', 0.92)
    const perpetual = perpetualOf(market, 'BTC')
    const mark = perpetual === null ? undefined : market.marks.get(perpetual.id)
    if (index === undefined || call === null || put === null || perpetual === null || mark === undefined) return null
    const sold = [call, put].map((option) => ({
      instrument: option.id,
      quantity: `-${contractsFor(option, units, index)}`,
    }))
    const book = parseBook({ plimsoll: 'book/1', id: 'strangle', positions: sold })
    const delta = positionRisks(book, market).reduce((sum, risk) => sum + risk.delta, 0)
    const hedge = contractsFor(perpetual, -delta, index)
    if (Number(hedge) === 0) return { balances: [], positions: sold }
    return {
      balances: [],
      positions: [...sold, { instrument: perpetual.id, quantity: hedge, entryPrice: amount(mark, 2) }],
    }
  },
}
