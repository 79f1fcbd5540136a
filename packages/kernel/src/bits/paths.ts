import { exp, log } from '../elementary/index.js'
import { type PathTask, pathScratchBytes, pathTaskBytes, writePathTask } from '../random/pathTask.js'
import { numberStream, oddNumbers, type Stage } from './stage.js'

type PathCase = Partial<Omit<PathTask, 'root' | 'deviations' | 'scales'>> & {
  readonly paths: number
  readonly root?: readonly number[]
  readonly deviations?: readonly number[]
  readonly scales?: readonly number[]
}

/** `studentPaths`: many factors on many paths as a job, and every odd parameter. */
export function paths(stage: Stage): void {
  const factors = 20
  stage.team.reserve(pathScratchBytes(factors))
  const next = numberStream(3)
  const root = Array.from({ length: factors * factors }, () => 0.5 * next())
  const many = {
    factors,
    root,
    deviations: Array.from({ length: factors }, (_, k) => 0.01 * (k + 1)),
    scales: Array.from({ length: factors }, (_, k) => 1 + 1000 * k),
  }
  for (const degreesOfFreedom of [2.0001, 2.5, 3, 5, 30, 1e9, Infinity]) {
    hashPaths(stage, { ...many, paths: 4000, basePath: 123_457, degreesOfFreedom, seed: 77 })
  }
  hashPaths(stage, { paths: 50_000, degreesOfFreedom: 2.5, seed: 2 ** 53 - 1, antithetic: true })
  hashPaths(stage, { ...many, paths: 5000, basePath: 2 ** 32 - 2500, degreesOfFreedom: 4, seed: 2 ** 32 })
  limits(stage)
}

function limits(stage: Stage): void {
  const degrees = [2, 2 + 2 ** -51, 2.001, 4, 1e15, 1e300, 1.7976931348623157e308, Infinity, Number.NaN, -1, 0]
  for (const degreesOfFreedom of degrees) {
    for (const factors of [1, 2, 3, 7]) {
      for (const count of [0, 1, 2, 3, 31, 32, 33, 65]) {
        const root = Array.from({ length: factors * factors }, (_, k) => (k % (factors + 1) === 0 ? 1 : -0.1))
        const basePath = count % 2 === 0 ? 0 : 2 ** 53 - 1 - count
        for (const antithetic of [false, true]) {
          hashPaths(stage, { paths: count, factors, degreesOfFreedom, antithetic, basePath, root })
        }
      }
    }
  }
  for (const deviation of [...oddNumbers, 80, 300]) {
    for (const scale of [1, ...oddNumbers]) {
      const odd = { factors: 3, deviations: [1, deviation, 2], scales: [1, scale, 1] }
      hashPaths(stage, { ...odd, paths: 35, degreesOfFreedom: 3 })
    }
  }
  for (const odd of oddNumbers) hashPaths(stage, { paths: 50, factors: 2, root: [odd, 0, 1, 1 - odd] })
  const last = { factors: 2, factorBlock: 0xffffffff, mixtureBlock: 0xffffff80 }
  hashPaths(stage, { ...last, paths: 50, degreesOfFreedom: 2.1, seed: Math.floor(exp(30) + log(3)) })
  hashPaths(stage, { paths: 40, moves: 0 })
  hashPaths(stage, { paths: 40, forwards: 0 })
}

/** As a job where the pool's 31 bits are enough for the paths' numbers. */
function hashPaths(stage: Stage, given: PathCase): void {
  const { factors = 1, basePath = 0, paths: count } = given
  const columns = (): number => stage.column(factors * count)
  const ones = Array.from({ length: factors }, () => 1)
  const identity = Array.from({ length: factors * factors }, (_, k) => Number(k % (factors + 1) === 0))
  const task: PathTask = {
    seed: given.seed ?? 1,
    factorBlock: given.factorBlock ?? 0,
    mixtureBlock: given.mixtureBlock ?? 1000,
    factors,
    antithetic: given.antithetic ?? false,
    degreesOfFreedom: given.degreesOfFreedom ?? Infinity,
    basePath,
    columnLength: count,
    root: stage.columnOf(given.root ?? identity),
    deviations: stage.columnOf(given.deviations ?? ones),
    scales: stage.columnOf(given.scales ?? ones),
    moves: given.moves ?? columns(),
    forwards: given.forwards ?? columns(),
  }
  const place = stage.allocate(pathTaskBytes)
  writePathTask(stage.memory, place, task)
  if (basePath + count < 2 ** 31) stage.team.run(['studentPaths', place], count, 1001, basePath)
  else stage.run.studentPaths(place, basePath, basePath + count, stage.allocate(pathScratchBytes(factors)))
  for (const out of [task.moves, task.forwards]) if (out !== 0) stage.take(factors * count, out)
  stage.clear()
}
