import { spawnSync } from 'node:child_process'
import { closeSync, openSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { plainNode, transpile } from '../../../test/transpiled.js'
import { JournalError } from './error/journalError.js'
import { crashImage, open, readAll, scratchDirectory, text, texts } from './fixture/testJournal.js'

let scratch: ReturnType<typeof scratchDirectory>
let directory: string
beforeEach(() => {
  scratch = scratchDirectory()
  directory = join(scratch.path, 'log')
})
afterEach(() => scratch.remove())

const refusal = (code: string): unknown => expect.objectContaining({ name: 'JournalError', code })

describe('append and read', () => {
  test('events come back as they were, in the order of the calls, after closing and opening', async () => {
    const first = await open(directory)
    const answers = await Promise.all([
      first.journal.append([text('a'), text('b')]),
      first.journal.append([]),
      first.journal.append([text('')]),
    ])
    expect(answers).toEqual([2, 2, 3])
    expect(first.journal.last()).toBe(3)
    await first.journal.close()
    const second = await open(directory)
    expect(await second.journal.append([text('d')])).toBe(4)
    const records = await readAll(second.journal)
    expect(texts(records)).toEqual(['a', 'b', '', 'd'])
    expect(records.map(({ sequence, epoch }) => [sequence, epoch])).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
      [4, 2],
    ])
    expect(texts(await readAll(second.journal, 3))).toEqual(['', 'd'])
    expect(await readAll(second.journal, 5)).toEqual([])
    expect([...first.warnings, ...second.warnings]).toEqual([])
    await second.journal.close()
  })

  test('any appends of any bytes, together or one by one', async () => {
    const append = fc.record({
      events: fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 6 }),
      waits: fc.boolean(),
    })
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.array(append, { maxLength: 30 }), async (appends) => {
        const { journal } = await open(join(directory, String(run++)))
        const written: Uint8Array[] = []
        const answers: Promise<number>[] = []
        for (const { events, waits } of appends) {
          answers.push(journal.append(events))
          written.push(...events)
          const length = written.length
          if (waits) expect(await answers.at(-1)).toBe(length)
        }
        await Promise.all(answers)
        expect((await readAll(journal)).map(({ payload }) => [...payload])).toEqual(written.map((bytes) => [...bytes]))
        await journal.close()
      }),
      { numRuns: 30 },
    )
  })

  test.each([1, 2, 64, 1_000, 10_000])('an append of %i events is one batch', async (count) => {
    const { journal } = await open(directory)
    const events = Array.from({ length: count }, (_, row) => text(`event ${row}`))
    expect(await journal.append(events)).toBe(count)
    expect(texts(await readAll(journal))).toEqual(events.map((_, row) => `event ${row}`))
    await journal.close()
  })

  test('many appends of one turn share their syncs', async () => {
    const { journal } = await open(directory)
    const order: number[] = []
    const turns = new Set<number>()
    let turn = 0
    let next: NodeJS.Immediate
    const counting = (): void => {
      turn++
      next = setImmediate(counting)
    }
    counting()
    const appended = Array.from({ length: 5_000 }, async (_, row) => {
      order.push(await journal.append([text(`${row}`)]))
      turns.add(turn)
    })
    await Promise.all(appended)
    clearImmediate(next!)
    expect(order).toEqual(Array.from({ length: 5_000 }, (_, row) => row + 1))
    // A transaction is answered in one turn of the event loop: these were one.
    expect(turns.size).toBe(1)
    await journal.close()
  })

  test('what waits when it is closed is written first; then nothing is taken', async () => {
    const { journal } = await open(directory)
    const waiting = journal.append([text('last')])
    const closed = journal.close()
    await expect(journal.append([text('too late')])).rejects.toEqual(refusal('JOURNAL_CLOSED'))
    expect(await waiting).toBe(1)
    await closed
    await journal.close()
    await expect(readAll(journal)).rejects.toEqual(refusal('JOURNAL_CLOSED'))
  })

  test('a reader that is at the end goes on with what was appended meanwhile', async () => {
    const { journal } = await open(directory)
    await journal.append([text('1')])
    const seen: string[] = []
    for await (const record of journal.read(1)) {
      seen.push(...texts([record]))
      if (record.sequence < 600) await journal.append([text(`${record.sequence + 1}`)])
    }
    expect(seen).toEqual(Array.from({ length: 600 }, (_, row) => `${row + 1}`))
    await journal.close()
  })
})

