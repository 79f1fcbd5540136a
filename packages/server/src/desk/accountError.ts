import type { AccountError } from './account.js'
import { type Instrument, type MarketSnapshot, PlimsollError, type Portfolio } from './library.js'

/** Definitions of instruments that accounts hold, kept when the market no longer lists them. */
export type Remembered = ReadonlyMap<string, Instrument>

/**
 * Why a book cannot be valued. Expired positions are named one by one, because they are what somebody has to settle;
 * a market drops an instrument when it expires, so the definition may be one remembered from an earlier tick.
 */
export function accountErrorOf(
  error: unknown,
  portfolio: Portfolio,
  market: MarketSnapshot,
  remembered: Remembered,
): AccountError {
  const expired = portfolio.positions.flatMap(({ instrument }) => {
    const definition =
      portfolio.instruments.find((own) => own.id === instrument) ??
      market.instruments.get(instrument) ??
      remembered.get(instrument)
    if (definition === undefined || !('expiry' in definition) || definition.expiry > market.asOf) return []
    return [`${instrument} (${new Date(definition.expiry).toISOString()})`]
  })
  if (expired.length > 0) {
    const list = expired.length > 12 ? [...expired.slice(0, 12), `and ${expired.length - 12} more`] : expired
    return {
      code: 'INSTRUMENT_EXPIRED',
      message:
        `Expired and waiting for settlement: ${list.join(', ')}. Settle each with ` +
        `POST /v1/accounts/${portfolio.id}/settlements, or in the desk. Numbers shown are from before.`,
    }
  }
  if (error instanceof PlimsollError) return { code: error.code, message: error.message }
  return { code: 'INTERNAL', message: 'The account could not be valued; the service’s log says why.' }
}
