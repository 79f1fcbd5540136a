/**
 * The stable codes of what the service itself refuses, with the sentence that documents each one. The library's own codes
 * stand in plimsoll's `errorCodes`; both tables together are documented in `docs/errors.md`.
 */
export const serviceErrorCodes = {
  ACCOUNT_UNKNOWN: 'No account of this id exists.',
  ACCOUNT_EXISTS: 'An account of this id exists already.',
  ACCOUNT_NOT_VALUED:
    'The account cannot be valued on the present market: settle what has expired before it trades, or its numbers are asked for.',
  BOOK_TOO_LARGE:
    'The book holds, or would hold, more positions, orders, balances or own instruments than the service takes.',
  ORDER_UNKNOWN: 'The account has no open order of this id.',
  ORDER_REJECTED:
    'The account has not enough initial equity for this order, or the order would increase what it may only reduce.',
  WITHDRAWAL_REJECTED: 'The amount is more than may be withdrawn, or more than the account holds of the asset.',
  NOTHING_TO_UNDO: 'The account has no change left that could be taken back.',
  MARKET_NOT_READY: 'No market has arrived from the feed yet.',
  MARKET_NOT_VALID:
    'The feed is STALE or in HALT; withdrawals and orders that can raise the requirement wait for a valid price.',
  FEED_CHANGE_REFUSED: 'The feed cannot do what was asked, e.g. seek in a simulation.',
  VENUE_ABSENT: 'The service runs no simulated venue; `plimsoll serve --venue 100000` starts one.',
  VENUE_UNAVAILABLE: 'The simulated venue is still being made, or it has failed; the message says which.',
  REHEARSAL_ABSENT: 'No crash has been rehearsed, or the last one was stopped; `POST /v1/rehearsal` starts one.',
  REHEARSAL_BUSY: 'A crash is being rehearsed; stop it before the next one is started.',
  REHEARSAL_NOT_PAUSED: 'The rehearsal plays by itself, or is over; a single step is for one that is paused.',
  NOT_FOUND: 'No such path, or not with this method.',
  BODY_TOO_LARGE: 'The body is larger than the service reads (1 MiB).',
  MEDIA_TYPE_UNSUPPORTED: 'Bodies are application/json.',
  REQUEST_MALFORMED: 'The request is not well-formed HTTP or its headers are too large.',
  UNAUTHORIZED: 'The API key is missing or wrong.',
  HOST_REFUSED: 'Without an API key the service answers only to a loopback name in the Host header.',
  ORIGIN_REFUSED: 'A page of another origin asked for a change or a stream.',
  RATE_LIMITED: 'Too many requests from one address; wait as Retry-After says.',
  MESSAGE_INVALID: 'A stream message is not one that the contract defines.',
  STORE_FAILED: 'The store could not commit the change; nothing was changed.',
  INTERNAL: 'The service failed; the request id finds the cause in its log.',
} as const

export type ServiceErrorCode = keyof typeof serviceErrorCodes

/** Reasons for which a service does not start; they end the process and never cross the wire. */
export const startErrorCodes = {
  STORE_CORRUPT: 'The store’s file is damaged or not a store.',
  STORE_NEWER: 'The store’s file was written by a newer version of Plimsoll.',
  STORE_BUSY: 'Another process has the store open.',
  STORE_UNUSABLE: 'The data directory cannot be created, read or written.',
  PORT_BUSY: 'Another program listens on the port.',
  ADDRESS_UNUSABLE: 'The host is not an address of this machine.',
  KEY_REQUIRED: 'Listening beyond loopback needs an API key of at least 16 characters.',
  DASHBOARD_MISSING: 'The dashboard’s directory has no index.html.',
} as const

export type StartErrorCode = keyof typeof startErrorCodes

/** What the clearing host refuses or fails with, beside the refusals of the machine itself, which are answers. */
export const clearingErrorCodes = {
  CLEARING_BUSY: 'More waits to be on disk than the host takes; the command was not decided: send it again.',
  CLEARING_MALFORMED:
    'The command holds something that cannot be kept, such as a number that is not finite; it was not decided.',
  CLEARING_DEFECT: 'The machine failed at the command and took everything back; it was not decided.',
  CLEARING_HALTED:
    'The books do not add up; only commands that relieve accounts are decided until somebody has looked.',
  CLEARING_STOPPED:
    'The journal has refused what was decided, so the host has stopped; whether the command was kept is known when it is opened again.',
  CLEARING_CLOSED: 'The host was closed; the command was not decided.',
  CLEARING_DIVERGED:
    'Replaying the journal does not give the state that was sealed in it; the message names the record.',
  CLEARING_UPGRADE:
    'After an upgrade an account would have or need another figure than before, or the older program was not closed.',
} as const

export type ClearingErrorCode = keyof typeof clearingErrorCodes
