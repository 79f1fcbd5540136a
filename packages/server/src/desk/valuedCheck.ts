import { ServiceError } from '../error/serviceError.js'
import type { DeskAccount } from './account.js'
import { margin, type Portfolio, rulebook } from './library.js'
import type { Valuations } from './valuations.js'

/** Refuses, in the library's words, a book that the market in force cannot value under the rule book. */
export function requireValued(specId: string, portfolio: Portfolio, valuations: Valuations): void {
  const spec = rulebook(specId)
  margin(portfolio, valuations.market, spec, valuations.of(spec))
}

/** The same for a change of an account; one that cannot be valued already is not held to more than it was before. */
export function requireStillValued({ record, error }: DeskAccount, portfolio: Portfolio, valuations: Valuations): void {
  if (error === null) requireValued(record.specId, portfolio, valuations)
}

/** ACCOUNT_NOT_VALUED while the account waits for a settlement: nobody could say what a trade would do to it. */
export function requireNotWaiting({ record, error }: DeskAccount): void {
  if (error === null) return
  throw new ServiceError('ACCOUNT_NOT_VALUED', error.message, {
    where: 'id',
    value: record.id,
    expected: 'an account that the present market can value',
  })
}
