import type { ErrorCode } from './codes.js'

/** What a refused input was, where it stood, and what would have been accepted. */
export interface ErrorDetails {
  /** Path of the offending field or name of the offending thing, e.g. `positions[3].quantity`. */
  readonly where: string
  /** The offending value as it was given; absent when the value is missing. */
  readonly value?: unknown
  /** What would have been accepted, in words. */
  readonly expected: string
}

/**
 * The one error that Plimsoll throws for input it refuses. Nothing has been changed when it is thrown.
 *
 * @example
 * import { PlimsollError } from 'plimsoll'
 * const error = new PlimsollError('ASSET_UNKNOWN', { where: 'balances[0].asset', value: 'BTX', expected: 'one of BTC, USDC' })
 * error.code // => 'ASSET_UNKNOWN'
 * error.message // => 'balances[0].asset: got "BTX", expected one of BTC, USDC'
 */
export class PlimsollError extends Error {
  override readonly name = 'PlimsollError'
  readonly code: ErrorCode
  readonly where: string
  readonly value: unknown
  readonly expected: string

  constructor(code: ErrorCode, details: ErrorDetails) {
    const got = 'value' in details ? `got ${show(details.value)}, ` : ''
    super(`${details.where}: ${got}expected ${details.expected}`)
    this.code = code
    this.where = details.where
    this.value = details.value
    this.expected = details.expected
  }
}

const shownLengthMax = 120

function show(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  let text: string
  try {
    text = JSON.stringify(value) ?? String(value)
  } catch {
    text = String(value)
  }
  return text.length > shownLengthMax ? `${text.slice(0, shownLengthMax)}…` : text
}
