// Twins' shared parts: the lines of an account, and the limits of picking a tail.
import {
  accountFirst,
  accountSize,
  lineInstruments,
  lineQuantities,
  slotRecords,
} from './fields'

const flags: u32 = 0x7fffffff

/**
 * Halvings at most. Most tails need six or so; one whose worst loss is thousands of times the others needs as many as it takes,
 * because sorting everything costs more.
 */
export const roundsMax = 100

/** Beyond so many candidates (almost all equal, then) insertion is the quicker sort. */
export const ranksMax = 192

@inline
function segmentLine(book: usize, slot: u32): usize {
  const record = <usize>load<u32>(<usize>load<u32>(book, slotRecords) + (<usize>slot << 2)) << 4
  return <usize>load<u32>(record)
}

/** Writes an account's lines one after the other as row address, instrument and quantity; answers their number. */
@inline
export function gatherLines(book: usize, account: u32, rows: usize, rowBytes: usize, gathered: usize): i32 {
  const instruments = <usize>load<u32>(book, lineInstruments)
  const quantities = <usize>load<u32>(book, lineQuantities)
  const first = load<u32>(<usize>load<u32>(book, accountFirst) + (<usize>account << 2))
  const last = first + <u32>load<u8>(<usize>load<u32>(book, accountSize) + <usize>account)
  let count = 0
  for (let slot = first; slot < last; slot++) {
    let line = segmentLine(book, slot)
    let instrument: u32
    do {
      instrument = load<u32>(instruments + (line << 2))
      const at = gathered + (<usize>count << 4)
      store<u32>(at, <u32>(rows + <usize>(instrument & flags) * rowBytes))
      store<u32>(at, instrument & flags, 4)
      store<f64>(at, load<f64>(quantities + (line << 3)), 8)
      count++
      line++
    } while (!(instrument >> 31))
  }
  return count
}
