import { forwardFields, forwardTaskBytes } from '../book/movedForwards.js'
import { columnFields, pairColumnsBytes, pairFields, pairScratchBytes, pairTaskBytes } from '../book/pairTask.js'
import { exp, logRatio } from '../elementary/index.js'
import { numberStream, oddNumbers, type Stage } from './stage.js'

/** `pricePairs`: chains of calls and puts in every scenario, as a job, in parts; `movedForwards`, likewise. */
export function pairs(stage: Stage): void {
  stage.team.reserve(pairScratchBytes)
  for (const count of [2, 36, 64, 66, 128, 200]) chain(stage, count, 63, count, 0.02)
  for (let strip = 0; strip < 6; strip++) chain(stage, 1024, 300, 1000 + strip, strip === 0 ? 0.02 : 0)
  limits(stage)
  forwards(stage)
}

/** Forwards at every limit and usual ones, moved by every limit and usually. */
function forwards(stage: Stage): void {
  const { memory, team } = stage
  const next = numberStream(9)
  const moves = [...oddNumbers, ...Array.from({ length: 409 }, () => 0.2 + 2 * next())]
  if (moves.length % 2 === 1) moves.push(1)
  const growth = stage.columnOf(moves)
  const nows = [...oddNumbers, ...Array.from({ length: 40 }, () => 100_000 * next())]
  const tasks = stage.allocate(forwardTaskBytes * nows.length)
  const outs = nows.map((now, task) => {
    const [moved, logs] = [stage.column(moves.length), stage.column(moves.length)]
    memory.doubles(tasks + task * forwardTaskBytes, 1)[0] = now
    memory.words(tasks + task * forwardTaskBytes + forwardFields.growth, 3).set([growth, moved, logs])
    return [moved, logs]
  })
  team.run(['movedForwards', tasks, moves.length], nows.length, 7)
  stage.take(moves.length, ...outs.flat())
  stage.clear()
}

/** Columns of scenarios, some of them at the limits. */
function columns(stage: Stage, count: number, next: () => number, oddShare: number): number {
  const odd = (usual: number): number =>
    next() < oddShare ? oddNumbers[Math.floor(next() * oddNumbers.length)]! : usual
  const moves = Array.from({ length: count }, () => odd((next() - 0.5) * (next() < 0.02 ? 40 : 0.8)))
  return namedColumns(stage, count, [
    moves,
    moves.map((move) => odd(100 * exp(move))),
    moves.map(() => odd(next() < 0.05 ? 0 : 0.5 + next())),
    moves.map(() => odd(next() < 0.5 ? 0 : 0.1 * (next() - 0.5))),
    moves.map(() => odd(next() < 0.5 ? 0 : 0.3 * next())),
    moves.map(() => odd(next() < 0.5 ? 1 : 0.9 + 0.2 * next())),
    moves.map(() => odd(next())),
  ])
}

function namedColumns(stage: Stage, count: number, values: readonly (readonly number[])[]): number {
  const place = stage.allocate(pairColumnsBytes)
  const fields = ['logMoves', 'forwards', 'factors', 'shifts', 'floors', 'paid', 'weights'] as const
  const places = values.map((column) => stage.columnOf(column))
  const words = stage.memory.words(place, pairColumnsBytes / 4)
  words[columnFields.count / 4] = count
  for (const [row, field] of fields.entries()) words[columnFields[field] / 4] = places[row]!
  return place
}

/** In the order of `pairFields`: log-moneyness, strike, volatility, root of years, discount, units, values now. */
type Terms = readonly number[]

function chain(stage: Stage, count: number, taskCount: number, seed: number, oddShare: number): void {
  const next = numberStream(seed)
  const terms = Array.from({ length: taskCount }, (_, task): Terms => {
    const v = [0, 0.001, 0.01, 0.1, 0.6, 1.5, 6][task % 7]!
    const strike = 100 * exp((next() - 0.5) * 10 * (v + 0.001))
    return [logRatio(100, strike), strike, v, task % 11 === 0 ? 0 : 0.7, 0.97, 0.1 + next(), next(), next()]
  })
  hashTasks(stage, count, columns(stage, count, next, oddShare), terms, 16)
}

/** Each field of a task at each limit, and each column at each limit in one scenario of two. */
function limits(stage: Stage): void {
  const usual = [0.1, 90, 0.5, 0.7, 0.97, 2, 3, 4]
  const terms = usual.flatMap((_, field) =>
    oddNumbers.flatMap((odd) => oddNumbers.slice(0, 4).map((_same, flags) => [usual.with(field, odd), flags] as const)),
  )
  const tasks = terms.map(([task]) => task)
  const calm = [0, 100, 1, 0, 0, 1, 1]
  hashTasks(
    stage,
    2,
    namedColumns(
      stage,
      2,
      calm.map((value) => [value, value]),
    ),
    tasks,
    50,
  )
  for (let field = 0; field < calm.length; field++) {
    for (const odd of oddNumbers) {
      const given = calm.map((value, other) => [other === field ? odd : value, value])
      hashTasks(
        stage,
        2,
        namedColumns(stage, 2, given),
        Array.from({ length: 4 }, () => usual),
        3,
      )
    }
  }
}

/** Runs all tasks as a job, in parts; the flags go round. Releases everything. */
function hashTasks(stage: Stage, count: number, named: number, terms: readonly Terms[], part: number): void {
  const { memory, team } = stage
  const tasks = stage.allocate(terms.length * pairTaskBytes)
  const outs: number[] = []
  for (const [row, fields] of terms.entries()) {
    const task = tasks + row * pairTaskBytes
    const [call, put] = [stage.column(count), stage.column(count)]
    memory.doubles(task, 8).set(fields)
    memory.words(task + pairFields.columns, 4).set([named, call, put, row % 4])
    outs.push(call, put)
  }
  team.run(['pricePairs', tasks], terms.length, part)
  stage.take(count, ...outs)
  stage.clear()
}
