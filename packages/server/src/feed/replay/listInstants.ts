import { readChainFile } from './readChainFile.js'

/** The instants of a chain file's snapshots, increasing, as milliseconds since 1970. */
export async function listInstants(path: string): Promise<readonly number[]> {
  return (await readChainFile(path)).instants
}
