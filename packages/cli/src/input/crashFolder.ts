import { join } from 'node:path'
import { missingRecording } from '@plimsoll/server/recordings'
import { CliError } from '../error/cliError.js'

/** The folder of past prices and accounts: the one that was named, or the one that the environment names. */
export function crashFolder(
  day: '2020-03-12' | '2025-10-10',
  named: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const shared = environment.PLIMSOLL_SHARED
  const folder = named ?? (shared === undefined || shared === '' ? undefined : join(shared, 'data'))
  if (folder === undefined) {
    throw new CliError(
      'USAGE',
      `${day} needs past data, which are not shipped: --data DIRECTORY, or PLIMSOLL_SHARED in the environment. --day custom needs none.`,
    )
  }
  const missing = missingRecording(day, folder)
  if (missing === undefined) return folder
  throw new CliError('FILE_MISSING', `there is no ${missing} in it.`, folder)
}
