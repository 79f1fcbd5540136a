import { floatPlaces, floatRows } from '../book/fixture/floatRows.js'
import { randomBook } from '../book/fixture/randomBook.js'
import { bookFields, rangeBytes, recordBytes, recordNumbers, tailScratchBytes } from '../book/layout.js'
import { numberStream, oddNumbers, type Stage } from './stage.js'

type Book = ReturnType<typeof randomBook>

/** Accounts or segments of one part of a job. */
const part = 16

/** Segments and levels of random books, as jobs: worst losses, ranges since a reference, levels, settled accounts. */
export function books(stage: Stage): void {
  for (let seed = 1; seed <= 18; seed++) oneBook(stage, seed)
}

function oneBook(stage: Stage, seed: number): void {
  const { memory, team, digest } = stage
  const made = randomBook(memory, seed)
  const { book, cells, accounts, jointRows, jointCount, real, rowCount, measures, foldable } = made
  const word = (field: number): number => memory.words(book + field, 1)[0]!
  const setExact = (flag: 0 | 1): void => {
    memory.words(book + bookFields.isExact, 1)[0] = flag
  }
  const judge = (): void => judged(stage, made, team.run(['judgeAccounts', book], accounts, part))
  team.reserve(tailScratchBytes(jointCount, 400))

  const worst = (): void => {
    for (const { records: place, count } of cells) {
      suspected(stage, made, team.run(['worstRecords', book, place, made.scanRows, made.scanCount], count, part))
    }
    records(stage, made)
  }
  worst()
  setExact(1)
  judge()
  const scan = memory.doubles(made.scanRows, rowCount * made.scanCount)
  for (let i = 0; i < scan.length; i++) scan[i] = scan[i]! * 1.01
  if (seed % 3 === 1) for (const [row, odd] of oddNumbers.entries()) scan[(37 * row * seed) % scan.length] = odd
  worst()
  setExact(0)

  const places = floatPlaces((bytes) => stage.allocate(bytes), foldable)
  const { table, folds } = floatRows(team, foldable, places)
  team.run(['references32', book, table, jointCount, real, measures, folds, seed % 2], accounts, part)
  standing(stage, made)
  const next = numberStream(seed)
  const ranges = word(bookFields.ranges)
  const joint = memory.doubles(jointRows, rowCount * jointCount)
  for (let i = 0; i < joint.length; i++) joint[i] = joint[i]! * (1 + 2e-3 * (next() - 0.5))
  team.run(['rowRanges', jointRows, table, folds, jointCount, ranges], rowCount, 5)
  const screen = (): void => {
    for (const { records: place, count } of cells) {
      suspected(stage, made, team.run(['screenRecords', book, place], count, part))
    }
    records(stage, made)
  }
  screen()
  judge()
  if (seed % 3 === 0) oddRanges(stage, made, seed)
  team.run(['screenAccounts', book], accounts, 64)
  records(stage, made)
  screen()
  const list = stage.words(Array.from({ length: accounts }, (_, i) => accounts - 1 - i))
  judged(stage, made, team.run(['judgeList', book, list], accounts, part))
  digest.numbers([floatRows(team, foldable, places).refused])
  judged(stage, made, team.run(['settle32', book, list, table, jointCount, real, measures, folds], accounts, part))
  for (let account = 0; account < accounts; account++) {
    const requirement = account < oddNumbers.length ? oddNumbers[account]! : 200 * next() - 20
    digest.numbers([stage.run.settleAccount(book, account, requirement), stage.run.accountEquity(book, account)])
  }
  standing(stage, made)
  stage.clear()
}

/** Rows that can be anywhere, worthless and priceless ones, bounds and a scale at the limits. */
function oddRanges({ memory }: Stage, { book, rowCount, accounts }: Book, seed: number): void {
  const word = (field: number): number => memory.words(book + field, 1)[0]!
  const ranges = memory.doubles(word(bookFields.ranges), (rangeBytes / 8) * rowCount)
  for (let k = 0; k < 4; k++) ranges[(seed * (k + 1)) % ranges.length] = oddNumbers[(seed + 5 * k) % oddNumbers.length]!
  const highs = memory.floats(word(bookFields.accountHigh), accounts)
  for (let account = 0; account < accounts; account += 9) highs[account] = account % 2 === 0 ? Infinity : Number.NaN
}

/** What the kernel wrote into the records, by cell and account. */
function records({ memory, digest }: Stage, { cells }: Book): void {
  for (const { records: place, count } of cells) {
    for (let row = 0; row < count; row++) digest.doubles(memory.doubles(place + row * recordBytes + recordNumbers, 4))
  }
}

/** What became of accounts in a job that judges: the entries of both lists, part by part, and what is known of each account. */
function judged(stage: Stage, made: Book, answers: readonly number[]): void {
  entries(stage, made, bookFields.undecided, answers, (answer) => answer >>> 16)
  entries(stage, made, bookFields.changed, answers, (answer) => answer & 0xffff)
  standing(stage, made)
}

function suspected(stage: Stage, made: Book, answers: readonly number[]): void {
  entries(stage, made, bookFields.suspects, answers, (answer) => answer)
  standing(stage, made)
}

/** The list of a part begins where the part does; what stands behind its end is nobody's. */
function entries(
  { memory, digest }: Stage,
  { book }: Book,
  field: number,
  answers: readonly number[],
  lengthOf: (answer: number) => number,
): void {
  const list = memory.words(book + field, 1)[0]!
  for (const [row, answer] of answers.entries()) {
    const length = lengthOf(answer)
    digest.numbers([length, ...memory.words(list + 4 * part * row, length)])
  }
}

/** What is known of each account. */
function standing({ memory, digest }: Stage, { book, accounts }: Book): void {
  const word = (field: number): number => memory.words(book + field, 1)[0]!
  digest.floats(memory.floats(word(bookFields.accountRoom), accounts))
  digest.numbers(memory.bytes(word(bookFields.accountLevel), accounts))
  digest.floats(memory.floats(word(bookFields.accountHigh), accounts))
  digest.floats(memory.floats(word(bookFields.accountLow), accounts))
  digest.numbers(memory.bytes(word(bookFields.accountEpoch), accounts))
}
