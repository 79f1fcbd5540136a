import { PlimsollError } from 'plimsoll'

/** A refusal by the library, with the file that it is about. */
export class InputError extends Error {
  override readonly name = 'InputError'
  override readonly cause: PlimsollError
  readonly file: string

  constructor(cause: PlimsollError, file: string) {
    super(cause.message, { cause })
    this.cause = cause
    this.file = file
  }
}

/** Runs `read`; a refusal inside it names the file. */
export function aboutFile<Result>(file: string, read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    if (error instanceof PlimsollError) throw new InputError(error, file)
    throw error
  }
}
