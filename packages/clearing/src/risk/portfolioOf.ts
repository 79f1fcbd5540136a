import { type Decimal, decimal, type Order, type Portfolio, type Position } from 'plimsoll'
import type { Listing } from '../ledger/listing.js'
import { isPaid } from '../ledger/listing.js'
import type { AccountRecord, ParameterRecord, PositionRecord } from '../state/records.js'
import type { State } from '../state/state.js'

/** Digits of an entry price beyond the listing's own; it is a risk number from here on. */
const entryExtra = 18

const known = new WeakMap<AccountRecord, { readonly parameters: ParameterRecord; readonly portfolio: Portfolio }>()

/** A customer's account as the margin library's portfolio; made once for a record, which never changes, under the same parameters. */
export function portfolioOf(state: State, id: string, account: AccountRecord, parameters: ParameterRecord): Portfolio {
  const made = known.get(account)
  if (made?.parameters === parameters) return made.portfolio
  const portfolio = portfolioUnder(state, id, account, parameters)
  known.set(account, { parameters, portfolio })
  return portfolio
}

function portfolioUnder(
  state: State,
  id: string,
  account: AccountRecord,
  { collateralMax }: ParameterRecord,
): Portfolio {
  const positions: Position[] = []
  for (const [instrument, position] of Object.entries(account.positions)) {
    positions.push(positionOf(state, instrument, position))
  }
  return {
    id,
    name: id,
    balances: Object.entries(account.balances).map(([asset, amount]) => ({
      asset,
      amount: decimal(counted(state, asset, amount, collateralMax?.[asset]), state.assets.get(asset)!.decimals),
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

const positionsKnown = new WeakMap<PositionRecord, Position>()

/** Made once for a record, as most of an account's positions stay what they are when one of them changes. */
function positionOf(state: State, instrument: string, position: PositionRecord): Position {
  const known = positionsKnown.get(position)
  if (known !== undefined) return known
  const listing = state.listings.get(instrument)!
  const quantity = decimal(position.lots, listing.lotDecimals)
  const entryPrice = isPaid(listing) ? undefined : entryPriceOf(listing, position)
  const made = entryPrice === undefined ? { instrument, quantity } : { instrument, quantity, entryPrice }
  positionsKnown.set(position, made)
  return made
}

/** What is owned counts up to the asset's cap; what is owed counts in full. */
function counted(state: State, asset: string, amount: bigint, cap: bigint | undefined): bigint {
  const most = cap ?? (state.assets.get(asset)!.isLate ? 0n : amount)
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