describe('G15 bounded queue', () => {
  test('an append beyond the bound is refused, and only that one', async () => {
    const { journal } = await open(directory, { queueBytesMax: 1_000 })
    const answers = await Promise.allSettled(
      Array.from({ length: 10 }, (_, row) => journal.append([text(`${row}`.padEnd(100))])),
    )
    // A record counts its payload and 100 bytes: five fit.
    expect(answers.map(({ status }) => status === 'fulfilled')).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ])
    expect(answers[5]).toEqual({ status: 'rejected', reason: refusal('JOURNAL_QUEUE_FULL') })
    expect(await journal.append([text('again')])).toBe(6)
    await expect(journal.append([new Uint8Array(1_000)])).rejects.toEqual(refusal('JOURNAL_QUEUE_FULL'))
    expect(await readAll(journal)).toHaveLength(6)
    await journal.close()
  })

  test('an append larger than a batch goes to disk in one piece', async () => {
    const { journal } = await open(directory)
    const large = Array.from({ length: 6 }, (_, row) => new Uint8Array(1024 * 1024).fill(row))
    const answers = await Promise.all([journal.append([text('a')]), journal.append(large), journal.append([text('z')])])
    expect(answers).toEqual([1, 7, 8])
    expect((await readAll(journal)).map(({ payload }) => payload.length)).toEqual([
      1,
      ...large.map(({ length }) => length),
      1,
    ])
    await journal.close()
  })
})

describe('one writer', () => {
  test('a second opening is refused, in this process and in another', async () => {
    const { journal } = await open(directory)
    await journal.append([text('a')])
    await expect(open(directory)).rejects.toEqual(refusal('JOURNAL_BUSY'))
    const script = join(scratch.path, 'js')
    transpile('packages/journal/src', script, ['.'])
    writeFileSync(
      join(script, 'second.js'),
      `import { openJournal } from './index.js'
       openJournal({ directory: process.argv[2], partition: 7, warn: () => {} }).catch((error) => console.log(error.code, error.message))`,
    )
    const other = spawnSync(process.execPath, [join(script, 'second.js'), directory], {
      env: plainNode,
      encoding: 'utf8',
    })
    expect(other.stdout).toMatch(/^JOURNAL_BUSY .*journal\.lock is held by another process/)
    expect(await journal.append([text('b')])).toBe(2)
    await journal.close()
    await (await open(directory)).journal.close()
  })

  test('G16 a paused writer that wakes after another one has taken over is refused', async () => {
    const stale = (await open(directory)).journal
    await stale.append([text('mine')])
    // Closing any descriptor of a file drops a process's POSIX locks on it: a real way to lose them.
    for (const name of readdirSync(directory)) closeSync(openSync(join(directory, name), 'r'))
    const script = join(scratch.path, 'js')
    transpile('packages/journal/src', script, ['.'])
    writeFileSync(
      join(script, 'takeOver.js'),
      `import { openJournal } from './index.js'
       const journal = await openJournal({ directory: process.argv[2], partition: 7, warn: () => {} })
       console.log(journal.epoch, await journal.append([new TextEncoder().encode('theirs')]))`,
    )
    const other = spawnSync(process.execPath, [join(script, 'takeOver.js'), directory], {
      env: plainNode,
      encoding: 'utf8',
    })
    expect(other.stdout, other.stderr).toBe('2 2\n')
    const woken = [stale.append([text('late')]), stale.append([text('later')])]
    expect(await Promise.allSettled(woken)).toEqual([
      { status: 'rejected', reason: refusal('JOURNAL_FENCED') },
      { status: 'rejected', reason: refusal('JOURNAL_FENCED') },
    ])
    await expect(stale.append([text('again')])).rejects.toEqual(refusal('JOURNAL_FENCED'))
    await stale.close()
    const { journal } = await open(directory)
    const records = await readAll(journal)
    expect(texts(records)).toEqual(['mine', 'theirs'])
    expect(records.map(({ epoch }) => epoch)).toEqual([1, 2])
    expect(journal.epoch).toBe(3)
    await journal.close()
  })
})

