import type { JournalErrorCode } from './codes.js'

/** Where in a log something is wrong. */
export interface RecordPlace {
  readonly partition: number
  readonly sequence: number
  /** Name of the header's field, or `payload`, `hash`, `key` (of the row), `header` (more than one bit), `page` (of the file). */
  readonly field: string
}

/** The one error that a journal throws. Its code is stable, its message may change. */
export class JournalError extends Error {
  override readonly name = 'JournalError'
  readonly code: JournalErrorCode
  /** The record, where the trouble is in one. */
  readonly place: RecordPlace | undefined

  constructor(code: JournalErrorCode, message: string, details: ErrorOptions & { readonly place?: RecordPlace } = {}) {
    super(message, details)
    this.code = code
    this.place = details.place
  }
}

/** A record that is not what was written. */
export function damagedRecord(place: RecordPlace, what: string, options: ErrorOptions = {}): JournalError {
  const { partition, sequence, field } = place
  return new JournalError(
    'JOURNAL_DAMAGED',
    `partition ${partition}, record ${sequence}, ${field}: ${what}. Nothing was changed; restore the journal from a copy.`,
    { ...options, place },
  )
}
