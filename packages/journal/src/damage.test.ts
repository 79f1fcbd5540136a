import { existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openFile } from './database/openDatabase.js'
import type { JournalError } from './error/journalError.js'
import { crashImage, open, readAll, scratchDirectory, text, texts } from './fixture/testJournal.js'
import { hashBytes } from './record/chain.js'
import { headerBytes } from './record/header.js'

// Journals are opened some ten thousand times: slow where a machine is busy.
vi.setConfig({ testTimeout: 300_000 })

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
const payload = (row: number): Uint8Array => text(`event ${row} `.padEnd(50 + ((row * 37) % 900), '.'))

/** A closed journal of some records. */
async function fill(count: number, target = directory): Promise<void> {
  const { journal } = await open(target)
  for (let row = 1; row <= count; row++) await journal.append([payload(row)])
  await journal.close()
}

/** Changes rows as only damage can: the table's triggers are taken off and put back. */
function tamper(target: string, sql: string, ...values: (Uint8Array | number)[]): void {
  const database = openFile(join(target, 'journal.sqlite'))
  const triggers = database.prepare(`SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'`).all()
  for (const { name } of triggers) database.exec(`DROP TRIGGER ${name}`)
  database.prepare(sql).run(...values)
  for (const trigger of triggers) database.exec(String(trigger.sql))
  database.close()
}

function recordOf(target: string, sequence: number): Buffer {
  const database = openFile(join(target, 'journal.sqlite'))
  const row = database.prepare('SELECT record FROM records WHERE sequence = ?').get(sequence)
  database.close()
  return Buffer.from(row?.record as Uint8Array)
}

/** Flips a bit of a record in a fresh image. */
function flipRecord(sequence: number, record: Buffer, bit: number): void {
  const flipped = Buffer.from(record)
  flipped[bit >> 3]! ^= 1 << (bit & 7)
  crashImage(directory, image)
  tamper(image, 'UPDATE records SET record = ? WHERE sequence = ?', flipped, sequence)
}

/** What reading all of a journal, or opening it, is stopped by. */
async function stop(target: string): Promise<JournalError> {
  const { journal } = await open(target)
  try {
    await readAll(journal)
  } catch (error) {
    return error as JournalError
  } finally {
    await journal.close()
  }
  throw new Error('nothing stopped the reader')
}

describe('G3 a flipped bit in a record', () => {
  const fields = [
    ['magic', 4],
    ['journal', 16],
    ['partition', 4],
    ['sequence', 8],
    ['epoch', 4],
    ['version', 4],
    ['payloadBytes', 4],
    ['payloadChecksum', 4],
    ['headerChecksum', 4],
  ] as const
  const fieldOfByte = fields.flatMap(([name, bytes]) => Array.from({ length: bytes }, () => name))

  test('every bit of the header stops the reader, which names partition, record and field', async () => {
    await fill(5)
    const record = recordOf(directory, 3)
    expect(fieldOfByte).toHaveLength(headerBytes)
    for (let bit = 0; bit < headerBytes * 8; bit++) {
      flipRecord(3, record, bit)
      const error = await stop(image)
      const field = fieldOfByte[bit >> 3]!
      expect([error.code, error.place]).toEqual(['JOURNAL_DAMAGED', { partition: 7, sequence: 3, field }])
      expect(error.message).toContain(`partition 7, record 3, ${field}:`)
    }
  })

  test.each([2, 5])('every bit of payload and hash of record %i of 5', async (sequence) => {
    await fill(5)
    const record = recordOf(directory, sequence)
    const hashAt = (record.length - hashBytes) * 8
    for (let bit = headerBytes * 8; bit < record.length * 8; bit++) {
      flipRecord(sequence, record, bit)
      // The last record is verified when the journal is opened.
      const error = sequence === 5 ? ((await open(image).catch((cause) => cause)) as JournalError) : await stop(image)
      const field = bit < hashAt ? 'payload' : 'hash'
      expect([error.code, error.place]).toEqual(['JOURNAL_DAMAGED', { partition: 7, sequence, field }])
    }
  })

  test('more than one bit of a header is named as the header; a record cut at any byte is refused', async () => {
    await fill(5)
    const record = recordOf(directory, 3)
    const blank = Buffer.from(record).fill(0, 0, headerBytes)
    for (let length = 0; length <= record.length; length += 7) {
      const bytes = length === 0 ? blank : record.subarray(0, -length)
      crashImage(directory, image)
      tamper(image, 'UPDATE records SET record = ? WHERE sequence = 3', bytes)
      const { place } = await stop(image)
      const field = length === 0 || bytes.length < headerBytes + hashBytes ? 'header' : 'payload'
      expect(place).toEqual({ partition: 7, sequence: 3, field })
    }
  })
})

