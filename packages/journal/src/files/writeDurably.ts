import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

/** Writes a file so that after a crash at any point its name leads to all of the old bytes or all of the new ones. */
export async function writeDurably(file: string, parts: readonly Uint8Array[]): Promise<void> {
  const unfinished = `${file}.tmp`
  try {
    const handle = await open(unfinished, 'w', 0o600)
    try {
      await handle.writev(parts)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
  await syncDirectory(dirname(file))
}

/** Makes a directory, and those above it, so that their names are on disk too. */
export async function makeDirectoryDurably(directory: string): Promise<void> {
  const first = await mkdir(directory, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  for (let made = resolve(directory); made.length >= resolve(first).length; made = dirname(made)) {
    await syncDirectory(dirname(made))
  }
}

/** Puts a directory's names on disk: a new file's bytes are of no use without its name. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
