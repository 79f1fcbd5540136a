import { randomUUID } from 'node:crypto'
import type {
  AccountChange,
  FeedView,
  NewAccount,
  NewFill,
  NewOrder,
  NewSettlement,
  NewTransfer,
} from '../contract/index.js'
import { ServiceError } from '../error/serviceError.js'
import type { AccountRecord, Change, ChangeKind } from '../store/change.js'
import type { Store } from '../store/store.js'
import type { DeskAccount } from './account.js'
import { requireBookSize } from './bookLimits.js'
import { type Desk, portfolioOf } from './desk.js'
import {
  addOrder,
  applyFill,
  applySettlement,
  applyTransfer,
  cancelOrder,
  decimalOfNumber,
  formatBook,
  instrumentOf,
  type Order,
  PlimsollError,
  type Portfolio,
  parseBook,
  parseDecimal,
  pinnedEntries,
  rulebook,
  withDefinitions,
} from './library.js'
import { requireOrderPasses } from './orderCheck.js'
import { requirePermission } from './permissions.js'
import { requireNotWaiting, requireStillValued, requireValued } from './valuedCheck.js'
import { requireWithdrawable } from './withdrawalCheck.js'

const defaultSpecId = 'portfolio'

export interface CommandsOptions {
  readonly desk: Desk
  readonly store: Store
  readonly feedState: () => FeedView['state']
  /** Wall time, milliseconds since 1970; only written beside a change, never calculated with. */
  readonly wallTime: () => number
}

/** Everything that changes an account. Each is one transaction: checked, committed to disk, then put in force. */
export interface Commands {
  create(account: NewAccount, book?: Portfolio): DeskAccount
  change(id: string, change: AccountChange): DeskAccount
  remove(id: string): void
  replaceBook(id: string, document: unknown): DeskAccount
  fill(id: string, fill: NewFill): DeskAccount
  order(id: string, order: NewOrder): Order
  cancel(id: string, order: string): void
  transfer(id: string, transfer: NewTransfer): DeskAccount
  settlement(id: string, settlement: NewSettlement): DeskAccount
  undo(id: string): DeskAccount
  history(id: string, limit: number): readonly Change[]
}

