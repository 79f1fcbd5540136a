import { type Decimal, formatDecimal, PlimsollError, parseDecimal } from 'plimsoll'

/** An order as it is typed. */
export interface TypedOrder {
  readonly side: 'buy' | 'sell'
  readonly quantity: Decimal
  readonly instrument: string
  /** Absent: at the mark. */
  readonly price?: Decimal
}

const syntax = '"buy|sell QUANTITY INSTRUMENT [@ PRICE]", e.g. "buy 2 BTC-27MAR26-80000-C @ 0.031"'
const pattern = /^\s*(\S+)\s+(\S+)\s+([^\s@]+)\s*(?:@\s*(\S+)\s*)?$/

/** Reads `buy 2 BTC-27MAR26-80000-C @ 0.031`; without a price the order is at the mark. */
export function parseOrder(text: string): TypedOrder {
  const where = `order ${JSON.stringify(text)}`
  const match = pattern.exec(text)
  if (match === null) throw new PlimsollError('INPUT_INVALID', { where, expected: syntax })
  const side = match[1]!.toLowerCase()
  if (side !== 'buy' && side !== 'sell') {
    throw new PlimsollError('INPUT_INVALID', { where: `${where}, side`, value: match[1], expected: 'buy or sell' })
  }
  const quantity = parseDecimal(match[2]!, `${where}, quantity`)
  if (quantity.units <= 0n) {
    throw new PlimsollError('QUANTITY_INVALID', {
      where: `${where}, quantity`,
      value: match[2],
      expected: 'a size above zero; the side says buy or sell',
    })
  }
  const instrument = match[3]!
  return match[4] === undefined
    ? { side, quantity, instrument }
    : { side, quantity, instrument, price: parseDecimal(match[4], `${where}, price`) }
}

/** The order as it would be typed; {@link parseOrder} reads it back. */
export function formatOrder(order: TypedOrder): string {
  const price = order.price === undefined ? '' : ` @ ${formatDecimal(order.price)}`
  return `${order.side} ${formatDecimal(order.quantity)} ${order.instrument}${price}`
}
