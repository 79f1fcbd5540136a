import { expect, test } from 'vitest'
import { floatPlaces, floatRows } from '../book/fixture/floatRows.js'
import { randomBook } from '../book/fixture/randomBook.js'
import { recordBytes, tailScratchBytes } from '../book/layout.js'
import { KernelMemory } from '../memory/kernelMemory.js'
import { soloTeam, type Team } from '../team/team.js'
import { startPool } from './startPool.js'

/** Everything that a book's jobs write, over several rounds. */
function bookRun(team: Team): Uint8Array {
  const { memory } = team
  const found: Uint8Array[] = []
  for (let seed = 1; seed <= 6; seed++) {
    const made = randomBook(memory, seed)
    const { book, accounts, jointRows, jointCount, real, measures, foldable } = made
    team.reserve(tailScratchBytes(jointCount, 400))
    const places = floatPlaces((bytes) => memory.allocate(bytes), foldable)
    const { table, folds } = floatRows(team, foldable, places)
    team.run(['references32', book, table, jointCount, real, measures, folds, 0], accounts, 3)
    for (const { records, count } of made.cells) {
      team.run(['worstRecords', book, records, made.scanRows, made.scanCount], count, 5)
      found.push(slots())
      team.run(['screenRecords', book, records], count, 5)
    }
    found.push(slots())
    found.push(Uint8Array.from(team.run(['judgeAccounts', book], accounts, 7)))
    const list = memory.allocate(4 * accounts)
    memory.words(list, accounts).set(Uint32Array.from({ length: accounts }, (_, i) => i))
    const out = memory.allocate(16 * accounts)
    team.run(['tails64', book, list, jointRows, jointCount, real, measures, out], accounts, 2)
    found.push(memory.bytes(out, 16 * accounts).slice())

    function slots(): Uint8Array {
      return Uint8Array.from(
        made.cells.flatMap(({ records, count }) => [...memory.bytes(records, count * recordBytes)]),
      )
    }
  }
  return Uint8Array.from(found.flatMap((bytes) => [...bytes]))
}

test('any number of threads gives the bytes of one', async () => {
  const alone = bookRun(soloTeam(new KernelMemory()))
  for (const threads of [1, 2, 3]) {
    const pool = await startPool(new KernelMemory({ shared: true }), { threads })
    expect(Buffer.from(bookRun(pool)).equals(Buffer.from(alone))).toBe(true)
    await pool.close()
  }
})

test('a part that traps is an error of the whole job, and the pool goes on', async () => {
  const pool = await startPool(new KernelMemory({ shared: true }), { threads: 2 })
  const { memory } = pool
  const column = memory.allocate(8 * 4096)
  expect(() => {
    for (let round = 0; round < 50; round++)
      pool.run(['narrowRows', 2 ** 32 - 65536, column, 4, column, column], 1_000_000, 1000)
  }).toThrow()
  memory.doubles(column, 4096).fill(2.5)
  const own = { rows: column, rowCount: 64, count: 64, folds: [] }
  const { table } = floatRows(
    pool,
    own,
    floatPlaces((bytes) => memory.allocate(bytes), own),
  )
  expect(memory.floats(table + 4 * 64, 4096).every((value) => value === 2.5)).toBe(true)
  await pool.close()
  expect(() => pool.run(['pricePairs', column], 4096, 64)).toThrow('closed')
})

test('a memory of its own thread is refused', async () => {
  await expect(startPool(new KernelMemory(), { threads: 2 })).rejects.toThrow('shared memory')
})
