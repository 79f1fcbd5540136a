import { rangeBytes } from '../book/layout.js'
import { numberStream, oddNumbers, type Stage } from './stage.js'

/** `narrow` and `rowRanges`, as jobs: copies of rows in float32, and how far the rows went since. */
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
  const source = stage.columnOf(values)
  const target = stage.allocate(4 * values.length)
  stage.run.narrow(0, 0, source, target)
  stage.run.narrow(0, values.length, source, target)
  stage.digest.floats(stage.memory.floats(target, values.length))
  stage.clear()
}

function ranges(stage: Stage, rowCount: number, count: number): void {
  const { memory, team } = stage
  const next = numberStream(rowCount)
  const size = rowCount * count
  const place = stage.column(size, () => (next() - 0.5) * sizes[Math.floor(8 * next())]!)
  const then = stage.allocate(4 * size)
  const out = stage.allocate(rangeBytes * rowCount)
  team.run(['narrow', place, then], size, 8 * count)
  stage.digest.floats(memory.floats(then, size))
  const values = memory.doubles(place, size)
  for (let i = 0; i < size; i++) if (next() < 0.5) values[i] = values[i]! * (1 + 1e-3 * (next() - 0.5))
  if (rowCount > 30) oddRows(values, count)
  team.run(['rowRanges', place, then, count, out], rowCount, 7)
  stage.take(4 * rowCount, out)
  stage.clear()
}

/** A row of zeros of one sign, one that stands still, and one for each limit, at another place in each. */
function oddRows(values: Float64Array, count: number): void {
  values.fill(-0, 0, count)
  values.fill(0, count, 2 * count)
  values.fill(5, 2 * count, 3 * count)
  for (const [row, odd] of oddNumbers.entries()) values[(3 + row) * count + ((5 * row) % count)] = odd
}
