import { ServiceError } from '../error/serviceError.js'
import type { DeskAccount } from './account.js'
import type { Desk } from './desk.js'
import { createValuations, type Valuations } from './valuations.js'

/** An account with the market to look at it on. */
export interface Sighted {
  readonly account: DeskAccount
  readonly valuations: Valuations
}

/** The present market, or the last that could value the account; ACCOUNT_NOT_VALUED where none of this run could. */
export function sighted(desk: Desk, id: string): Sighted {
  const account = desk.account(id)
  const valuations = desk.valuations()
  if (account.error === null) return { account, valuations }
  if (account.valued !== null) return { account, valuations: createValuations(account.valued.market) }
  throw new ServiceError('ACCOUNT_NOT_VALUED', account.error.message, { where: 'id', value: id })
}
