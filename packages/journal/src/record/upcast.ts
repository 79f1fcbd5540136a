import { JournalError } from '../error/journalError.js'

/** Makes bytes of one schema version into those of the next; pure, and never changed after a release. */
export type Upcaster = (bytes: Uint8Array) => Uint8Array

/** The version that is written now, if entry n of the upcasters brings version n + 1 to n + 2. */
export function presentVersion(upcasters: readonly Upcaster[]): number {
  return upcasters.length + 1
}

/** Bytes of an older version as the present one would have written them; what is stored stays as it is. */
export function upcast(bytes: Uint8Array, version: number, upcasters: readonly Upcaster[], what: string): Uint8Array {
  const present = presentVersion(upcasters)
  if (version < 1 || version > present) {
    throw new JournalError(
      'JOURNAL_NEWER',
      `${what} has version ${version}; this program knows versions 1 to ${present}. Start the newer version.`,
    )
  }
  return upcasters.slice(version - 1).reduce((made, upcaster) => upcaster(made), bytes)
}
