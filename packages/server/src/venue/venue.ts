import { finiteOrNull } from '../contract/answers/summaryNumbers.js'
import type { VenueAccountView, VenueCrossing, VenueView, VenueWhatIfView } from '../contract/index.js'
import { venueCrossedMax, venueHealthEdges } from '../contract/index.js'
import {
  type BookDocument,
  createValuation,
  formatBook,
  type LiveBook,
  type LiveTrade,
  type MarginSpec,
  type MarketSnapshot,
  PlimsollError,
} from '../desk/library.js'
import { accountView, portfolioOf } from './accountView.js'
import { fundHoldings, type Holdings, makeHoldings } from './holdings.js'
import { levelNames, levelOfBin } from './levels.js'
import { openBook } from './openBook.js'
import { nextExpiry, settleExpired } from './settleExpired.js'
import { tickTimes } from './tickTimes.js'

export interface VenueParameters {
  readonly accounts: number
  readonly seed: number
  readonly spec: MarginSpec
}

/** Simulated accounts, followed from tick to tick. It computes when it is told to, on the thread that tells it. */
export interface Venue {
  /** Takes the next market; `skipped`: how many were passed over since the venue began. */
  tick(market: MarketSnapshot, skipped: number): VenueView
  view(): VenueView
  account(number: number): VenueAccountView | undefined
  /** What an account holds, as a book/1 document. */
  book(number: number): BookDocument | undefined
  /** Whether an account may trade so; throws what cannot be valued. */
  whatIf(number: number, trades: readonly LiveTrade[]): VenueWhatIfView | undefined
}

/** Accounts whose bounds are brought to the present market with each tick: all of them within some forty ticks. */
const refreshParts = 40

/** Makes the accounts and their book; `now`: milliseconds of a steady clock, to measure with. */
export function createVenue(parameters: VenueParameters, market: MarketSnapshot, now: () => number): Venue {
  const { spec, accounts } = parameters
  const began = now()
  const holdings = makeHoldings(market, accounts, parameters.seed)
  fund(holdings, spec, market)
  let book = openBook(spec, market, holdings)
  let bins = binsOf(book)
  let counts = countsOf(bins)
  let expiry = nextExpiry(holdings)
  let positions = positionsIn(holdings)
  const times = tickTimes()
  const scenarios = createValuation(market, spec).arrays(planScenarios(book)).set.scenarios.length
  const buildMilliseconds = now() - began
  let settlement: VenueView['settlement'] = null
  let lastView = view({ tick: 0, evaluated: accounts, repriced: 0, skipped: 0, crossed: [], unpriced: [] })
  return {
    tick: (next, skipped) => {
      const before = bins
      const { unpriced, evaluated, repriced } = settledTo(next) ?? tickedTo(next)
      lastView = view({
        tick: lastView.tick + 1,
        evaluated,
        repriced,
        skipped,
        crossed: crossings(before),
        unpriced,
      })
      return lastView
    },
    view: () => lastView,
    account: (number) => (number < accounts ? accountView(holdings, number, book, spec) : undefined),
    book: (number) => (number < accounts ? formatBook(portfolioOf(holdings, number)) : undefined),
    whatIf: (number, trades) => {
      if (number >= accounts) return undefined
      const { before, after, accepted } = book.whatIf(number, trades)
      return { label: 'simulated accounts', account: number, accepted, after, before: before ?? null }
    },
  }

  function tickedTo(next: MarketSnapshot) {
    const start = now()
    const report = book.tick(next)
    times.add(now() - start)
    bins = bins.slice()
    for (const { account, level } of report.changes) {
      counts[bins[account]!]!--
      counts[level]!++
      bins[account] = level
    }
    book.refresh(Math.ceil(accounts / refreshParts))
    const isExact = book.plan.path === 'exact'
    return { ...report, evaluated: isExact && report.repriced > 0 ? accounts : report.evaluated }
  }

  /** Where something has expired: pays it out and begins a book anew. Nothing where that is not to be done, or cannot be now. */
  function settledTo(next: MarketSnapshot) {
    if (next.asOf < expiry) return undefined
    const start = now()
    try {
      const settled = settleExpired(holdings, next)
      book = openBook(spec, next, holdings)
      bins = binsOf(book)
      counts = countsOf(bins)
      expiry = nextExpiry(holdings)
      positions = positionsIn(holdings)
      settlement = { asOf: iso(next.asOf), positions: settled, milliseconds: now() - start }
      return { unpriced: [], evaluated: accounts, repriced: holdings.listed.length }
    } catch (error) {
      if (error instanceof PlimsollError) return undefined
      throw error
    }
  }

  function crossings(before: Uint8Array): readonly Crossed[] {
    const crossed: Crossed[] = []
    for (let account = 0; account < accounts; account++) {
      const [was, is] = [before[account]!, bins[account]!]
      if (was !== is && levelOfBin[was] !== levelOfBin[is]) crossed.push({ account, was, is })
    }
    return crossed.sort((a, b) => a.is - b.is || a.account - b.account)
  }

  function view(done: Done): VenueView {
    const { plan } = book
    const p50 = times.quantile(0.5)
    return {
      label: 'simulated accounts',
      asOf: iso(book.market.asOf),
      tick: done.tick,
      accounts,
      positions,
      levels: levelCounts(counts),
      histogram: Array.from(counts, (count, bin) => ({
        from: venueHealthEdges[bin - 1] ?? null,
        to: venueHealthEdges[bin] ?? null,
        accounts: count,
      })),
      crossed: {
        total: done.crossed.length,
        listed: done.crossed.slice(0, venueCrossedMax).map((crossed) => crossingView(crossed, book)),
      },
      tickMilliseconds: { last: times.last(), p50, p99: times.quantile(0.99) },
      accountsPerSecond: p50 === null || p50 === 0 ? null : accounts / (p50 / 1000),
      evaluated: done.evaluated,
      repriced: done.repriced,
      skipped: done.skipped,
      rulebook: {
        id: spec.id,
        title: spec.title,
        scenarios,
        path: plan.path === 'exact' ? 'exact' : 'bounded',
        because:
          plan.path === 'exact'
            ? 'its requirement is a sum of scans of single underlyings, which is quick to compute for everybody'
            : 'its requirement is one measure of the whole book, on which bounds can be put',
      },
      memoryBytes: book.usedBytes + holdingsBytes(holdings),
      buildMilliseconds,
      settlement,
      unvalued: {
        accounts: done.unpriced.length === 0 ? 0 : countHolders(holdings, done.unpriced),
        instruments: done.unpriced.slice(0, unpricedShownMax),
      },
    }
  }
}