export function createCommands({ desk, store, feedState, wallTime }: CommandsOptions): Commands {
  const commit = (
    kind: ChangeKind,
    settings: Omit<AccountRecord, 'book'>,
    held: Portfolio,
    undoes?: number,
  ): DeskAccount => {
    const market = desk.market()
    const portfolio = market === null ? held : withDefinitions(held, market)
    requireBookSize(portfolio)
    const record = { ...settings, book: formatBook(portfolio) }
    // Sums can outgrow what a document may say; what could not be read back after a restart is not written.
    parseBook(record.book)
    const change = { account: record.id, kind, after: record, instant: new Date(wallTime()).toISOString() }
    store.commit(undoes === undefined ? change : { ...change, undoes })
    return desk.put(record, portfolio)
  }
  /** A rule book that cannot value the book, e.g. for want of a parameter, would leave the account without numbers. */
  const requireChoosable = (account: DeskAccount, specId: string): void => {
    rulebook(specId)
    if (desk.market() === null) return
    requireStillValued({ ...account, record: { ...account.record, specId } }, account.portfolio, desk.valuations())
  }
  const rebook = (kind: ChangeKind, { record }: DeskAccount, portfolio: Portfolio, undoes?: number): DeskAccount =>
    commit(kind, record, portfolio, undoes)

  return {
    create: ({ id, name, description = '', specId = defaultSpecId }, book) => {
      if (desk.has(id))
        throw new ServiceError('ACCOUNT_EXISTS', `An account "${id}" exists already.`, { where: 'id', value: id })
      rulebook(specId)
      const portfolio = { ...(book ?? { balances: [], positions: [], orders: [], instruments: [] }), id, name }
      return commit('create', { id, name, description, specId }, portfolio)
    },
    change: (id, { name, specId }) => {
      const account = desk.account(id)
      if (specId !== undefined) requireChoosable(account, specId)
      const record = { ...account.record, name: name ?? account.record.name, specId: specId ?? account.record.specId }
      const portfolio = { ...account.portfolio, name: record.name }
      return commit('settings', record, portfolio)
    },
    remove: (id) => {
      desk.account(id)
      store.commit({ account: id, kind: 'delete', instant: new Date(wallTime()).toISOString() })
      desk.remove(id)
    },
    replaceBook: (id, document) => {
      const account = desk.account(id)
      const portfolio = { ...parseBook(document), id, name: account.record.name }
      requireBookSize(portfolio)
      requireValued(account.record.specId, portfolio, desk.valuations())
      // A future without an entry is one entered now; it must not go on being entered at every new mark.
      const valuation = desk.valuations().of(rulebook(account.record.specId))
      return rebook('book', account, pinnedEntries(portfolio, valuation))
    },
    fill: (id, { instrument, side, quantity, price }) => {
      const account = desk.account(id)
      const valuations = desk.valuations()
      requireNotWaiting(account)
      const fill = {
        instrument,
        side,
        quantity: parseDecimal(quantity, 'quantity'),
        price: parseDecimal(price, 'price'),
      }
      const portfolio = applyFill(account.portfolio, valuations.market, fill)
      requireStillValued(account, portfolio, valuations)
      return rebook('fill', account, portfolio)
    },
    order: (id, request) => {
      const account = desk.account(id)
      const valuations = desk.valuations()
      requireNotWaiting(account)
      const order: Order = {
        id: `o-${randomUUID()}`,
        instrument: request.instrument,
        side: request.side,
        quantity: parseDecimal(request.quantity, 'quantity'),
        price: parseDecimal(request.price, 'price'),
        reduceOnly: request.reduceOnly ?? false,
      }
      const portfolio = addOrder(account.portfolio, valuations.market, order)
      if (!order.reduceOnly) requirePermission(feedState(), 'open')
      requireOrderPasses(account, order, valuations)
      rebook('order', account, portfolio)
      return order
    },
    cancel: (id, order) => {
      const account = desk.account(id)
      const portfolio = cancelOrder(account.portfolio, order)
      if (portfolio === account.portfolio) {
        throw new ServiceError('ORDER_UNKNOWN', `Account "${id}" has no open order "${order}".`, {
          where: 'order',
          value: order,
        })
      }
      rebook('cancel', account, portfolio)
    },
    transfer: (id, { asset, amount }) => {
      const account = desk.account(id)
      const valuations = desk.valuations()
      const transfer = { asset, amount: parseDecimal(amount, 'amount') }
      const portfolio = applyTransfer(account.portfolio, valuations.market, transfer)
      if (transfer.amount.units < 0n) {
        requirePermission(feedState(), 'withdraw')
        requireWithdrawable(account, transfer)
      }
      requireStillValued(account, portfolio, valuations)
      return rebook('transfer', account, portfolio)
    },
    settlement: (id, { instrument, price }) => {
      const account = desk.account(id)
      const valuations = desk.valuations()
      const { market } = valuations
      const { underlying } = instrumentOf(account.portfolio, market, instrument, 'settlement.instrument')
      const index = market.underlyings[underlying]?.index
      if (price === undefined && index === undefined) {
        throw new PlimsollError('UNDERLYING_UNKNOWN', {
          where: 'settlement.price',
          value: underlying,
          expected: 'a price, because the market has no index of this underlying',
        })
      }
      const portfolio = applySettlement(account.portfolio, market, {
        instrument,
        price:
          price === undefined ? decimalOfNumber(index!, 'settlement.price') : parseDecimal(price, 'settlement.price'),
      })
      requireStillValued(account, portfolio, valuations)
      return rebook('settlement', account, portfolio)
    },
    undo: (id) => {
      const account = desk.account(id)
      const last = store.lastUndoable(id)
      if (last?.before === undefined) {
        throw new ServiceError('NOTHING_TO_UNDO', `Account "${id}" has no change that could be taken back.`)
      }
      const record = { ...account.record, book: last.before.book }
      // What was in force may be so again, also where the market has moved on past it: it then waits for its settlement.
      const portfolio = portfolioOf(record)
      return rebook('undo', account, portfolio, last.sequence)
    },
    history: (id, limit) => {
      desk.account(id)
      return store.history(id, limit)
    },
  }
}