describe('records that do not belong', () => {
  test('a gap', async () => {
    await fill(5)
    tamper(directory, 'DELETE FROM records WHERE sequence = ?', 3)
    const error = await stop(directory)
    expect(error.place).toEqual({ partition: 7, sequence: 3, field: 'key' })
    expect(error.message).toContain('is missing; the next record there is 4')
  })

  test('a duplicate', async () => {
    await fill(5)
    tamper(
      directory,
      'UPDATE records SET record = (SELECT record FROM records WHERE sequence = 2) WHERE sequence = ?',
      3,
    )
    const error = await stop(directory)
    expect(error.place).toEqual({ partition: 7, sequence: 3, field: 'sequence' })
    expect(error.message).toContain('duplicate of record 2')
  })

  test('a record of another journal, and all records of another journal', async () => {
    await fill(5)
    const other = join(scratch.path, 'other')
    await fill(5, other)
    crashImage(directory, image)
    tamper(image, 'UPDATE records SET record = ? WHERE sequence = 3', recordOf(other, 3))
    const error = await stop(image)
    expect(error.place).toEqual({ partition: 7, sequence: 3, field: 'journal' })
    expect(error.message).toContain('is a record of another journal')

    crashImage(directory, image)
    rmSync(join(image, 'journal.sqlite'))
    writeFileSync(join(image, 'journal.sqlite'), readFileSync(join(other, 'journal.sqlite')))
    await expect(open(image)).rejects.toEqual(refusal('JOURNAL_FOREIGN'))
  })

  test('acknowledged records that are missing at the end', async () => {
    await fill(5)
    tamper(directory, 'DELETE FROM records WHERE sequence >= ?', 4)
    const error = await open(directory).catch((cause) => cause as JournalError)
    expect((error as JournalError).place).toEqual({ partition: 7, sequence: 5, field: 'key' })
    expect((error as JournalError).message).toContain('was acknowledged, and is missing')
  })
})

