import { floatPlaces, floatRows } from '../book/fixture/floatRows.js'
import { randomBook } from '../book/fixture/randomBook.js'
import { bookFields, jointMultiple, tailScratchBytes } from '../book/layout.js'
import { numberStream, oddNumbers, type Stage } from './stage.js'

/** `tails64`, `tails32`, `tailOfLines`, `references32` and `settle32`: measures over joint scenarios, in parts. */
export function tails(stage: Stage): void {
  for (let seed = 1; seed <= 40; seed++) bookTails(stage, seed)
  for (const real of [1, 2, 31, 32, 33, 63, 100, 255, 1000, 1024]) {
    for (const kind of kinds) lineTails(stage, real, kind)
  }
}

/** Tails of whole books; every third has rows with one number at a limit. */
function bookTails(stage: Stage, seed: number): void {
  const { memory, team, digest } = stage
  const made = randomBook(memory, seed)
  const { book, accounts, jointRows, jointCount, rowCount, real, measures, foldable } = made
  const rows = memory.doubles(jointRows, rowCount * jointCount)
  if (seed % 3 === 0) {
    for (let row = 0; row < rowCount; row += 2) {
      rows[row * jointCount + ((7 * seed * (row + 1)) % real)] = oddNumbers[(row + seed) % oddNumbers.length]!
    }
  }
  team.reserve(tailScratchBytes(jointCount, 400))
  const list = stage.words(Array.from({ length: accounts }, (_, i) => accounts - 1 - i))
  const out = stage.column(2 * accounts)
  team.run(['tails64', book, list, jointRows, jointCount, real, measures, out], accounts, 24)
  stage.take(2 * accounts, out)
  const places = floatPlaces((bytes) => stage.allocate(bytes), foldable)
  const { table, folds } = floatRows(team, foldable, places)
  team.run(['references32', book, table, jointCount, real, measures, folds, 1], accounts, 24)
  for (const field of [bookFields.accountHigh, bookFields.accountLow]) {
    digest.floats(memory.floats(memory.words(book + field, 1)[0]!, accounts))
  }
  digest.numbers(memory.bytes(memory.words(book + bookFields.accountEpoch, 1)[0]!, accounts))
  team.run(['tails32', book, list, table, jointCount, real, measures, folds, out], accounts, 24)
  stage.take(2 * accounts, out)
  digest.numbers(team.run(['settle32', book, list, table, jointCount, real, measures, folds], accounts, 24))
  digest.numbers(memory.bytes(memory.words(book + bookFields.accountLevel, 1)[0]!, accounts))
  stage.clear()
}

/** How a row's numbers are chosen. */
const kinds = ['spread', 'few', 'equal', 'infinite', 'notANumber'] as const

/** Lines of one holding: none, few, many; tails of one rank, of some, of all. */
function lineTails(stage: Stage, real: number, kind: (typeof kinds)[number]): void {
  const { memory } = stage
  const next = numberStream(real + 7)
  const count = Math.ceil(real / jointMultiple) * jointMultiple
  const value = (s: number): number => {
    if (s >= real || kind === 'equal') return s >= real ? 0 : 3
    if (kind === 'few') return Math.floor(3 * next()) - 1
    if (s === Math.floor(real / 2) && kind === 'infinite') return Infinity
    if (s === Math.floor(real / 3) && kind === 'infinite') return -Infinity
    if (s === Math.floor(real / 2) && kind === 'notANumber') return Number.NaN
    return 30 * (next() - 0.5)
  }
  const rows = Array.from({ length: 12 }, () => stage.column(count, value))
  for (const lines of [0, 1, 2, 5, 12]) {
    for (const depth of new Set([1, Math.ceil(real * 0.025), Math.ceil(real / 2), real])) {
      const gathered = stage.allocate(16 * 12)
      for (let k = 0; k < lines; k++) {
        memory.words(gathered + 16 * k, 1)[0] = rows[k]!
        memory.doubles(gathered + 16 * k + 8, 1)[0] = k === 4 ? 0 : 20 * (next() - 0.5)
      }
      const weights = stage.column(3 * depth, (k) =>
        k < depth ? 1 / depth : k < 2 * depth ? Number(k === 2 * depth - 1) : 0,
      )
      const measures = stage.words([3, depth, weights])
      const out = stage.column(3)
      const scratch = stage.allocate(tailScratchBytes(count, 12))
      stage.run.tailOfLines(gathered, lines, count, real, measures, out, scratch)
      stage.take(3, out)
    }
  }
  stage.clear()
}
