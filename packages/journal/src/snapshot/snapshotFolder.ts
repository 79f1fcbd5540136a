import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** The newest one and one to fall back on. */
const kept = 2
const pattern = /^snapshot-(\d{15})$/

export function snapshotFile(directory: string, sequence: number): string {
  return join(directory, `snapshot-${String(sequence).padStart(15, '0')}`)
}

/** Sequences of the snapshots of a directory, the newest first. */
export async function snapshotsIn(directory: string): Promise<number[]> {
  const names = await readdir(directory)
  return names
    .flatMap((name) => pattern.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => b - a)
}

/** Removes what newer snapshots replace, and what a kill left unfinished. */
export async function removeOldSnapshots(directory: string): Promise<void> {
  const old = (await snapshotsIn(directory)).slice(kept).map((sequence) => snapshotFile(directory, sequence))
  const unfinished = (await readdir(directory)).filter((name) => /^snapshot-.*\.tmp$/.test(name))
  for (const file of [...old, ...unfinished.map((name) => join(directory, name))]) await rm(file)
}
