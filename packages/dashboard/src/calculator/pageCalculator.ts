import type { LiquidationPricesView } from '@plimsoll/server/contract'
import type { AccountIdentity, WhatIfNumbers } from '@plimsoll/server/contract/answers'
import { type Line, openLine, type Thread } from './line'
import type { DocumentMessage, Order, Reply, Unable } from './messages'
import { createRefresher } from './refresher'

/** What the page itself can say of the order that was asked about last. */
export type PageAnswer =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'answer'
      readonly numbers: WhatIfNumbers
      readonly microseconds: number
      /** The order that the numbers are of. */
      readonly order: Order
      /** After the order, with the instant of their market, which may be the one before; null: not computed yet. */
      readonly liquidation: { readonly prices: readonly LiquidationPricesView[]; readonly asOf: string } | null
      /** The book has changed since. */
      readonly isStale: boolean
    }
  | { readonly kind: 'unable'; readonly reason: Unable }

/** Where documents come from, as the service sends them. */
export interface Sources {
  market(): Promise<string>
  book(account: string): Promise<string>
  spec(id: string): Promise<string>
}

export interface Asked {
  readonly account: AccountIdentity
  /** Another run of the service may bring other rule books. */
  readonly run: string
}

export interface PageCalculator {
  /** Loads what will be needed, so that the first key is answered at once. */
  prepare(asked: Asked): void
  /** null: nothing is asked any more. */
  ask(asked: Asked | null, order: Order | null): void
  /** The stream announced a market; it is fetched for an order that somebody looks at. */
  ticked(isLookedAt: boolean): void
  /** The account's book is another one, or may be. */
  bookChanged(): void
  subscribe(listener: () => void): () => void
  read(): PageAnswer
}

interface Options {
  readonly sources: Sources
  /** Starts a worker; one computes numbers, the other the slow liquidation prices, so that no key waits for them. */
  readonly openThread: (name: string) => Thread
}

interface Lines {
  readonly numbers: Line
  readonly liquidation: Line
}

/** What an answer is of. */
interface Subject {
  readonly account: AccountIdentity
  readonly order: Order
  /** The book's version. */
  readonly book: number
  /** How many documents the workers had been sent. */
  readonly revision: number
}

/** The same question of the same book; the market may be another. */
const isSame = (a: Subject | null, b: Subject | null): boolean =>
  a !== null && a.account === b?.account && a.order === b.order && a.book === b.book

const marketMilliseconds = 1000
/** A market that ticks have left this far behind is fetched anew before anything is computed on it. */
const oldMarketMilliseconds = 2500
const none: PageAnswer = { kind: 'none' }

const reasonOf = (error: unknown): Unable => ({
  code: error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'PAGE_FAILED',
  message: error instanceof Error ? error.message : String(error),
})

/**
 * Keeps two workers supplied with the market, one book and its rule book, and asks them. Whatever goes wrong makes the
 * answer `unable`, and whoever asks has the service to turn to; an answer of the page then takes over again.
 */
