import { bookFields, type Job, type Team, unjudged } from '@plimsoll/kernel'
import { PlimsollError } from '../error/plimsollError.js'
import type { AccountStore } from './accountStore.js'

/** An account whose level is another than before the tick. */
export interface LevelChange {
  readonly account: number
  readonly level: number
}

/** Where a job whose parts leave lists begins, and how long its parts are. */
interface Parts {
  readonly first: number
  readonly part: number
}

const partLength = 4096
const partsMax = 4096
const levelsMax = 255

/** The levels of a store's accounts, and the lists that the kernel's judging leaves behind. */
export class AccountLevels {
  readonly #team: Team
  readonly #store: AccountStore
  /** Accounts, each once, and how many they are. */
  #suspects = new Uint32Array(0)
  #suspectCount = 0
  #isSuspect = new Uint8Array(0)
  #list = 0
  #listCapacity = 0

  /** @throws PlimsollError INPUT_INVALID for levels that do not ascend, are below 0 or more than 255 */
  constructor(team: Team, store: AccountStore, levels: readonly number[]) {
    requireAscending(levels)
    this.#team = team
    this.#store = store
    const place = team.memory.allocate(8 * levels.length)
    team.memory.doubles(place, levels.length).set(levels)
    store.setWord(bookFields.levels, place)
    store.setWord(bookFields.levelCount, levels.length)
  }

  of(account: number): number {
    return this.#team.memory.views.u8[this.#store.word(bookFields.accountLevel) + account]!
  }

  /** Sets a level that somebody else has judged; whether it is another than before. */
  set(account: number, level: number): boolean {
    const isOther = this.of(account) !== level
    this.#team.memory.views.u8[this.#store.word(bookFields.accountLevel) + account] = level
    return isOther
  }

  /** Whether the kernel is to judge these accounts. */
  judgeHere(from: number, to: number, isHere: boolean): void {
    const epochs = this.#store.word(bookFields.accountEpoch)
    this.#team.memory.views.u8.fill(isHere ? 0 : unjudged, epochs + from, epochs + to)
  }

  /** Runs a job over a cell's records that answers with suspects, the accounts whose room has run out, and keeps them. */
  suspect(job: Job, count: number): void {
    const answers = this.#team.run(job, count, partLength)
    const at = this.#store.word(bookFields.suspects) >>> 2
    const { u32 } = this.#team.memory.views
    if (this.#isSuspect.length < this.#store.accounts) this.#growSuspects(2 * this.#store.accounts)
    for (const [row, answer] of answers.entries()) {
      const from = at + row * partLength
      for (let k = 0; k < answer; k++) {
        const account = u32[from + k]!
        if (this.#isSuspect[account] === 1) continue
        this.#isSuspect[account] = 1
        this.#suspects[this.#suspectCount++] = account
      }
    }
  }

  /** The suspects since the last time, each once; overwritten by the next ones. */
  takeSuspects(): Uint32Array {
    const taken = this.#suspects.subarray(0, this.#suspectCount)
    for (let k = 0; k < taken.length; k++) this.#isSuspect[taken[k]!] = 0
    this.#suspectCount = 0
    return taken
  }

  #growSuspects(capacity: number): void {
    const [suspects, isSuspect] = [new Uint32Array(capacity), new Uint8Array(capacity)]
    suspects.set(this.#suspects)
    isSuspect.set(this.#isSuspect)
    this.#suspects = suspects
    this.#isSuspect = isSuspect
  }

  /** Judges all accounts `from` to `to` − 1 by their bounds; answers those that these leave open. */
  judge(from: number, to: number, changes: LevelChange[]): readonly number[] {
    const answers = this.#team.run(['judgeAccounts', this.#store.book], to - from, partLength, from)
    return this.#gather(answers, { first: from, part: partLength }, changes)
  }

  /** Runs a judging job over a list of accounts; answers those that it leaves open. `jobOf`: the job, given the list's place. */
  judgeList(
    accounts: readonly number[] | Uint32Array,
    jobOf: (list: number) => Job,
    part: number,
    changes: LevelChange[],
  ): readonly number[] {
    if (accounts.length === 0) return []
    const length = Math.max(part, Math.ceil(accounts.length / partsMax))
    const answers = this.#team.run(jobOf(this.#listOf(accounts)), accounts.length, length)
    return this.#gather(answers, { first: 0, part: length }, changes)
  }

  /** Accounts as a list in memory. */
  #listOf(accounts: readonly number[] | Uint32Array): number {
    const { memory } = this.#team
    if (accounts.length > this.#listCapacity) {
      if (this.#listCapacity > 0) memory.release(this.#list, 4 * this.#listCapacity)
      this.#listCapacity = 2 * accounts.length
      this.#list = memory.allocate(4 * this.#listCapacity)
    }
    memory.words(this.#list, accounts.length).set(accounts)
    return this.#list
  }

  /** Reads the lists that the parts of a judging have left. */
  #gather(answers: readonly number[], { first, part }: Parts, changes: LevelChange[]): readonly number[] {
    const { u32 } = this.#team.memory.views
    const undecidedAt = this.#store.word(bookFields.undecided) >>> 2
    const changedAt = this.#store.word(bookFields.changed) >>> 2
    const undecided: number[] = []
    for (const [row, answer] of answers.entries()) {
      const from = first + row * part
      for (let k = 0; k < answer >>> 16; k++) undecided.push(u32[undecidedAt + from + k]!)
      for (let k = 0; k < (answer & 0xffff); k++) {
        const account = u32[changedAt + from + k]!
        changes.push({ account, level: this.of(account) })
      }
    }
    return undecided
  }
}

function requireAscending(levels: readonly number[]): void {
  const isAscending = levels.every((level, row) => level >= (row === 0 ? 0 : levels[row - 1]!) && level < Infinity)
  if (isAscending && levels.length <= levelsMax) return
  throw new PlimsollError('INPUT_INVALID', {
    where: 'levels',
    value: levels,
    expected: `at most ${levelsMax} multiples of the maintenance requirement, ascending, none below 0`,
  })
}
