import { ServiceError } from '../error/serviceError.js'
import type { Portfolio } from './library.js'

/** What one book may hold. Explaining a book looks at it once without each position, so the work grows with the square. */
export const bookLimits = Object.freeze({ positions: 500, orders: 200, balances: 100, instruments: 500 })

export function requireBookSize(portfolio: Portfolio): void {
  for (const [part, most] of Object.entries(bookLimits)) {
    const count = portfolio[part as keyof typeof bookLimits].length
    if (count <= most) continue
    throw new ServiceError('BOOK_TOO_LARGE', `A book holds at most ${most} ${part}; this one would hold ${count}.`, {
      where: `book.${part}`,
      value: count,
      expected: `at most ${most}`,
    })
  }
}
