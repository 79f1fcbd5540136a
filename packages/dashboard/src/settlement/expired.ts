import { decimalOfNumber } from '../format/decimal'

/** The part of a book document that is read here: positions and the definitions of their instruments. */
export interface BookDocument {
  readonly positions?: readonly { readonly instrument: string; readonly quantity: string }[]
  readonly instruments?: readonly {
    readonly id: string
    readonly underlying: string
    readonly expiry?: string | null
  }[]
}
export interface ExpiredPosition {
  readonly instrument: string
  readonly quantity: string
  readonly underlying: string
  readonly expiry: string
}

/** The positions whose life is over at the market's instant, in the order of the book. */
export function expiredPositions(book: BookDocument, asOf: string): readonly ExpiredPosition[] {
  const now = Date.parse(asOf)
  return (book.positions ?? []).flatMap(({ instrument, quantity }) => {
    const definition = book.instruments?.find((one) => one.id === instrument)
    const expiry = definition?.expiry
    if (definition === undefined || typeof expiry !== 'string' || !(Date.parse(expiry) <= now)) return []
    return [{ instrument, quantity, underlying: definition.underlying, expiry }]
  })
}

/** An index as a price one would type: ten significant figures, not the sixteen of its float. */
export const deliveryPrice = (index: number): string => decimalOfNumber(Number(index.toPrecision(deliveryFigures)))
const deliveryFigures = 10