export function createPageCalculator({ sources, openThread }: Options): PageCalculator {
  const listeners = new Set<() => void>()
  let answer: PageAnswer = none
  let asked: Asked | null = null
  let order: Order | null = null
  let lines: Lines | null = null
  let broken: Unable | null = null

  let tick = 0
  let bookVersion = 0
  let revision = 0
  let heldMarket: { readonly at: number; readonly tick: number } | null = null
  let heldBook: { readonly account: string; readonly version: number; readonly text: string } | null = null
  let heldSpec: string | null = null
  let lastAsked: Subject | null = null
  let lastShown: Subject | null = null
  /** The order was refused on the documents that are here; fetching them again every second would not help. */
  let isRefused = false

  const show = (next: PageAnswer): void => {
    answer = next
    for (const listener of listeners) listener()
  }
  const giveUp = (reason: Unable): void => {
    lastAsked = null
    lastShown = null
    if (order !== null) show({ kind: 'unable', reason })
  }
  const failed = (error: unknown): void => giveUp(reasonOf(error))
  const refused = (reason: Unable): void => {
    isRefused = true
    giveUp(reason)
  }
  const fall = (reason: Unable): void => {
    broken = reason
    lines = null
    giveUp(reason)
  }
  const started = (): Lines | null => {
    if (lines !== null || broken !== null) return lines
    try {
      lines = {
        numbers: openLine(openThread('what-if numbers'), fall),
        liquidation: openLine(openThread('what-if liquidation prices'), fall),
      }
    } catch (error) {
      fall(reasonOf(error))
    }
    return lines
  }
  const send = (kind: DocumentMessage['kind'], text: string): void => {
    revision += 1
    lines?.numbers.send({ type: 'document', kind, text })
    lines?.liquidation.send({ type: 'document', kind, text })
  }

  const market = createRefresher({
    load: async () => ({ tick, text: await sources.market() }),
    deliver: (loaded) => {
      send('market', loaded.text)
      heldMarket = { at: Date.now(), tick: loaded.tick }
      consider()
      // A book's own instruments may change without anything that the stream shows.
      book.request()
    },
    fail: failed,
    leastMilliseconds: marketMilliseconds,
  })
  const book = createRefresher({
    load: async () => {
      const account = asked?.account.id ?? ''
      const version = bookVersion
      return { account, version, text: await sources.book(account) }
    },
    deliver: (loaded) => {
      if (loaded.account === asked?.account.id) {
        if (heldBook?.account !== loaded.account || heldBook.text !== loaded.text) send('book', loaded.text)
        heldBook = loaded
      }
      consider()
    },
    fail: failed,
    leastMilliseconds: 0,
  })
  const spec = createRefresher({
    load: async () => ({ key: specKey(), text: await sources.spec(asked?.account.specId ?? '') }),
    deliver: (loaded) => {
      if (loaded.key === specKey()) {
        send('spec', loaded.text)
        heldSpec = loaded.key
      }
      consider()
    },
    fail: failed,
    leastMilliseconds: 0,
  })
  const specKey = (): string => `${asked?.run} ${asked?.account.specId}`

  /** Fetches what is missing; true when everything is there. */
  const supplied = (): boolean => {
    const isMarketOld =
      heldMarket === null || (heldMarket.tick !== tick && Date.now() - heldMarket.at > oldMarketMilliseconds)
    const isBookOld = heldBook?.account !== asked?.account.id || heldBook?.version !== bookVersion
    const isSpecOld = heldSpec !== specKey()
    if (isMarketOld) market.need()
    if (isBookOld) book.need()
    if (isSpecOld) spec.need()
    return !isMarketOld && !isBookOld && !isSpecOld
  }
  const consider = (): void => {
    if (asked === null || order === null) return
    const to = started()
    if (to === null) {
      if (broken !== null && answer.kind !== 'unable') giveUp(broken)
      return
    }
    if (!supplied()) return
    const { account } = asked
    const subject: Subject = { account, order, book: bookVersion, revision }
    if (isSame(lastAsked, subject) && lastAsked?.revision === revision) return
    lastAsked = subject
    to.numbers.ask({ want: 'numbers', account, order }, (reply) => numbersCame(reply, subject))
  }
  /** Whether a reply is to what is asked now, be it of an older market. */
  const isWanted = (subject: Subject): boolean =>
    asked?.account === subject.account && order === subject.order && bookVersion === subject.book

  const numbersCame = (reply: Reply, subject: Subject): void => {
    if (!isWanted(subject)) return
    if (reply.type === 'unable') refused(reply.reason)
    if (reply.type !== 'numbers') return
    const known = answer.kind === 'answer' && isSame(lastShown, subject) ? answer.liquidation : null
    lastShown = subject
    isRefused = false
    show({
      kind: 'answer',
      numbers: reply.numbers,
      microseconds: reply.microseconds,
      order: subject.order,
      liquidation: known,
      isStale: false,
    })
    const { account } = subject
    lines?.liquidation.ask({ want: 'liquidation', account, order: subject.order }, (slow) =>
      liquidationCame(slow, subject),
    )
  }
  const liquidationCame = (reply: Reply, subject: Subject): void => {
    if (!isWanted(subject) || !isSame(lastShown, subject)) return
    if (reply.type === 'unable') refused(reply.reason)
    if (reply.type !== 'liquidation' || answer.kind !== 'answer') return
    show({ ...answer, liquidation: { prices: reply.liquidation, asOf: reply.asOf } })
  }

  return {
    prepare: (next) => {
      asked = next
      if (started() !== null) supplied()
    },
    ask: (next, nextOrder) => {
      asked = next
      order = nextOrder
      isRefused = false
      if (nextOrder !== null) return consider()
      lines?.numbers.forget()
      lines?.liquidation.forget()
      lastAsked = null
      lastShown = null
      if (answer.kind !== 'none') show(none)
    },
    ticked: (isLookedAt) => {
      tick += 1
      if (isLookedAt && order !== null && broken === null && !isRefused) market.request()
    },
    bookChanged: () => {
      bookVersion += 1
      if (order === null) return
      if (answer.kind === 'answer') show({ ...answer, isStale: true })
      if (broken === null) supplied()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    read: () => answer,
  }
}
