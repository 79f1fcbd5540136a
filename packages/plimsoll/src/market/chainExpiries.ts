import type { EuropeanOption } from '../instrument/instrument.js'
import type { ChainRow } from './chainRow.js'
import { type ParityPair, parityForward } from './parityForward.js'
import { quantile } from './quantile.js'

/** A row together with the option that it quotes. */
export interface ChainQuote {
  readonly option: EuropeanOption
  readonly row: ChainRow
}

/** What the rows say of one expiry. */
export interface ChainExpiry {
  readonly expiry: number
  readonly quotes: readonly ChainQuote[]
  /** The forward to use: parity's, or the column's median where parity is silent. */
  readonly forward: number
  readonly source: 'parity' | 'column'
  readonly columnForward: number
  readonly pairs: number
  readonly spread: number
}

/** Groups the quotes of one underlying by expiry, in increasing order, and finds each expiry's forward. */
export function chainExpiries(quotes: readonly ChainQuote[]): readonly ChainExpiry[] {
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
        own.map(({ row }) => row.forward),
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
