import { existsSync } from 'node:fs'
import { join } from 'node:path'

const root = process.env.PLIMSOLL_SHARED ?? join(new URL('..', import.meta.url).pathname, '..', 'shared')

/** Path of a file of the shared test material, or undefined (said loudly) where that is absent. */
export function sharedFile(path: string): string | undefined {
  const file = join(root, path)
  if (existsSync(file)) return file
  console.warn(`!! SKIPPED: ${path} is not there; set PLIMSOLL_SHARED to the folder that holds it.`)
  return undefined
}
