import { PlimsollError } from 'plimsoll'

/** A refusal by the library, with the file that it is about. */
export class InputError extends Error {
  override readonly name = 'InputError'
  override readonly cause: PlimsollError
  readonly file: string
  /** Path of the field inside the file; empty for the document itself. */
  readonly where: string

  constructor(cause: PlimsollError, file: string, where: string) {
    super(cause.message, { cause })
    this.cause = cause
    this.file = file
    this.where = where
  }
}

/** Runs `read`; a refusal inside it names the file. `root` is the document's own name in paths, which the file's replaces. */
export function aboutFile<Result>(
  file: string,
  read: () => Result,
  root?: 'book' | 'market' | 'spec' | 'record',
): Result {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error
    const { where } = error
    const inside =
      where === root ? '' : root !== undefined && where.startsWith(`${root}.`) ? where.slice(root.length + 1) : where
    throw new InputError(error, file, inside)
  }
}
