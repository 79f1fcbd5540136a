import { type FloatPlaces, type FoldableRows, floatPlaces, floatRows } from '../book/fixture/floatRows.js'
import { foldBytes, foldFields } from '../book/foldTask.js'
import { rangeBytes } from '../book/layout.js'
import { numberStream, oddNumbers, type Stage } from './stage.js'

/** `narrowRows`, `foldRows` and `rowRanges`, as jobs: rows in float32, folded and not, and how far the rows went since. */
export function copies(stage: Stage): void {
  roundings(stage)
  for (const [rowCount, count] of [
    [0, 4],
    [1, 4],
    [37, 36],
    [300, 128],
    [1200, 1024],
  ] as const) {
    ranges(stage, rowCount, count)
  }
}

const sizes = [1e-4, 1e-3, 0.01, 0.1, 1, 10, 100, 1000]

/** Numbers on, between and beyond those of float32; of each both signs. */
function roundings(stage: Stage): void {
  const points = [...oddNumbers, 2 ** 128, 2 ** 128 - 2 ** 103, 2 ** 128 - 2 ** 103 - 2 ** 75]
  for (let k = 0; k < 24; k++) {
    points.push(1 + (k + 0.5) * 2 ** -23, (k + 0.5) * 2 ** -149, 1.1754943508222875e-38 * (1 + k * 2 ** -25))
  }
  const values = points.flatMap((x) => [x, -x])
  while (values.length % 4 !== 0) values.push(0)
  const own = { rows: stage.columnOf(values), rowCount: 1, count: values.length, folds: [] }
  const places = floatPlaces((bytes) => stage.allocate(bytes), own)
  floatRows(stage.team, own, places)
  takeFloats(stage, own, places)
  stage.clear()
}

function ranges(stage: Stage, rowCount: number, count: number): void {
  const { memory, team } = stage
  const next = numberStream(rowCount)
  const size = rowCount * count
  const place = stage.column(size, () => (next() - 0.5) * sizes[Math.floor(8 * next())]!)
  const folds = foldsOf(memory.doubles(place, size), rowCount, count)
  const foldable = { rows: place, rowCount, count, folds }
  const places = floatPlaces((bytes) => stage.allocate(bytes), foldable)
  const out = stage.allocate(rangeBytes * rowCount)
  stage.digest.numbers([floatRows(team, foldable, places).refused])
  takeFloats(stage, foldable, places)
  const values = memory.doubles(place, size)
  for (let i = 0; i < size; i++) if (next() < 0.5) values[i] = values[i]! * (1 + 1e-3 * (next() - 0.5))
  if (rowCount > 30) oddRows(values, count, 0)
  team.run(['rowRanges', place, places.table, places.folds, count, out], rowCount, 7)
  stage.take(4 * rowCount, out)
  // Once more with limits among the rows that are folded, and among those on which they are.
  if (rowCount > 100) oddRows(values, count, 34)
  stage.digest.numbers([floatRows(team, foldable, places).refused])
  takeFloats(stage, foldable, places)
  stage.clear()
}

/** Every second row of some is made of the one before it and of the first pair's difference: exactly, nearly, or not at all. */
function foldsOf(values: Float64Array, rowCount: number, count: number): FoldableRows['folds'] {
  const folds: FoldableRows['folds'][number][] = []
  for (let row = 31; row < rowCount; row += 2) {
    const [lead, leadFirst, first] = [31, 30, row % 7 === 0 ? undefined : row - 1]
    const error = [0, 0, 1e-8, 1e-7, 1][row % 5]!
    for (let s = 0; s < count && row !== lead; s++) {
      const difference = values[lead * count + s]! - values[leadFirst * count + s]!
      const base = first === undefined ? 0 : values[first * count + s]!
      values[row * count + s] = base + difference * ((row % 9) - 4) * (1 + (s === 1 ? error : 0))
    }
    folds.push({ row, first, lead, leadFirst, scenario: row % count })
  }
  return folds
}

function takeFloats({ memory, digest }: Stage, { rowCount, count, folds }: FoldableRows, places: FloatPlaces): void {
  digest.floats(memory.floats(places.table, count * (1 + rowCount + folds.length)))
  for (let row = 0; row < rowCount; row++) {
    const at = places.folds + row * foldBytes
    digest.doubles(memory.doubles(at, 2))
    digest.numbers(memory.words(at + foldFields.first, 2))
  }
}

/** From a row on: zeros of one sign, one that stands still, and one for each limit, at another place in each. */
function oddRows(values: Float64Array, count: number, first: number): void {
  const from = values.subarray(first * count)
  from.fill(-0, 0, count)
  from.fill(0, count, 2 * count)
  from.fill(5, 2 * count, 3 * count)
  for (const [row, odd] of oddNumbers.entries()) from[(3 + row) * count + ((5 * row) % count)] = odd
}
