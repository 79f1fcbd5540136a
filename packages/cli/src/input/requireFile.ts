import { stat } from 'node:fs/promises'
import { CliError } from '../error/cliError.js'
import { fileError } from './readText.js'

/** Refuses a file that is not there, or is a folder, before it is handed to something that reads it in pieces. */
export async function requireFile(file: string): Promise<void> {
  const found = await stat(file).catch((cause: unknown) => {
    throw fileError(file, cause)
  })
  if (found.isDirectory()) throw new CliError('FILE_IS_DIRECTORY', 'is a folder; give the name of a file.', file)
}
