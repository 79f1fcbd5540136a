import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { crashImage, open, readAll, scratchDirectory, text } from './fixture/testJournal.js'
import type { Journal } from './journal.js'

let scratch: ReturnType<typeof scratchDirectory>
let directory: string
let image: string
beforeEach(() => {
  scratch = scratchDirectory()
  directory = join(scratch.path, 'log')
  image = join(scratch.path, 'image')
})
afterEach(() => scratch.remove())

const refusal = (code: string): unknown => expect.objectContaining({ name: 'JournalError', code })
const snapshotFiles = (target: string): string[] => readdirSync(target).filter((name) => name.startsWith('snapshot-'))

/** A toy state: balances that events add to. */
type State = Readonly<Record<string, number>>
const evolve = (state: State, event: Uint8Array): State => {
  const [account, amount] = new TextDecoder().decode(event).split(' ')
  return { ...state, [account!]: (state[account!] ?? 0) + Number(amount) }
}
const encode = (state: State): Uint8Array =>
  text(JSON.stringify(Object.entries(state).sort(([a], [b]) => (a < b ? -1 : 1))))
const decode = (bytes: Uint8Array): State =>
  Object.fromEntries(JSON.parse(new TextDecoder().decode(bytes)) as [string, number][])

async function replay(journal: Journal, from: number, state: State): Promise<State> {
  for (const { payload } of await readAll(journal, from)) state = evolve(state, payload)
  return state
}

async function append(journal: Journal, count: number): Promise<void> {
  await journal.append(Array.from({ length: count }, (_, row) => text(`account${row % 3} ${row}`)))
}

test('G5 the snapshot at any record and the tail after it are the whole replay, byte for byte', async () => {
  const event = fc
    .tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: -9, max: 9 }))
    .map(([account, amount]) => `${account} ${amount}`)
  let run = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { minLength: 1, maxLength: 60 }),
      fc.nat(),
      fc.boolean(),
      async (events, any, trims) => {
        const target = join(directory, String(run++))
        const { journal } = await open(target)
        await journal.append(events.map(text))
        const full = encode(await replay(journal, 1, {}))
        const at = 1 + (any % events.length)
        let state: State = {}
        for (const line of events.slice(0, at)) state = evolve(state, text(line))
        await journal.saveSnapshot({ sequence: at, state: encode(state) })
        if (trims) await journal.trim(1 + (any % at))
        await journal.close()
        const again = (await open(target)).journal
        const snapshot = await again.latestSnapshot()
        expect(snapshot?.sequence).toBe(at)
        expect(encode(await replay(again, at + 1, decode(snapshot!.state)))).toEqual(full)
        await again.close()
      },
    ),
    { numRuns: 40 },
  )
})

test('a flipped bit in a snapshot: told of where the log can be replayed, a refusal where it cannot', async () => {
  const { journal } = await open(directory)
  await append(journal, 10)
  await journal.saveSnapshot({ sequence: 8, state: text('the state') })
  const trimmed = join(scratch.path, 'trimmed')
  await journal.close()
  crashImage(directory, trimmed)
  const cut = (await open(trimmed)).journal
  await cut.trim(8)
  await expect(readAll(cut)).rejects.toEqual(refusal('JOURNAL_TRIMMED'))
  expect(await readAll(cut, 9)).toHaveLength(2)
  await cut.close()

  const [name] = snapshotFiles(directory)
  const bytes = readFileSync(join(directory, name!))
  for (let bit = 0; bit < bytes.length * 8; bit += 5) {
    const flipped = Buffer.from(bytes)
    flipped[bit >> 3]! ^= 1 << (bit & 7)
    crashImage(directory, image)
    writeFileSync(join(image, name!), flipped)
    const whole = await open(image)
    expect(await whole.journal.latestSnapshot()).toBeUndefined()
    expect(whole.warnings.map(({ code, message }) => [code, message.includes(name!)])).toEqual([
      ['SNAPSHOT_IGNORED', true],
    ])
    await whole.journal.close()

    crashImage(trimmed, image)
    writeFileSync(join(image, name!), flipped)
    const part = await open(image)
    await expect(part.journal.latestSnapshot()).rejects.toEqual(refusal('JOURNAL_DAMAGED'))
    await part.journal.close()
  }
})

