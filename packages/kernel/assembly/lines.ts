// Twins' shared parts: the lines of an account, and the limits of picking a tail.
import {
  accountFirst,
  accountSize,
  foldBytes,
  foldFactor,
  foldFirst,
  foldReach,
  foldSecond,
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

/** Of the lines gathered last by `gatherFolds`: the sum of their sizes, each times the reach of its row. */
export let gatheredReach: f64 = 0

/**
 * Twin of foldedLines: an account's lines as float32 rows and float32 quantities, one after the other, 16 bytes each; answers
 * their number. What falls on the row of the line before, or of a segment's shared row, is added to it.
 */
export function gatherFolds(book: usize, account: u32, rows: usize, rowBytes: usize, folds: usize, gathered: usize): i32 {
  const instruments = <usize>load<u32>(book, lineInstruments)
  const quantities = <usize>load<u32>(book, lineQuantities)
  const first = load<u32>(<usize>load<u32>(book, accountFirst) + (<usize>account << 2))
  const last = first + <u32>load<u8>(<usize>load<u32>(book, accountSize) + <usize>account)
  let end = gathered
  let reach: f64 = 0
  for (let slot = first; slot < last; slot++) {
    let line = segmentLine(book, slot)
    let instrument: u32
    let before: u32 = 0
    let place: usize = 0
    let shared: u32 = 0
    let amount: f64 = 0
    do {
      instrument = load<u32>(instruments + (line << 2))
      const quantity = load<f64>(quantities + (line << 3))
      const fold = folds + <usize>(instrument & flags) * foldBytes
      const one = load<u32>(fold + foldFirst)
      const other = load<u32>(fold + foldSecond)
      reach += abs<f64>(quantity) * load<f64>(fold + foldReach)
      if (one != 0) {
        if (one == before) {
          store<f64>(place, load<f64>(place, 8) + quantity, 8)
        } else {
          place = end
          before = one
          end = appended(end, rows + <usize>one * rowBytes, quantity)
        }
      }
      if (other != 0) {
        if (other != shared) {
          if (shared != 0) end = appended(end, rows + <usize>shared * rowBytes, amount)
          shared = other
          amount = 0
        }
        amount += quantity * load<f64>(fold + foldFactor)
      }
      line++
    } while (!(instrument >> 31))
    if (shared != 0) end = appended(end, rows + <usize>shared * rowBytes, amount)
  }
  for (let at = gathered; at < end; at += 16) store<f32>(at, <f32>load<f64>(at, 8), 4)
  gatheredReach = reach
  return <i32>((end - gathered) >> 4)
}

@inline
function appended(at: usize, row: usize, quantity: f64): usize {
  store<u32>(at, <u32>row)
  store<f64>(at, quantity, 8)
  return at + 16
}
