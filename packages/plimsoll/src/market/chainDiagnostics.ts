import { black76 } from '@plimsoll/kernel'
import type { ChainExpiry, ChainQuote } from './chainExpiries.js'
import { quantile } from './quantile.js'
import { yearsBetween } from './time.js'

/** How far Black-76 at `markIv` is from the mark, in the options' price unit (coin for inverse ones). */
export interface RepricingErrors {
  readonly median: number
  readonly p99: number
  readonly max: number
}

export interface ExpiryDiagnostics {
  readonly expiry: number
  readonly options: number
  /** The forward used. */
  readonly forward: number
  /** `column` when no strike had both marks. */
  readonly source: 'parity' | 'column' | 'neighbours'
  /** Median of the rows' own forward column; NaN when it is blank. */
  readonly columnForward: number
  /** Strikes that spoke, and how far they disagree as a fraction of the forward; NaN when none did. */
  readonly pairs: number
  readonly spread: number
  readonly repricing: RepricingErrors
}

export interface UnderlyingDiagnostics {
  readonly index: number
  readonly expiries: readonly ExpiryDiagnostics[]
  /** With the forwards used. */
  readonly repricing: RepricingErrors
  /** With each row's own forward instead, over the rows that have one: what parity improves on. NaN when none has. */
  readonly columnRepricing: RepricingErrors
}

/** What was done to read a chain, and how well the result reprices it. */
export interface ChainDiagnostics {
  readonly asOf: number
  readonly rows: number
  /** Rows left out because their option had expired. */
  readonly expired: number
  readonly underlyings: Readonly<Record<string, UnderlyingDiagnostics>>
}

/** Measures the repricing errors of a chain that has been read. */
export function chainDiagnostics(
  asOf: number,
  rows: number,
  expired: number,
  indexes: Readonly<Record<string, number>>,
  expiriesOf: ReadonlyMap<string, readonly ChainExpiry[]>,
): ChainDiagnostics {
  const underlyings: Record<string, UnderlyingDiagnostics> = {}
  for (const [underlying, expiries] of expiriesOf) {
    const all: number[] = []
    const column: number[] = []
    underlyings[underlying] = {
      index: indexes[underlying]!,
      expiries: expiries.map(({ expiry, quotes, forward, source, columnForward, pairs, spread }) => {
        const errors = quotes.map((quote) => repricingError(quote, asOf, forward))
        all.push(...errors)
        for (const quote of quotes) {
          if (quote.row.forward !== undefined) column.push(repricingError(quote, asOf, quote.row.forward))
        }
        const options = quotes.length
        return { expiry, options, forward, source, columnForward, pairs, spread, repricing: summary(errors) }
      }),
      repricing: summary(all),
      columnRepricing: summary(column),
    }
  }
  return { asOf, rows, expired, underlyings }
}

function repricingError({ option, row }: ChainQuote, asOf: number, forward: number): number {
  const deviation = row.markIv * Math.sqrt(yearsBetween(asOf, option.expiry))
  const price = black76(forward, option.strike, deviation, option.right === 'call')
  return Math.abs((option.settlement.kind === 'inverse' ? price / forward : price) - row.mark)
}

function summary(errors: readonly number[]): RepricingErrors {
  return { median: quantile(errors, 0.5), p99: quantile(errors, 0.99), max: quantile(errors, 1) }
}
