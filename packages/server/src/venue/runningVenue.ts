import type {
  VenueAccountView,
  VenueHistoryView,
  VenueStatus,
  VenueTrades,
  VenueView,
  VenueWhatIfView,
} from '../contract/index.js'
import {
  type BookDocument,
  decimalToNumber,
  type LiveTrade,
  type MarginSpec,
  type MarketSnapshot,
  PlimsollError,
  parseDecimal,
} from '../desk/library.js'
import { RefusedQuestion, ServiceError } from '../error/serviceError.js'
import type { VenueOptions } from '../options.js'
import { type FromVenue, marketPoster, type Refused, type ToVenue } from './messages.js'
import { venueRuleBook } from './ruleBook.js'
import { venueHistory } from './venueHistory.js'
import { runVenue } from './venueRunner.js'

/** The venue as the service sees it: markets go in, views come out when they are done. */
export interface RunningVenue {
  readonly spec: MarginSpec
  readonly accounts: number
  /** Takes a market. While an earlier one is worked on only the newest waits. */
  onTick(market: MarketSnapshot): void
  status(): VenueStatus
  /** The last view; VENUE_UNAVAILABLE before the first. */
  view(): VenueView
  history(): VenueHistoryView
  account(number: number): Promise<VenueAccountView>
  /** What an account holds, as a book/1 document. */
  book(number: number): Promise<BookDocument>
  /** Whether an account may trade so. */
  whatIf(number: number, trades: VenueTrades): Promise<VenueWhatIfView>
  /** Called with every new view. */
  listen(listener: (view: VenueView) => void): () => void
  /** Told once, in words, why the venue cannot go on; at once where it has failed already. */
  onFailure(listener: (message: string) => void): void
  close(): Promise<void>
}

export const venueAccountsMax = 2_000_000

/** Starts a venue; its accounts are made of the first market. */
export function startVenue(options: VenueOptions): RunningVenue {
  const { accounts, seed = 1, spec = venueRuleBook } = options
  requireWhole('venue.accounts', accounts, 1, venueAccountsMax)
  requireWhole('venue.seed', seed, 0, Number.MAX_SAFE_INTEGER)
  const listeners = new Set<(view: VenueView) => void>()
  const asked = new Map<number, Asked>()
  const history = venueHistory()
  const pack = marketPoster()
  let view: VenueView | undefined
  let failure: string | undefined
  let tellFailure: ((message: string) => void) | undefined
  let isBusy = false
  let waiting: MarketSnapshot | undefined
  let skipped = 0
  let questions = 0

  const post = (market: MarketSnapshot): void => {
    isBusy = true
    runner.post({ kind: 'market', market: pack(market), skipped })
  }
  const goOn = (): void => {
    isBusy = false
    const market = waiting
    waiting = undefined
    if (market !== undefined) post(market)
  }
  const onMessage = (message: FromVenue): void => {
    switch (message.kind) {
      case 'view':
        view = message.view
        history.add(message.view)
        goOn()
        for (const listener of listeners) listener(message.view)
        return
      case 'failed':
        if (failure === undefined) tellFailure?.(message.message)
        failure = message.message
        for (const { refuse } of asked.values()) refuse(unavailable())
        asked.clear()
        return
      case 'account':
        answer(message.id, message.view)
        return
      case 'book':
        answer(message.id, message.book)
        return
      case 'what-if':
        answer(message.id, message.answer)
    }
  }
  const answer = (id: number, value: unknown): void => {
    const question = asked.get(id)
    asked.delete(id)
    if (value === undefined) question?.refuse(unknownAccount(question.account))
    else if (isRefused(value)) question?.refuse(new RefusedQuestion(value.refused))
    else question?.resolve(value)
  }
  const unavailable = (): ServiceError =>
    new ServiceError(
      'VENUE_UNAVAILABLE',
      failure === undefined
        ? `The ${accounts} simulated accounts are still being made.`
        : `The simulated venue has failed: ${failure}`,
    )
  const current = (): VenueView => {
    if (view === undefined || failure !== undefined) throw unavailable()
    return view
  }
  const ask = async <Answer>(account: number, question: (id: number) => ToVenue): Promise<Answer> => {
    current()
    if (account >= accounts) throw unknownAccount(account)
    const id = questions++
    return new Promise<Answer>((resolve, refuse) => {
      asked.set(id, { account, resolve: resolve as (value: unknown) => void, refuse })
      runner.post(question(id))
    })
  }
  const runner = runVenue({ accounts, seed, spec }, onMessage)

  return {
    spec,
    accounts,
    onTick: (market) => {
      if (failure !== undefined) return
      if (!isBusy) {
        post(market)
        return
      }
      if (waiting !== undefined) skipped++
      waiting = market
    },
    status: () => ({
      accounts,
      state: failure !== undefined ? 'failed' : view === undefined ? 'starting' : 'running',
    }),
    view: current,
    history: () => {
      current()
      return history.view()
    },
    account: (account) => ask(account, (id) => ({ kind: 'account', id, account })),
    book: (account) => ask(account, (id) => ({ kind: 'book', id, account })),
    whatIf: (account, { trades }) => {
      const asNumbers = trades.map(tradeOf)
      return ask(account, (id) => ({ kind: 'what-if', id, account, trades: asNumbers }))
    },
    listen: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onFailure: (listener) => {
      tellFailure = listener
      if (failure !== undefined) listener(failure)
    },
    close: () => runner.close(),
  }
}

interface Asked {
  readonly account: number
  readonly resolve: (value: unknown) => void
  readonly refuse: (error: Error) => void
}

function isRefused(value: unknown): value is Refused {
  return typeof value === 'object' && value !== null && 'refused' in value
}

function tradeOf({ instrument, side, quantity, price }: VenueTrades['trades'][number], row: number): LiveTrade {
  const size = decimalToNumber(parseDecimal(quantity, `trades[${row}].quantity`))
  if (!(size > 0)) {
    throw new PlimsollError('INPUT_INVALID', {
      where: `trades[${row}].quantity`,
      value: quantity,
      expected: 'a quantity above 0; the side says which way',
    })
  }
  return {
    instrument,
    quantity: side === 'buy' ? size : -size,
    price: decimalToNumber(parseDecimal(price, `trades[${row}].price`)),
  }
}

function unknownAccount(account: number): ServiceError {
  return new ServiceError('ACCOUNT_UNKNOWN', `The venue has no account ${account}.`, {
    where: 'number',
    value: account,
  })
}

function requireWhole(where: string, value: number, min: number, max: number): void {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return
  throw new PlimsollError('INPUT_INVALID', { where, value, expected: `a whole number from ${min} to ${max}` })
}
