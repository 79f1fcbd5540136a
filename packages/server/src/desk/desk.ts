import type { AccountSummary } from '../contract/index.js'
import { ServiceError } from '../error/serviceError.js'
import type { AccountRecord } from '../store/change.js'
import type { DeskAccount } from './account.js'
import { accountErrorOf } from './accountError.js'
import {
  type Instrument,
  type MarketSnapshot,
  margin,
  PlimsollError,
  type Portfolio,
  parseBook,
  rulebook,
} from './library.js'
import { createValuations, type Valuations } from './valuations.js'
import { summaryView } from './views/summaryView.js'

/** What made the desk's numbers change. */
export type DeskEvent = { readonly kind: 'tick' } | { readonly kind: 'account'; readonly id: string }

/** The state in memory: the market in force, every account, and its last result. */
export interface Desk {
  /** Takes a market and recomputes every account. */
  onTick(market: MarketSnapshot): void
  /** The valuations of the market in force; MARKET_NOT_READY before the first tick. */
  valuations(): Valuations
  market(): MarketSnapshot | null
  /** Index prices of the first market of this run. */
  opening(): Readonly<Record<string, number>>
  tickMilliseconds(): number
  account(id: string): DeskAccount
  has(id: string): boolean
  size(): number
  summaries(): readonly AccountSummary[]
  /** Puts a stored record in force, after the store has committed it; `portfolio` is the record's book. */
  put(record: AccountRecord, portfolio: Portfolio): DeskAccount
  remove(id: string): void
  listen(listener: (event: DeskEvent) => void): () => void
}

export interface DeskOptions {
  /** Milliseconds of a steady clock, to measure with. */
  readonly now: () => number
  /** Told of errors that are no refusals: a defect that must not stop the other accounts. */
  readonly onDefect: (error: unknown, account: string) => void
}

export function createDesk(options: DeskOptions): Desk {
  const accounts = new Map<string, DeskAccount>()
  const remembered = new Map<string, Instrument>()
  const listeners = new Set<(event: DeskEvent) => void>()
  let current: Valuations | null = null
  let opening: Readonly<Record<string, number>> = {}
  let tickMilliseconds = 0

  const tell = (event: DeskEvent): void => {
    for (const listener of listeners) listener(event)
  }
  const valued = (account: DeskAccount, valuations: Valuations): DeskAccount => {
    const { market } = valuations
    for (const { instrument } of account.portfolio.positions) {
      const definition = market.instruments.get(instrument)
      if (definition !== undefined) remembered.set(instrument, definition)
    }
    try {
      const spec = rulebook(account.record.specId)
      return {
        ...account,
        valued: { market, result: margin(account.portfolio, market, spec, valuations.of(spec)) },
        error: null,
      }
    } catch (error) {
      if (!(error instanceof PlimsollError)) options.onDefect(error, account.record.id)
      // The last good numbers stay, marked as old by the error; nothing is valued at zero.
      return { ...account, error: accountErrorOf(error, account.portfolio, market, remembered) }
    }
  }

  return {
    onTick: (market) => {
      const start = options.now()
      if (current === null) opening = indexesOf(market)
      current = createValuations(market)
      for (const [id, account] of accounts) accounts.set(id, valued(account, current))
      tickMilliseconds = options.now() - start
      tell({ kind: 'tick' })
    },
    valuations: () => {
      if (current === null) throw new ServiceError('MARKET_NOT_READY', 'No market has arrived from the feed yet.')
      return current
    },
    market: () => current?.market ?? null,
    opening: () => opening,
    tickMilliseconds: () => tickMilliseconds,
    account: (id) => {
      const account = accounts.get(id)
      if (account !== undefined) return account
      throw new ServiceError('ACCOUNT_UNKNOWN', `There is no account "${id}".`, { where: 'id', value: id })
    },
    has: (id) => accounts.has(id),
    size: () => accounts.size,
    summaries: () => [...accounts.values()].map(summaryView),
    put: (record, portfolio) => {
      const before = accounts.get(record.id)
      const next: DeskAccount = {
        record,
        portfolio,
        revision: (before?.revision ?? 0) + 1,
        valued: before?.valued ?? null,
        error: before?.error ?? null,
      }
      const account = current === null ? next : valued(next, current)
      accounts.set(record.id, account)
      tell({ kind: 'account', id: record.id })
      return account
    },
    remove: (id) => {
      accounts.delete(id)
      tell({ kind: 'account', id })
    },
    listen: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function indexesOf(market: MarketSnapshot): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(market.underlyings).map(([id, { index }]) => [id, index]))
}

/** The portfolio of a stored record; the record's own id and name are the account's. */
export function portfolioOf(record: AccountRecord): Portfolio {
  return { ...parseBook(record.book), id: record.id, name: record.name }
}
