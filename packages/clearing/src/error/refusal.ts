/**
 * The stable codes of everything that a command can be refused for, with the sentence that documents each one. A code is never renamed
 * and never reused.
 */
export const refusalCodes = {
  COMMAND_MALFORMED: 'A field of the command has the wrong type or a value outside its range.',
  COMMAND_LATE: 'The command’s deadline is over.',
  ACCOUNT_UNKNOWN: 'There is no such account.',
  ACCOUNT_EXISTS: 'The account exists already.',
  ACCOUNT_NOT_EMPTY: 'The account still holds money, positions or orders.',
  ASSET_UNKNOWN: 'No asset of this name is listed.',
  ASSET_EXISTS: 'The asset is listed already.',
  INSTRUMENT_UNKNOWN: 'No instrument of this name is listed.',
  INSTRUMENT_EXISTS: 'The instrument is listed already.',
  INSTRUMENT_CLOSED: 'The instrument takes no new positions: it is being wound down, or has been settled.',
  INSTRUMENT_ALIVE: 'The instrument has not expired.',
  ORDER_UNKNOWN: 'The account has no such open order.',
  ORDER_EXISTS: 'The account has an open order of this id.',
  ORDER_EXPIRED: 'The order was good until an instant that has passed.',
  FUNDS_INSUFFICIENT: 'The account does not hold as much of the asset.',
  MARGIN_INSUFFICIENT: 'The account would be short of what its rule book asks for, and not less short than before.',
  WITHDRAWAL_EXCEEDS: 'More than may leave: unrealised or uncollected profit, requirement and cost of unwinding stay.',
  PRICE_UNAVAILABLE: 'A price that the command needs is stale, uncertain or halted.',
  FEED_UNKNOWN: 'No feed of this name hears what the command says.',
  FEED_JUDGED: 'The price or surface is made of what sources say under its own rules; nobody sets it.',
  SURFACE_REFUSED: 'The surface is no surface, admits arbitrage or is older than the last one; the last one stays.',
  PRICE_OUT_OF_BAND: 'The price is outside the band around the mark.',
  POSITION_LIMIT: 'The position, or all positions of the market together, would exceed a limit.',
  RATE_EXCEEDED: 'One order is larger than all that may be ordered within a second.',
  SWITCHED_OFF:
    'The owner, or the venue, was switched off by what was ordered within a second; only what reduces is taken.',
  PARAMETER_INVALID: 'The parameter change is malformed, or takes effect sooner than a change that raises risk may.',
  PARAMETER_UNKNOWN: 'There is no such parameter, or no such announced change.',
  AMOUNT_TOO_LARGE: 'The number is beyond what the ledger keeps.',
  STATE_DAMAGED: 'The state that was kept is not the one that was saved, or its books do not agree.',
  ACCOUNT_IN_LIQUIDATION: 'The account is in liquidation: until it is released only orders that reduce are taken.',
  LIQUIDATION_OVER: 'No liquidation of the account is open that this belongs to.',
  VENUE_RESTRICTED: 'The venue’s present state does not serve this kind of command.',
  BID_REFUSED: 'The auction has nothing on sale at this price or share.',
} as const

export type RefusalCode = keyof typeof refusalCodes

/** Why a command was refused: what, where, the value, and what would have been accepted. */
export interface Refusal {
  readonly code: RefusalCode
  readonly where: string
  readonly value: string
  readonly expected: string
}

/** Thrown by handlers and caught by `apply`, which throws the draft away; and by a start from a state that does not verify. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly refusal: Refusal

  constructor(code: RefusalCode, where: string, value: unknown, expected: string) {
    super(`${code}: ${where}: got ${String(value)}, expected ${expected}`)
    this.refusal = { code, where, value: String(value), expected }
  }
}

export function refuse(code: RefusalCode, where: string, value: unknown, expected: string): never {
  throw new Refused(code, where, value, expected)
}
