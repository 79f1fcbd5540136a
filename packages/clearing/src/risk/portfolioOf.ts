import { type Decimal, decimal, type Order, type Portfolio, type Position } from 'plimsoll'
import type { Listing } from '../ledger/listing.js'
import { isPaid } from '../ledger/listing.js'
import type { AccountRecord, ParameterRecord, PositionRecord } from '../state/records.js'
import type { State } from '../state/state.js'
import { parametersOf } from './marketView.js'

/** Digits of an entry price beyond the listing's own; it is a risk number from here on. */
const entryExtra = 18

const known = new WeakMap<AccountRecord, { readonly parameters: ParameterRecord; readonly portfolio: Portfolio }>()

/** A customer's account as the margin library's portfolio; made once for a record, which never changes, under the same parameters. */
export function portfolioOf(state: State, id: string, account: AccountRecord): Portfolio {
  const parameters = parametersOf(state)
  const made = known.get(account)
  if (made?.parameters === parameters) return made.portfolio
  const portfolio = portfolioUnder(state, id, account)
  known.set(account, { parameters, portfolio })
  return portfolio
}

function portfolioUnder(state: State, id: string, account: AccountRecord): Portfolio {
  const positions: Position[] = []
  for (const [instrument, position] of Object.entries(account.positions)) {
    const listing = state.listings.get(instrument)!
    const quantity = decimal(position.lots, listing.lotDecimals)
    const entryPrice = isPaid(listing) ? undefined : entryPriceOf(listing, position)
    positions.push(entryPrice === undefined ? { instrument, quantity } : { instrument, quantity, entryPrice })
  }
  return {
    id,
    name: id,
    balances: Object.entries(account.balances).map(([asset, amount]) => ({
      asset,
      amount: decimal(counted(state, asset, amount), state.assets.get(asset)!.decimals),
    })),
    positions,
    orders: Object.entries(account.orders).map(([order, { instrument, lots, price, reduceOnly }]): Order => {
      const { lotDecimals, priceDecimals } = state.listings.get(instrument)!
      return {
        id: order,
        instrument,
        side: lots > 0n ? 'buy' : 'sell',
        quantity: decimal(lots > 0n ? lots : -lots, lotDecimals),
        price: decimal(price, priceDecimals),
        reduceOnly,
      }
    }),
    instruments: [],
  }
}

/** What is owned counts up to the asset's cap; what is owed counts in full. */
function counted(state: State, asset: string, amount: bigint): bigint {
  const most = parametersOf(state).collateralMax?.[asset] ?? (state.assets.get(asset)!.isLate ? 0n : amount)
  return amount > most && amount > 0n ? most : amount
}

/** The price at which the holding was entered, from its exact cost. */
function entryPriceOf(
  { valuation, unit, priceDecimals }: Listing,
  { lots, cost }: PositionRecord,
): Decimal | undefined {
  const finer = 10n ** BigInt(entryExtra)
  const scale = priceDecimals + entryExtra
  if (valuation === 'product') return decimal((cost * finer) / (lots * unit), scale)
  // A holding of so few lots that a rounding is more than its cost has no price of entry; its profit is below a unit of money.
  if (cost === 0n || cost > 0n === lots > 0n) return undefined
  return decimal((-lots * unit * finer) / cost, scale)
}
