import type { Commands } from '../desk/commands.js'
import { type MarketSnapshot, parseBook } from '../desk/library.js'
import { basisTrade } from './basisTrade.js'
import { withCollateral } from './collateral.js'
import { coveredCall } from './coveredCall.js'
import type { DemoBook } from './demoBook.js'
import { ironCondor } from './ironCondor.js'
import { longOnly } from './longOnly.js'
import { marketMaker } from './marketMaker.js'
import { shortStrangle } from './shortStrangle.js'

export const demoBooks: readonly DemoBook[] = [
  marketMaker,
  shortStrangle,
  ironCondor,
  coveredCall,
  basisTrade,
  longOnly,
]

/** Creates every demonstration account that the market lists the instruments for; tells which ones. */
export function seedDemo(commands: Commands, market: MarketSnapshot): readonly string[] {
  const seeded: string[] = []
  for (const book of demoBooks) {
    const holdings = book.build(market)
    if (holdings === null) continue
    const { id, name, description, specId } = book
    const document = { plimsoll: 'book/1', id, name, ...withCollateral(book, holdings, market) }
    commands.create({ id, name, description, specId }, parseBook(document))
    seeded.push(id)
  }
  return seeded
}
