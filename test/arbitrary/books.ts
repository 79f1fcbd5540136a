import { applyTransfer, type Decimal, type MarketSnapshot, type Portfolio, parseDecimal, toMoney } from 'plimsoll'

/** The book after a withdrawal, in whole units of the asset, rounded down. */
export function withdrawnBook(book: Portfolio, market: MarketSnapshot, asset: string, amount: number): Portfolio {
  const money = parseDecimal(toMoney(amount, market.assets[asset]!.decimals, 'down'), 'amount')
  if (money.units === 0n) return book
  return applyTransfer(book, market, { asset, amount: { units: -money.units, scale: money.scale } })
}

/** Every quantity of a book times a whole number. */
export function timesBook(book: Portfolio, factor: number): Portfolio {
  const times = ({ units, scale }: Decimal): Decimal => ({ units: units * BigInt(factor), scale })
  return {
    ...book,
    positions: book.positions.map((position) => ({ ...position, quantity: times(position.quantity) })),
    balances: book.balances.map((balance) => ({ ...balance, amount: times(balance.amount) })),
    orders: book.orders.map((order) => ({ ...order, quantity: times(order.quantity) })),
  }
}

/** Two books that are the book together: of each line one of them holds so many eighths, of an order all or nothing. */
export function splitBook(book: Portfolio, eighths: readonly number[]): readonly [Portfolio, Portfolio] {
  const share = (row: number): bigint => BigInt(eighths[row % eighths.length]!)
  const part = ({ units, scale }: Decimal, row: number): readonly [Decimal, Decimal] => {
    const first = (units * share(row)) / 8n
    return [
      { units: first, scale },
      { units: units - first, scale },
    ]
  }
  const half = (which: 0 | 1): Portfolio => ({
    ...book,
    positions: book.positions
      .map((position, row) => ({ ...position, quantity: part(position.quantity, row)[which] }))
      .filter(({ quantity }) => quantity.units !== 0n),
    balances: book.balances
      .map((balance, row) => ({ ...balance, amount: part(balance.amount, row + 3)[which] }))
      .filter(({ amount }) => amount.units !== 0n),
    orders: book.orders.filter((_, row) => Number(share(row + 5) < 4n) === which),
  })
  return [half(0), half(1)]
}