describe('G1 a torn last record', () => {
  test('cut at every byte: an unacknowledged tail is cut and told of, an acknowledged one stops the start', async () => {
    await fill(4)
    const { journal } = await open(directory)
    await journal.append([payload(5)])
    const wal = join(directory, 'journal.sqlite-wal')
    const sizeBefore = statSync(wal).size
    const before = readFileSync(join(directory, 'journal.mark'))
    await journal.append([payload(6)])
    const size = statSync(wal).size
    expect(size).toBeGreaterThan(sizeBefore)
    const whole = readFileSync(wal)
    let told = 0
    for (let length = sizeBefore; length <= size; length++) {
      // As if the kill had come before the answer; a mark that is behind is what a power cut may leave.
      const acknowledged = length % 3 === 0
      crashImage(directory, image)
      writeFileSync(join(image, 'journal.sqlite-wal'), whole.subarray(0, length))
      if (!acknowledged) writeFileSync(join(image, 'journal.mark'), before)
      if (acknowledged && length < size) {
        const error = (await open(image).catch((cause) => cause)) as JournalError
        expect(error.place).toEqual({ partition: 7, sequence: 6, field: 'key' })
        continue
      }
      const recovered = await open(image)
      const kept = length === size ? 6 : 5
      expect(recovered.journal.last()).toBe(kept)
      expect(texts(await readAll(recovered.journal))).toEqual(
        Array.from({ length: kept }, (_, row) => texts([{ payload: payload(row + 1) } as never])[0]),
      )
      const torn = length > sizeBefore && length < size
      expect(recovered.warnings.map(({ code }) => code)).toEqual(torn ? ['TORN_TAIL_CUT'] : [])
      if (torn) {
        told++
        expect(recovered.warnings[0]!.message).toContain(`${length - sizeBefore} bytes`)
        expect(readFileSync(join(image, 'journal.cut')).equals(whole.subarray(0, length))).toBe(true)
      }
      expect(await recovered.journal.append([payload(7)])).toBe(kept + 1)
      await recovered.journal.close()
    }
    expect(told).toBeGreaterThan(1_000)
    await journal.close()
  })

  test('a log without its write-ahead log, or without its file, is missed', async () => {
    const { journal } = await open(directory)
    await journal.append([payload(1)])
    crashImage(directory, image)
    rmSync(join(image, 'journal.sqlite-wal'))
    await expect(open(image)).rejects.toEqual(refusal('JOURNAL_DAMAGED'))
    crashImage(directory, image)
    for (const name of readdirSync(image).filter((file) => file.startsWith('journal.sqlite'))) rmSync(join(image, name))
    await expect(open(image)).rejects.toEqual(refusal('JOURNAL_DAMAGED'))
    expect(existsSync(join(image, 'journal.sqlite'))).toBe(false)
    await journal.close()
  })
})

describe('the mark', () => {
  test('a missing or damaged one is replaced where nothing had to be cut', async () => {
    await fill(5)
    for (const damage of ['missing', 'damaged']) {
      if (damage === 'missing') rmSync(join(directory, 'journal.mark'))
      else truncateSync(join(directory, 'journal.mark'), 10)
      const { journal, warnings } = await open(directory)
      expect(warnings.map(({ code }) => code)).toEqual(['MARK_REPLACED'])
      expect(warnings[0]!.message).toContain(damage)
      expect(journal.last()).toBe(5)
      await journal.close()
    }
  })

  test('without it, a tail that would have to be cut stops the start', async () => {
    const { journal } = await open(directory)
    await journal.append([payload(1)])
    crashImage(directory, image)
    await journal.close()
    rmSync(join(image, 'journal.mark'))
    const wal = join(image, 'journal.sqlite-wal')
    truncateSync(wal, statSync(wal).size - 1)
    await expect(open(image)).rejects.toEqual(refusal('JOURNAL_DAMAGED'))
  })
})

