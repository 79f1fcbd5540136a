import { type ChainRow, formatInstant, PlimsollError } from 'plimsoll'

/** The snapshots of a chain file, held in a few numbers a row; rows are made when they are asked for. */
export interface ChainStore {
  /** Name of the file. */
  readonly name: string
  /** Instants of the snapshots, increasing. */
  readonly instants: readonly number[]
  add(row: ChainRow, where: string): void
  /** Rows of the snapshot of an instant, without their bids and asks, which no market holds. */
  rowsAt(instant: number): readonly ChainRow[]
}

/** A file beyond this is not a chain but a mistake; reading on would end in lack of memory. */
const rowsMax = 5_000_000
const valuesPerRow = 4

interface StoredSnapshot {
  readonly instruments: string[]
  readonly seen: Set<string>
  /** mark, markIv, forward (NaN when absent), index of each row. */
  readonly values: number[]
}

export function createChainStore(name: string): ChainStore {
  const names = new Map<string, string>()
  const snapshots = new Map<number, StoredSnapshot>()
  let instants: readonly number[] | undefined = []
  let rows = 0
  return {
    name,
    get instants() {
      instants ??= [...snapshots.keys()].sort((left, right) => left - right)
      return instants
    },
    add(row, where) {
      rows++
      if (rows > rowsMax) throw malformed(where, 'rows', rows, `at most ${rowsMax} rows in a file`)
      let snapshot = snapshots.get(row.time)
      if (snapshot === undefined) {
        snapshot = { instruments: [], seen: new Set(), values: [] }
        snapshots.set(row.time, snapshot)
        instants = undefined
      }
      // The parser's strings are slices that would keep whole blocks of the file alive; one copy of a name is enough.
      let instrument = names.get(row.instrument)
      if (instrument === undefined) {
        instrument = Buffer.from(row.instrument).toString()
        names.set(instrument, instrument)
      }
      if (snapshot.seen.has(instrument))
        throw malformed(where, 'instrument', instrument, `every option once at ${formatInstant(row.time)}`)
      snapshot.seen.add(instrument)
      snapshot.instruments.push(instrument)
      snapshot.values.push(row.mark, row.markIv, row.forward ?? Number.NaN, row.index)
    },
    rowsAt(instant) {
      const snapshot = snapshots.get(instant)
      if (snapshot === undefined) return []
      const { instruments, values } = snapshot
      return instruments.map((instrument, row) => {
        const at = row * valuesPerRow
        const forward = values[at + 2]!
        return {
          time: instant,
          instrument,
          mark: values[at]!,
          markIv: values[at + 1]!,
          ...(Number.isNaN(forward) ? {} : { forward }),
          index: values[at + 3]!,
        }
      })
    },
  }
}

function malformed(where: string, field: string, value: unknown, expected: string): PlimsollError {
  return new PlimsollError('CHAIN_MALFORMED', { where: `${where}, field ${field}`, value, expected })
}
