import { type ChainMarket, chainToMarket, formatInstant, PlimsollError } from 'plimsoll'
import { readChainFile } from './readChainFile.js'

export interface ReadChainOptions {
  /** Milliseconds since 1970; the snapshot taken is the last one not after it. Default: the file's last. */
  readonly at?: number
}

/**
 * One market out of a chain file, with its diagnostics.
 *
 * @throws PlimsollError what `readChainFile` throws; CHAIN_EMPTY, naming the file's range, when no snapshot is that
 *   early
 */
export async function readChain(path: string, options: ReadChainOptions = {}): Promise<ChainMarket> {
  const store = await readChainFile(path)
  const { at } = options
  const instant = at === undefined ? store.instants.at(-1) : store.instants.findLast((candidate) => candidate <= at)
  if (instant === undefined) {
    throw new PlimsollError('CHAIN_EMPTY', {
      where: store.name,
      value: formatInstant(at!),
      expected: `an instant from ${formatInstant(store.instants[0]!)} on (last snapshot ${formatInstant(store.instants.at(-1)!)})`,
    })
  }
  return chainToMarket(store.rowsAt(instant), { name: store.name, kind: 'import' })
}
