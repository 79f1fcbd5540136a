import { type ValuedBook, whatIfLiquidation, whatIfNumbers, whatIfOutcome } from '@plimsoll/server/contract/answers'
import {
  createValuation,
  type MarginSpec,
  type MarketSnapshot,
  PlimsollError,
  type Portfolio,
  parseBook,
  parseMarket,
  parseSpec,
  type Valuation,
} from 'plimsoll'
import type { DocumentMessage, Question, Reply, Unable } from './messages'

/** The inside of the worker: three documents and the service's own code, without a clock or a thread of its own. */
export interface Calculator {
  /** Puts a document in force; what is wrong with it is said when something is asked. */
  take(document: DocumentMessage): void
  answer(question: Question): Reply
}

type Read<T> = { readonly value: T } | { readonly refused: unknown }

const read = <T>(text: string, parse: (document: unknown) => T): Read<T> => {
  try {
    return { value: parse(JSON.parse(text)) }
  } catch (refused) {
    return { refused }
  }
}

const required = <T>(held: Read<T> | undefined, kind: DocumentMessage['kind']): T => {
  if (held === undefined) throw new Error(`The ${kind} has not arrived.`)
  if ('refused' in held) throw held.refused
  return held.value
}

/** `now` is a clock in milliseconds, to measure with. */
export function createCalculator(now: () => number): Calculator {
  let market: Read<MarketSnapshot> | undefined
  let book: Read<Portfolio> | undefined
  let spec: Read<MarginSpec> | undefined
  /** Quotes and risk arrays that all questions on one market share. */
  let valuation: Valuation | undefined

  const valuedBook = (specId: string): ValuedBook => {
    const rules = required(spec, 'spec')
    if (rules.id !== specId) throw new Error(`The rule book here is ${rules.id}, not ${specId}.`)
    valuation ??= createValuation(required(market, 'market'), rules)
    return { portfolio: required(book, 'book'), spec: rules, valuation }
  }
  return {
    take({ kind, text }) {
      if (kind !== 'book') valuation = undefined
      if (kind === 'market') market = read(text, parseMarket)
      if (kind === 'book') book = read(text, parseBook)
      if (kind === 'spec') spec = read(text, parseSpec)
    },
    answer({ want, account, order }) {
      try {
        const start = now()
        const valued = valuedBook(account.specId)
        if (valued.portfolio.id !== account.id) throw new Error(`The book here is ${valued.portfolio.id}'s.`)
        const outcome = whatIfOutcome(valued, { orders: [order] })
        if (want === 'liquidation') {
          const asOf = new Date(valued.valuation.market.asOf).toISOString()
          return { type: want, liquidation: whatIfLiquidation(valued, outcome), asOf }
        }
        return { type: want, numbers: whatIfNumbers(account, outcome), microseconds: (now() - start) * 1000 }
      } catch (error) {
        return { type: 'unable', reason: reasonOf(error) }
      }
    },
  }
}

function reasonOf(error: unknown): Unable {
  if (error instanceof PlimsollError) return { code: error.code, message: error.message }
  if (error instanceof SyntaxError) return { code: 'JSON_MALFORMED', message: error.message }
  return { code: 'PAGE_FAILED', message: error instanceof Error ? error.message : String(error) }
}
