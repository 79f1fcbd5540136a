import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openFile } from '@plimsoll/journal'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStore } from './store.js'

let directory: string
let file: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'plimsoll-damage-'))
  file = join(directory, 'plimsoll.sqlite')
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

function fill(): void {
  const store = openStore(directory)
  for (let round = 0; round < 50; round++) {
    const id = `account-${round}`
    const book = { plimsoll: 'book/1', id, note: 'x'.repeat(400) }
    store.commit({
      account: id,
      kind: 'create',
      instant: '2026-03-02T09:00:00Z',
      after: { id, name: id, description: '', specId: 's', book },
    })
  }
  store.close()
}
const refusal = (code: string) => expect.objectContaining({ code, message: expect.stringContaining(file) })

test('a file that is no database is refused by name and left as it is', () => {
  writeFileSync(file, 'this is not a database, it only stands where one should be'.repeat(20))
  const before = readFileSync(file)
  expect(() => openStore(directory)).toThrow(refusal('STORE_CORRUPT'))
  expect(readFileSync(file)).toEqual(before)
})

test('a truncated file is refused', () => {
  fill()
  const bytes = readFileSync(file)
  writeFileSync(file, bytes.subarray(0, Math.floor(bytes.length / 2)))
  expect(() => openStore(directory)).toThrow(refusal('STORE_CORRUPT'))
})

test('a changed byte in a payload is found, or stood where nothing is kept', () => {
  fill()
  const bytes = readFileSync(file)
  const intact = openStore(directory)
  const accounts = intact.accounts()
  intact.close()
  let found = 0
  for (let at = bytes.indexOf('xxxx'); at >= 0; at = bytes.indexOf('xxxx', at + 2_000)) {
    const damaged = Buffer.from(bytes)
    damaged[at + 1] = 'y'.charCodeAt(0)
    writeFileSync(file, damaged)
    try {
      const store = openStore(directory)
      // SQLite leaves old bytes in the free space of a page; they are nobody's data.
      expect(store.accounts()).toEqual(accounts)
      store.close()
    } catch (error) {
      expect(error).toEqual(refusal('STORE_CORRUPT'))
      found++
    }
  }
  expect(found).toBeGreaterThan(5)
})

test('pages overwritten with zeros are refused', () => {
  fill()
  const bytes = readFileSync(file)
  bytes.fill(0, 3 * 4096, 5 * 4096)
  writeFileSync(file, bytes)
  expect(() => openStore(directory)).toThrow(refusal('STORE_CORRUPT'))
})

test('a row that was edited by hand is refused', () => {
  fill()
  const database = openFile(file)
  database.exec(`UPDATE accounts SET record = replace(record, '"specId":"s"', '"specId":"t"') WHERE id = 'account-7'`)
  database.close()
  expect(() => openStore(directory)).toThrow(/account-7/)
})

test('changes cannot be updated or deleted', () => {
  fill()
  const database = openFile(file)
  expect(() => database.exec(`UPDATE changes SET kind = 'fill'`)).toThrow(/append-only/)
  expect(() => database.exec('DELETE FROM changes')).toThrow(/append-only/)
  database.close()
})

test('a newer schema is refused', () => {
  fill()
  const database = openFile(file)
  database.exec('PRAGMA user_version = 99')
  database.close()
  expect(() => openStore(directory)).toThrow(refusal('STORE_NEWER'))
})

test('another program’s database is refused', () => {
  const database = openFile(file)
  database.exec('CREATE TABLE theirs (x)')
  database.close()
  expect(() => openStore(directory)).toThrow(refusal('STORE_CORRUPT'))
})

test('a directory where the file should be is refused', () => {
  mkdirSync(file)
  expect(() => openStore(directory)).toThrow(refusal('STORE_UNUSABLE'))
})
