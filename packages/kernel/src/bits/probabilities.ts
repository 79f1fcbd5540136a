import { floatPlaces, floatRows } from '../book/fixture/floatRows.js'
import { randomBook } from '../book/fixture/randomBook.js'
import { bookFields, jointMultiple, tailScratchBytes } from '../book/layout.js'
import {
  type ProbabilityMeasure,
  probabilityKinds,
  releaseProbabilityMeasure,
  writeProbabilityMeasure,
} from '../book/probabilityMeasure.js'
import { numberStream, oddNumbers, type Stage } from './stage.js'

const kinds = Object.keys(probabilityKinds) as (keyof typeof probabilityKinds)[]
/** How probabilities are chosen: falling with age, a few that cannot be, all alike so that sums meet the mass, one that is all. */
const shapes = ['age', 'holes', 'alike', 'single'] as const

/** 0.97 to the power of the age, by multiplication: `**` has other bits on other engines. */
const ages = Array.from({ length: 400 }).reduce<readonly number[]>((made) => [...made, 0.97 * made.at(-1)!], [1])

/** `tails64`, `tails32`, `tailOfLines`, `references32` and `settle32` where scenarios are not equally probable. */
export function probabilities(stage: Stage): void {
  for (let seed = 1; seed <= 20; seed++) {
    for (const kind of kinds) bookTails(stage, seed, kind)
  }
  for (const real of [1, 2, 31, 33, 100, 255, 1000]) {
    for (const kind of kinds) for (const shape of shapes) lineTails(stage, real, kind, shape)
  }
}

function measureOf(
  real: number,
  kind: ProbabilityMeasure['kind'],
  shape: (typeof shapes)[number],
  tail: number,
): ProbabilityMeasure {
  const next = numberStream(real + tail)
  const chosen = Float64Array.from({ length: real }, (_, s) => {
    if (shape === 'age') return ages[Math.min(ages.length - 1, real - s)]! / real
    if (shape === 'single') return s === real >> 1 ? 1 : 0
    return shape === 'holes' && next() < 0.4 ? 0 : 1 / real
  })
  if (chosen.every((probability) => probability === 0)) chosen[0] = 1
  const total = chosen.reduce((sum, probability) => sum + probability, 0)
  return {
    kind,
    probabilities: chosen,
    mass: total * tail,
    tolerance: total * 1e-12,
    from: kind === 'window' ? total * 0.9 * tail : 0,
    width: kind === 'window' ? (total * 1.5) / real : 0,
  }
}

/** Tails of whole books, whose rows are rounded so coarsely that losses are equal; every fourth has numbers at a limit. */
function bookTails(stage: Stage, seed: number, kind: ProbabilityMeasure['kind']): void {
  const { memory, team, digest } = stage
  const made = randomBook(memory, seed)
  const { book, accounts, jointRows, jointCount, rowCount, real, foldable } = made
  const rows = memory.doubles(jointRows, rowCount * jointCount)
  if (seed % 2 === 0) for (let i = 0; i < rows.length; i++) rows[i] = Math.round(rows[i]! / 10)
  if (seed % 4 === 1) {
    for (let row = 0; row < rowCount; row += 2) {
      rows[row * jointCount + ((7 * seed * (row + 1)) % real)] = oddNumbers[(row + seed) % oddNumbers.length]!
    }
  }
  const measures = writeProbabilityMeasure(
    memory,
    measureOf(real, kind, shapes[seed % 3]!, [0.01, 0.025, 0.3][seed % 3]!),
  )
  team.reserve(tailScratchBytes(jointCount, 400))
  const list = stage.words(Array.from({ length: accounts }, (_, i) => accounts - 1 - i))
  const out = stage.column(accounts)
  team.run(['tails64', book, list, jointRows, jointCount, real, measures, out], accounts, 24)
  stage.take(accounts, out)
  const places = floatPlaces((bytes) => stage.allocate(bytes), foldable)
  const { table, folds } = floatRows(team, foldable, places)
  team.run(['references32', book, table, jointCount, real, measures, folds, 1], accounts, 24)
  for (const field of [bookFields.accountHigh, bookFields.accountLow]) {
    digest.floats(memory.floats(memory.words(book + field, 1)[0]!, accounts))
  }
  team.run(['tails32', book, list, table, jointCount, real, measures, folds, out], accounts, 24)
  stage.take(accounts, out)
  digest.numbers(team.run(['settle32', book, list, table, jointCount, real, measures, folds], accounts, 24))
  digest.numbers(memory.bytes(memory.words(book + bookFields.accountLevel, 1)[0]!, accounts))
  releaseProbabilityMeasure(memory, measures, real)
  stage.clear()
}

/** Lines of one holding: none, few, many; tails of hardly anything, of some, of almost all. */
function lineTails(stage: Stage, real: number, kind: ProbabilityMeasure['kind'], shape: (typeof shapes)[number]): void {
  const { memory } = stage
  const next = numberStream(real + 11)
  const count = Math.ceil(real / jointMultiple) * jointMultiple
  const rows = Array.from({ length: 12 }, (_, row) =>
    stage.column(count, () => (row % 3 === 0 ? Math.floor(3 * next()) - 1 : 30 * (next() - 0.5))),
  )
  for (const lines of [0, 1, 4, 12]) {
    for (const tail of [1e-9, 0.01, 0.05, 0.5, 0.999]) {
      const gathered = stage.allocate(16 * 12)
      for (let k = 0; k < lines; k++) {
        memory.words(gathered + 16 * k, 1)[0] = rows[k]!
        memory.doubles(gathered + 16 * k + 8, 1)[0] = k === 4 ? 0 : 20 * (next() - 0.5)
      }
      const measures = writeProbabilityMeasure(memory, measureOf(real, kind, shape, tail))
      const out = stage.column(1)
      const scratch = stage.allocate(tailScratchBytes(count, 12))
      stage.run.tailOfLines(gathered, lines, count, real, measures, out, scratch)
      stage.take(1, out)
      releaseProbabilityMeasure(memory, measures, real)
    }
  }
  stage.clear()
}