describe('what the directory holds', () => {
  test('the journal of another partition is refused', async () => {
    await (await open(directory)).journal.close()
    await expect(open(directory, { partition: 8 })).rejects.toEqual(refusal('JOURNAL_FOREIGN'))
  })

  test('a directory that cannot be made is named', async () => {
    const file = join(scratch.path, 'file')
    writeFileSync(file, '')
    await expect(open(join(file, 'log'))).rejects.toEqual(refusal('JOURNAL_UNUSABLE'))
  })
})

describe('G14 clock', () => {
  test('the same appends give the same bytes, whatever the clock says', async () => {
    await (await open(directory)).journal.close()
    const chains: unknown[] = []
    const now = Date.now
    try {
      for (const [row, shift] of [-3_600_000, 0, 3_600_000].entries()) {
        Date.now = () => now() + shift
        const image = join(scratch.path, `image${row}`)
        crashImage(directory, image)
        const { journal } = await open(image)
        await journal.append([text('a'), text('b')])
        await journal.append([text('c')])
        chains.push((await readAll(journal)).map(({ hash }) => Buffer.from(hash).toString('hex')))
        await journal.close()
      }
    } finally {
      Date.now = now
    }
    expect(chains[1]).toEqual(chains[0])
    expect(chains[2]).toEqual(chains[0])
  })
})

describe('G8 migration of payloads', () => {
  const exclaim = (bytes: Uint8Array): Uint8Array => text(`${new TextDecoder().decode(bytes)}!`)
  const question = (bytes: Uint8Array): Uint8Array => text(`${new TextDecoder().decode(bytes)}?`)

  test('old records are read as the present version; their bytes and the chain stay', async () => {
    const first = (await open(directory)).journal
    await first.append([text('one')])
    const [before] = await readAll(first)
    await first.close()
    const second = (await open(directory, { upcasters: [exclaim] })).journal
    await second.append([text('two!')])
    await second.close()
    const third = (await open(directory, { upcasters: [exclaim, question] })).journal
    await third.append([text('three!?')])
    const records = await readAll(third)
    expect(texts(records)).toEqual(['one!?', 'two!?', 'three!?'])
    expect(records[0]?.hash).toEqual(before?.hash)
    await third.close()
  })

  test('records of a newer version stop the start', async () => {
    const first = (await open(directory, { upcasters: [exclaim] })).journal
    await first.append([text('new')])
    await first.close()
    await expect(open(directory)).rejects.toEqual(refusal('JOURNAL_NEWER'))
    const again = (await open(directory, { upcasters: [exclaim] })).journal
    expect(texts(await readAll(again))).toEqual(['new'])
    await again.close()
  })

  test('an upcaster that fails stops the reader with its own error', async () => {
    const first = (await open(directory)).journal
    await first.append([text('one')])
    await first.close()
    const failing = (): never => {
      throw new JournalError('JOURNAL_DAMAGED', 'not a payload of version 1')
    }
    const second = (await open(directory, { upcasters: [failing] })).journal
    await expect(readAll(second)).rejects.toThrow('not a payload of version 1')
    await second.close()
  })
})