test('a cut snapshot and one under another name are not taken; an older one is', async () => {
  const { journal, warnings } = await open(directory)
  await append(journal, 10)
  for (const sequence of [2, 4, 6]) await journal.saveSnapshot({ sequence, state: text(`state ${sequence}`) })
  const [older, newer] = snapshotFiles(directory).sort()
  expect([older, newer]).toEqual(['snapshot-000000000000004', 'snapshot-000000000000006'])
  const bytes = readFileSync(join(directory, newer!))
  for (const damaged of [bytes.subarray(0, -1), bytes.subarray(0, 20), readFileSync(join(directory, older!))]) {
    writeFileSync(join(directory, newer!), damaged)
    expect(await journal.latestSnapshot()).toEqual({ sequence: 4, state: Buffer.from('state 4') })
  }
  expect(warnings).toHaveLength(3)
  await journal.close()
})

test('a snapshot of another history, or of a record that is not there, stops the start', async () => {
  const { journal } = await open(directory)
  await append(journal, 5)
  crashImage(directory, image)
  await append(journal, 5)
  await journal.saveSnapshot({ sequence: 8, state: text('after eight') })
  const [name] = snapshotFiles(directory)
  const bytes = readFileSync(join(directory, name!))
  await journal.close()

  writeFileSync(join(image, name!), bytes)
  const behind = (await open(image)).journal
  await expect(behind.latestSnapshot()).rejects.toEqual(refusal('JOURNAL_DAMAGED'))
  await behind.append(Array.from({ length: 5 }, () => text('another history')))
  await expect(behind.latestSnapshot()).rejects.toMatchObject({ place: { partition: 7, sequence: 8, field: 'hash' } })
  await behind.close()
})

test('what may be kept and what may go', async () => {
  const { journal } = await open(directory)
  await append(journal, 10)
  await expect(journal.trim(1)).rejects.toEqual(refusal('JOURNAL_SEQUENCE'))
  await expect(journal.saveSnapshot({ sequence: 11, state: text('') })).rejects.toEqual(refusal('JOURNAL_SEQUENCE'))
  await journal.saveSnapshot({ sequence: 5, state: text('') })
  await expect(journal.trim(6)).rejects.toEqual(refusal('JOURNAL_SEQUENCE'))
  await journal.trim(4)
  await expect(journal.trim(4)).rejects.toEqual(refusal('JOURNAL_SEQUENCE'))
  await expect(journal.saveSnapshot({ sequence: 3, state: text('') })).rejects.toEqual(refusal('JOURNAL_SEQUENCE'))
  await expect(readAll(journal, 0)).rejects.toEqual(refusal('JOURNAL_TRIMMED'))
  await journal.trim(5)
  await append(journal, 1)
  expect((await readAll(journal, 6)).map(({ sequence }) => sequence)).toEqual([6, 7, 8, 9, 10, 11])
  await journal.close()
})

test('G8 a state of an older version is brought to the present one', async () => {
  const first = (await open(directory)).journal
  await append(first, 3)
  await first.saveSnapshot({ sequence: 3, state: text('old') })
  await first.close()
  const snapshotUpcasters = [(bytes: Uint8Array): Uint8Array => text(`${new TextDecoder().decode(bytes)}, made new`)]
  const second = (await open(directory, { snapshotUpcasters })).journal
  expect(await second.latestSnapshot()).toEqual({ sequence: 3, state: text('old, made new') })
  await second.saveSnapshot({ sequence: 3, state: text('new') })
  await second.close()
  const third = (await open(directory)).journal
  await expect(third.latestSnapshot()).rejects.toEqual(refusal('JOURNAL_NEWER'))
  await third.close()
})
