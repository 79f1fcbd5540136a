import { finiteOrNull, numbersOf } from '../contract/answers/summaryNumbers.js'
import { whatIfLiquidation, whatIfNumbers, whatIfOutcome } from '../contract/answers/whatIf.js'
import type {
  AccountDetail,
  CurveView,
  HeatmapView,
  InstrumentView,
  MarginRequest,
  StressView,
  TreeView,
  WhatIfRequest,
  WhatIfView,
} from '../contract/index.js'
import { ServiceError } from '../error/serviceError.js'
import type { DeskAccount } from './account.js'
import { requireBookSize } from './bookLimits.js'
import type { Desk } from './desk.js'
import { levelOfOldNumbers } from './levels.js'
import {
  bookUnderlyings,
  canonicalJson,
  heatmap,
  type MarketSnapshot,
  margin,
  marginRecord,
  PlimsollError,
  parseBook,
  parseMarket,
  priceCurve,
  rulebook,
  stress,
} from './library.js'
import { sighted } from './sighted.js'
import { createValuations } from './valuations.js'
import { requireNotWaiting } from './valuedCheck.js'
import { detailView } from './views/detailView.js'
import { instrumentView } from './views/instrumentView.js'
import { wholeTree } from './views/nodeView.js'
import { summaryView } from './views/summaryView.js'
import { unvaluedDetailView } from './views/unvaluedDetailView.js'

/** Everything that is asked of an account and changes nothing. */
export interface Queries {
  detail(id: string, specId?: string): AccountDetail
  whatIf(id: string, request: WhatIfRequest): WhatIfView
  heatmap(id: string, underlying?: string): HeatmapView
  curve(id: string, underlying?: string): CurveView
  stress(id: string): StressView
  instruments(filter: {
    readonly underlying?: string
    readonly kind?: string
    readonly search?: string
  }): InstrumentView[]
  margin(request: MarginRequest): AccountDetail
  /** The evaluated rule book in full; another one than the account's where named. */
  tree(id: string, specId?: string): TreeView
  /** The result with everything from which it can be computed again: a file's name and its canonical text. */
  record(id: string, specId?: string): { readonly name: string; readonly text: string }
}

export const instrumentsShownMax = 5000

export function createQueries(desk: Desk, now: () => number): Queries {
  const chosen = ({ portfolio }: DeskAccount, market: MarketSnapshot, underlying: string | undefined): string =>
    underlying ?? bookUnderlyings(portfolio, market)[0] ?? Object.keys(market.underlyings)[0] ?? ''

  return {
    detail: (id, specId) => {
      const account = desk.account(id)
      const spec = rulebook(specId ?? account.record.specId)
      const summary = { ...summaryView(account), specId: spec.id }
      const { market } = desk.valuations()
      try {
        const valuation = sighted(desk, id).valuations.of(spec)
        const result = margin(account.portfolio, valuation.market, spec, valuation)
        const numbers = numbersOf(result)
        const level = account.error === null ? numbers.level : levelOfOldNumbers(numbers.level)
        return detailView({ ...summary, ...numbers, level }, account.portfolio, spec, valuation, result)
      } catch (refusal) {
        // No market of this run values the book, e.g. after a restart past an expiry: what it holds is shown all the same.
        const refused = refusal instanceof PlimsollError || refusal instanceof ServiceError
        if (account.error === null || !refused) throw refusal
        return unvaluedDetailView(summary, account.portfolio, market, spec)
      }
    },
    whatIf: (id, request) => {
      const account = desk.account(id)
      const valuations = desk.valuations()
      requireNotWaiting(account)
      const start = now()
      const spec = rulebook(account.record.specId)
      const book = { portfolio: account.portfolio, spec, valuation: valuations.of(spec) }
      const outcome = whatIfOutcome(book, request)
      const computeMicroseconds = (now() - start) * 1000
      return {
        ...whatIfNumbers(summaryView(account), outcome),
        liquidation: whatIfLiquidation(book, outcome),
        computeMicroseconds,
      }
    },
    heatmap: (id, underlying) => {
      const { account, valuations } = sighted(desk, id)
      return structuredClone(
        heatmap(account.portfolio, valuations.market, chosen(account, valuations.market, underlying)),
      ) as HeatmapView
    },
    curve: (id, underlying) => {
      const { account, valuations } = sighted(desk, id)
      const { market } = valuations
      const spec = rulebook(account.record.specId)
      const valuation = valuations.of(spec)
      const curve = priceCurve(account.portfolio, market, spec, chosen(account, market, underlying), { valuation })
      const expiry = curve.expiry === null ? null : new Date(curve.expiry).toISOString()
      return { ...structuredClone(curve), expiry } as CurveView
    },
    stress: (id) => {
      const { account, valuations } = sighted(desk, id)
      const spec = rulebook(account.record.specId)
      const results = stress(account.portfolio, valuations.market, spec, undefined, valuations.of(spec))
      return {
        scenarios: results.map(({ scenario, moves, healthAfter, ...numbers }) => ({
          id: scenario.id,
          label: scenario.label,
          date: scenario.date ?? null,
          source: scenario.source ?? null,
          moves: { ...moves },
          assets: { ...scenario.assets },
          healthAfter: finiteOrNull(healthAfter),
          ...numbers,
        })),
      }
    },
    instruments: ({ underlying, kind, search }) => {
      const { market, of } = desk.valuations()
      const valuation = of(rulebook('portfolio'))
      const wanted = search?.trim().toUpperCase() ?? ''
      const views: InstrumentView[] = []
      for (const instrument of market.instruments.values()) {
        if (underlying !== undefined && instrument.underlying !== underlying) continue
        if (kind !== undefined && instrument.kind !== kind) continue
        if (!instrument.id.toUpperCase().includes(wanted)) continue
        const view = instrumentView(instrument, valuation)
        if (view !== null) views.push(view)
        if (views.length >= instrumentsShownMax) break
      }
      return views
    },
    margin: (request) => {
      const portfolio = parseBook(request.book)
      requireBookSize(portfolio)
      const valuations =
        request.market === undefined ? desk.valuations() : createValuations(parseMarket(request.market))
      const spec = rulebook(request.specId ?? 'portfolio')
      const valuation = valuations.of(spec)
      const result = margin(portfolio, valuations.market, spec, valuation)
      const summary = {
        id: portfolio.id,
        name: portfolio.name,
        description: '',
        specId: spec.id,
        ...numbersOf(result),
        error: null,
        positions: portfolio.positions.length,
      }
      return detailView(summary, portfolio, spec, valuation, result)
    },
    tree: (id, specId) => {
      const { account, valuations } = sighted(desk, id)
      const spec = rulebook(specId ?? account.record.specId)
      const { tree } = margin(account.portfolio, valuations.market, spec, valuations.of(spec))
      const { initial, maintenance, haircuts } = tree
      const pair = (of: Pick<typeof tree, 'initial' | 'maintenance'>) => ({
        initial: wholeTree(of.initial),
        maintenance: wholeTree(of.maintenance),
      })
      return {
        specId: spec.id,
        asOf: new Date(valuations.market.asOf).toISOString(),
        ...pair({ initial, maintenance }),
        haircuts: haircuts === undefined ? null : pair(haircuts),
      }
    },
    record: (id, specId) => {
      const { account, valuations } = sighted(desk, id)
      const spec = rulebook(specId ?? account.record.specId)
      const record = marginRecord(account.portfolio, valuations.market, spec, valuations.of(spec))
      return { name: `${id}.${spec.id}.record.json`, text: canonicalJson(record) }
    },
  }
}
