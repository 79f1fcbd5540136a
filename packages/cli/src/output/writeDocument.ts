import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { link, open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { CliError } from '../error/cliError.js'

/**
 * Writes a whole file or nothing: the text goes to a temporary neighbour, is flushed to the disk and takes the name at the
 * end. An existing file stays as it is unless `force`. A name in `.gz` is compressed.
 */
export async function writeDocument(file: string, text: string, force: boolean): Promise<void> {
  await refuseExisting(file, force)
  const temporary = join(dirname(file), `.${basename(file)}.${randomUUID()}.tmp`)
  try {
    const handle = await open(temporary, 'wx')
    try {
      await handle.writeFile(file.endsWith('.gz') ? gzipSync(text) : text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    if (force) await rename(temporary, file)
    else await link(temporary, file) // Unlike a rename, a link fails when somebody else took the name meanwhile.
  } catch (cause) {
    throw writeError(file, cause)
  } finally {
    await rm(temporary, { force: true })
  }
}

/** Refuses before long work what would be refused after it. */
export async function refuseExisting(file: string, force: boolean): Promise<void> {
  const found = await stat(file).catch(() => undefined)
  if (found?.isDirectory() === true)
    throw new CliError('FILE_IS_DIRECTORY', 'is a folder; give the name of a file.', file)
  if (found !== undefined && !force) throw existing(file)
  if (!existsSync(dirname(file)))
    throw new CliError('FILE_UNWRITABLE', `cannot be written: there is no folder ${dirname(file)}.`, file)
}

function existing(file: string): CliError {
  return new CliError('FILE_EXISTS', 'exists already; --force replaces it.', file)
}

function writeError(file: string, cause: unknown): CliError {
  if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return existing(file)
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new CliError('FILE_UNWRITABLE', `cannot be written: ${reason}.`, file, { cause })
}
