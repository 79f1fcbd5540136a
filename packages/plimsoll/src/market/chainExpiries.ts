import { PlimsollError } from '../error/plimsollError.js'
import type { EuropeanOption } from '../instrument/instrument.js'
import type { ChainRow } from './chainRow.js'
import { forwardAt } from './forwardAt.js'
import { type ParityPair, parityForward } from './parityForward.js'
import { quantile } from './quantile.js'
import type { UnderlyingMarket } from './snapshot.js'

/** A row together with the option that it quotes. */
export interface ChainQuote {
  readonly option: EuropeanOption
  readonly row: ChainRow
}

/** What the rows say of one expiry. */
export interface ChainExpiry {
  readonly expiry: number
  readonly quotes: readonly ChainQuote[]
  /** Parity's forward, or the column's median where parity is silent, or what the other expiries say. */
  readonly forward: number
  readonly source: 'parity' | 'column' | 'neighbours'
  /** NaN when no row has a forward. */
  readonly columnForward: number
  readonly pairs: number
  readonly spread: number
}

/** What the rows say of one underlying. */
export interface ChainUnderlying {
  readonly index: number
  /** Increasing. */
  readonly expiries: readonly ChainExpiry[]
}

/**
 * Groups the quotes of one underlying by expiry and finds the index and each expiry's forward. The index is the row
 * index nearest to the shortest forward that is known; an expiry that says nothing of its own forward gets it from its
 * neighbours through `forwardAt`.
 *
 * @param name file or source, for errors
 * @throws PlimsollError CHAIN_MALFORMED when no expiry says anything of its forward
 */
export function chainExpiries(quotes: readonly ChainQuote[], asOf: number, name: string): ChainUnderlying {
  const own = ownForwards(quotes)
  const known = own.filter(({ forward }) => Number.isFinite(forward))
  const { underlying } = quotes[0]!.option
  if (known[0] === undefined) {
    throw new PlimsollError('CHAIN_MALFORMED', {
      where: `${name}, options on ${underlying}, field forward`,
      expected: 'a forward in some row, or a strike whose call and put both have a mark',
    })
  }
  const shortest = known[0].forward
  const index = nearest(
    quotes.map(({ row }) => row.index),
    shortest,
  )
  const curve: UnderlyingMarket = {
    index,
    model: 'black',
    forwards: known.map(({ expiry, forward }) => ({ expiry, price: forward })),
    slices: [],
  }
  const expiries = own.map((read): ChainExpiry => {
    if (Number.isFinite(read.forward)) return read
    return { ...read, forward: forwardAt(curve, underlying, asOf, read.expiry), source: 'neighbours' }
  })
  return { index, expiries }
}

/** Every expiry with its own forward, NaN where it has none. */
function ownForwards(quotes: readonly ChainQuote[]): readonly ChainExpiry[] {
  const byExpiry = new Map<number, ChainQuote[]>()
  for (const quote of quotes) {
    const own = byExpiry.get(quote.option.expiry)
    if (own === undefined) byExpiry.set(quote.option.expiry, [quote])
    else own.push(quote)
  }
  return [...byExpiry]
    .sort(([left], [right]) => left - right)
    .map(([expiry, own]): ChainExpiry => {
      const parity = parityForward(pairsOf(own), own[0]!.option.settlement.kind === 'inverse' ? 'inverse' : 'linear')
      const columnForward = quantile(
        own.flatMap(({ row }) => row.forward ?? []),
        0.5,
      )
      return {
        expiry,
        quotes: own,
        forward: parity?.forward ?? columnForward,
        source: parity === undefined ? 'column' : 'parity',
        columnForward,
        pairs: parity?.pairs ?? 0,
        spread: parity?.spread ?? Number.NaN,
      }
    })
}

function pairsOf(quotes: readonly ChainQuote[]): readonly ParityPair[] {
  const calls = new Map<number, number>()
  for (const { option, row } of quotes) if (option.right === 'call') calls.set(option.strike, row.mark)
  const pairs: ParityPair[] = []
  for (const { option, row } of quotes) {
    const call = option.right === 'put' ? calls.get(option.strike) : undefined
    if (call !== undefined) pairs.push({ strike: option.strike, call, put: row.mark })
  }
  return pairs
}

function nearest(values: readonly number[], target: number): number {
  return values.reduce((best, value) => (Math.abs(value - target) < Math.abs(best - target) ? value : best))
}