interface Done {
  readonly tick: number
  readonly evaluated: number
  readonly repriced: number
  readonly skipped: number
  readonly crossed: readonly Crossed[]
  readonly unpriced: readonly string[]
}

interface Crossed {
  readonly account: number
  /** Bins of the histogram. */
  readonly was: number
  readonly is: number
}

const unpricedShownMax = 20

const iso = (instant: number): string => new Date(instant).toISOString()

/** What every account needs is known only once it is held: a first book without collateral says it. */
function fund(holdings: Holdings, spec: MarginSpec, market: MarketSnapshot): void {
  const book = openBook(spec, market, holdings)
  const { plan } = book
  const over = plan.path === 'full' ? 1 : plan.initialScale / plan.maintenanceScale
  fundHoldings(holdings, market.assets[holdings.asset]!.price, (account) => {
    const { equity, maintenance } = book.numbers(account)
    return { equity, initial: over * maintenance }
  })
}

function planScenarios({ plan }: LiveBook): string {
  return plan.path === 'full' ? '' : plan.scenarios
}

function binsOf(book: LiveBook): Uint8Array {
  return Uint8Array.from({ length: book.size }, (_, account) => book.level(account))
}

function countsOf(bins: Uint8Array): Uint32Array {
  const counts = new Uint32Array(venueHealthEdges.length + 1)
  for (const bin of bins) counts[bin]!++
  return counts
}

function levelCounts(counts: Uint32Array): VenueView['levels'] {
  const levels = { liquidation: 0, call: 0, warning: 0, safe: 0 }
  for (const [bin, count] of counts.entries()) levels[levelOfBin[bin] ?? levelNames[0]] += count
  return levels
}

function crossingView({ account, was, is }: Crossed, book: LiveBook): VenueCrossing {
  const { equity, maintenance, health } = book.numbers(account)
  return {
    account,
    from: levelOfBin[was]!,
    to: levelOfBin[is]!,
    equity: finiteOrNull(equity),
    maintenance: finiteOrNull(maintenance),
    health: finiteOrNull(health),
  }
}

function positionsIn({ quantities }: Holdings): number {
  let positions = 0
  for (const quantity of quantities) if (quantity !== 0) positions++
  return positions
}

function holdingsBytes({ offsets, instruments, quantities, entryPrices, collateral }: Holdings): number {
  return [offsets, instruments, quantities, entryPrices, collateral].reduce(
    (sum, { byteLength }) => sum + byteLength,
    0,
  )
}

/** Accounts that hold one of the named instruments. */
function countHolders(holdings: Holdings, names: readonly string[]): number {
  const { accounts, offsets, instruments, quantities, listed } = holdings
  const named = new Set(names)
  const isNamed = listed.map(({ id }) => named.has(id))
  let holders = 0
  for (let account = 0; account < accounts; account++) {
    for (let k = offsets[account]!; k < offsets[account + 1]!; k++) {
      if (quantities[k] === 0 || isNamed[instruments[k]!] !== true) continue
      holders++
      break
    }
  }
  return named.has(holdings.asset) ? accounts : holders
}
