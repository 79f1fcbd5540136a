export interface SpanShortOptionMinimum {
  /** Per short option, currency. */
  readonly rate: number
  /** `sum`: short calls and puts together; `max`: the more numerous of the two. */
  readonly method: 'sum' | 'max'
}

/**
 * Least requirement for the short options of a commodity: rate × count.
 *
 * @example
 * import { spanShortOptionMinimum } from 'plimsoll'
 * spanShortOptionMinimum({ calls: 2, puts: 3 }, { rate: 35, method: 'sum' }) // => 175
 * spanShortOptionMinimum({ calls: 2, puts: 3 }, { rate: 35, method: 'max' }) // => 105
 */
export function spanShortOptionMinimum(
  shorts: { readonly calls: number; readonly puts: number },
  rule: SpanShortOptionMinimum,
): number {
  return rule.rate * (rule.method === 'sum' ? shorts.calls + shorts.puts : Math.max(shorts.calls, shorts.puts))
}
