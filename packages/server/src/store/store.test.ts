import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AccountRecord, NewChange } from './change.js'
import { openStore } from './store.js'

const instant = '2026-03-02T09:00:00Z'
const record = (amount: string, id = 'a'): AccountRecord => ({
  id,
  name: 'A',
  description: '',
  specId: 'portfolio',
  book: { plimsoll: 'book/1', id, name: 'A', balances: [{ asset: 'USDC', amount }], positions: [], orders: [] },
})
const change = (kind: NewChange['kind'], amount?: string, undoes?: number): NewChange => ({
  account: 'a',
  kind,
  instant,
  ...(amount === undefined ? {} : { after: record(amount) }),
  ...(undoes === undefined ? {} : { undoes }),
})

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'plimsoll-store-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

describe.each(['file', 'memory'])('a store in %s', (where) => {
  const open = () => openStore(where === 'memory' ? ':memory:' : directory)

  test('keeps the account and both sides of every change', () => {
    const store = open()
    expect(store.isFresh()).toBe(true)
    store.commit(change('create', '1'))
    const filled = store.commit(change('fill', '2'))
    expect(filled.sequence).toBe(2)
    expect(filled.before).toEqual(record('1'))
    expect(store.isFresh()).toBe(false)
    expect(store.accounts()).toEqual([record('2')])
    expect(store.history('a', 10).map((entry) => [entry.sequence, entry.kind, entry.before, entry.after])).toEqual([
      [2, 'fill', record('1'), record('2')],
      [1, 'create', undefined, record('1')],
    ])
    store.close()
  })

  test('undo walks back over changes that are not taken back yet, never past the creation', () => {
    const store = open()
    store.commit(change('create', '1'))
    expect(store.lastUndoable('a')).toBeUndefined()
    store.commit(change('fill', '2'))
    store.commit(change('settings', '2'))
    store.commit(change('transfer', '3'))
    expect(store.lastUndoable('a')?.sequence).toBe(4)
    store.commit(change('undo', '2', 4))
    expect(store.lastUndoable('a')?.sequence).toBe(2)
    store.commit(change('order', '5'))
    expect(store.lastUndoable('a')?.sequence).toBe(6)
    store.commit(change('undo', '2', 6))
    store.commit(change('undo', '1', 2))
    expect(store.lastUndoable('a')).toBeUndefined()
    store.commit(change('delete'))
    store.commit(change('create', '9'))
    expect(store.lastUndoable('a')).toBeUndefined()
    expect(store.accounts()).toEqual([record('9')])
    store.close()
  })
})

test('a store is there again after it was closed', () => {
  const first = openStore(directory)
  first.commit(change('create', '1'))
  first.commit(change('fill', '2'))
  first.close()
  const second = openStore(directory)
  expect(second.accounts()).toEqual([record('2')])
  expect(second.lastUndoable('a')?.before).toEqual(record('1'))
  second.close()
})

test('one store has one owner', () => {
  const first = openStore(directory)
  expect(() => openStore(directory)).toThrow(expect.objectContaining({ code: 'STORE_BUSY' }))
  first.close()
  openStore(directory).close()
})