describe('G3 a flipped bit anywhere in the files', () => {
  /** Flips one bit of a file in a fresh image: reading gives what was written, or is refused. Nothing in between. */
  async function flip(original: string, name: string, bit: number): Promise<'same' | 'refused'> {
    crashImage(original, image)
    const file = join(image, name)
    const bytes = readFileSync(file)
    bytes[bit >> 3]! ^= 1 << (bit & 7)
    writeFileSync(file, bytes)
    try {
      const { journal } = await open(image)
      try {
        expect(texts(await readAll(journal))).toEqual(expected)
      } finally {
        await journal.close()
      }
      return 'same'
    } catch (error) {
      expect(error).toHaveProperty('name', 'JournalError')
      return 'refused'
    }
  }
  const count = 12
  const expected = Array.from({ length: count }, (_, row) => new TextDecoder().decode(payload(row + 1)))
  const flips = 250
  const anyBit = (file: string): number => Math.floor(Math.random() * statSync(file).size * 8)

  test('database pages', async () => {
    await fill(count)
    let refused = 0
    for (let row = 0; row < flips; row++) {
      const bit = anyBit(join(directory, 'journal.sqlite'))
      if ((await flip(directory, 'journal.sqlite', bit)) === 'refused') refused++
    }
    expect(refused).toBeGreaterThan(flips / 10)
  })

  test('write-ahead log: no bit of a synced transaction is lost in silence', async () => {
    const { journal } = await open(directory)
    for (let row = 1; row <= count; row++) await journal.append([payload(row)])
    let refused = 0
    for (let row = 0; row < flips; row++) {
      const bit = anyBit(join(directory, 'journal.sqlite-wal'))
      if ((await flip(directory, 'journal.sqlite-wal', bit)) === 'refused') refused++
    }
    // What is not refused is a number in the head that nothing depends on.
    expect(refused).toBeGreaterThan(flips * 0.95)
    await journal.close()
  })

  test('write-ahead log with a mark that is behind, as after a power cut: at most the last two transactions can go unnoticed', async () => {
    const { journal } = await open(directory)
    const behind = readFileSync(join(directory, 'journal.mark'))
    for (let row = 1; row <= count; row++) await journal.append([payload(row)])
    let refused = 0
    for (let row = 0; row < flips; row++) {
      crashImage(directory, image)
      writeFileSync(join(image, 'journal.mark'), behind)
      const file = join(image, 'journal.sqlite-wal')
      const bytes = readFileSync(file)
      // One time in five a bit of the head, with which everything is gone.
      const bit = Math.floor(Math.random() * (row % 5 === 0 ? 32 : bytes.length) * 8)
      bytes[bit >> 3]! ^= 1 << (bit & 7)
      writeFileSync(file, bytes)
      const opened = await open(image).catch((cause) => cause as JournalError)
      if ('code' in opened) {
        expect(opened.message).toMatch(/(frame \d+|the head) is not what was written/)
        refused++
        continue
      }
      expect(texts(await readAll(opened.journal))).toEqual(expected.slice(0, opened.journal.last()))
      expect(opened.journal.last()).toBeGreaterThanOrEqual(count - 2)
      await opened.journal.close()
    }
    expect(refused).toBeGreaterThan(flips / 2)
    await journal.close()
  })

  test('the mark: every bit', async () => {
    await fill(3)
    const size = statSync(join(directory, 'journal.mark')).size
    for (let bit = 0; bit < size * 8; bit++) {
      crashImage(directory, image)
      const bytes = readFileSync(join(image, 'journal.mark'))
      bytes[bit >> 3]! ^= 1 << (bit & 7)
      writeFileSync(join(image, 'journal.mark'), bytes)
      const { journal, warnings } = await open(image)
      expect(warnings.map(({ code }) => code)).toEqual(['MARK_REPLACED'])
      expect(await readAll(journal)).toHaveLength(3)
      await journal.close()
    }
  })

  test('the row that identifies the journal: every value', async () => {
    await fill(3)
    for (const change of [
      'epoch = epoch + 1',
      'partition = partition + 1',
      'trimmed_sequence = 1',
      'journal = zeroblob(16)',
      'trimmed_hash = zeroblob(32)',
      'checksum = checksum + 1',
    ]) {
      crashImage(directory, image)
      tamper(image, `UPDATE identity SET ${change} WHERE one = ?`, 1)
      await expect(open(image), change).rejects.toEqual(refusal('JOURNAL_DAMAGED'))
    }
  })
})

test('rows cannot be changed or deleted without taking the triggers off', async () => {
  await fill(3)
  const database = openFile(join(directory, 'journal.sqlite'))
  expect(() => database.exec('UPDATE records SET record = zeroblob(3)')).toThrow(/append-only/)
  expect(() => database.exec('DELETE FROM records')).toThrow(/append-only/)
  database.close()
})

test('another program’s file, and one of a newer schema, are refused', async () => {
  await fill(3)
  const database = openFile(join(directory, 'journal.sqlite'))
  database.exec('PRAGMA user_version = 99')
  database.close()
  await expect(open(directory)).rejects.toEqual(refusal('JOURNAL_NEWER'))
  const theirs = openFile(join(scratch.path, 'journal.sqlite'))
  theirs.exec('CREATE TABLE theirs (x)')
  theirs.close()
  await expect(open(scratch.path)).rejects.toEqual(refusal('JOURNAL_FOREIGN'))
})
