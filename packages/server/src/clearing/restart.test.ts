import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Command, decode, encode, stateHash } from '@plimsoll/clearing'
import { openJournal } from '@plimsoll/journal'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { disksCanBeMade, memoryDisk } from '../../../journal/src/fixture/disk.js'
import { crashImage, scratchDirectory } from '../../../journal/src/fixture/testJournal.js'
import { type Figures, figuresOf } from './figures.js'
import { commandStream } from './fixture/commandStream.js'
import type { ClearingHost, ClearingWarning } from './host.js'
import { type ClearingOptions, openClearing, openUnder } from './openClearing.js'
import type { Schema } from './record/schema.js'

// Journals are opened some thousand times, and disks filled: slow where a machine is busy.
vi.setConfig({ testTimeout: 300_000 })

const scratch = scratchDirectory()
afterAll(() => scratch.remove())
const possible = disksCanBeMade(scratch.path)
const stream = commandStream(6, 600)
let directory: string
let image: string
let count = 0
beforeEach(() => {
  directory = join(scratch.path, `log${count}`)
  image = join(scratch.path, `image${count++}`)
})

async function open(at = directory, options: Partial<ClearingOptions> = {}, schema?: Schema) {
  const warnings: ClearingWarning[] = []
  const all = { directory: at, warn: (warning: ClearingWarning) => warnings.push(warning), ...options }
  const host = schema === undefined ? await openClearing(all) : await openUnder(schema, all)
  return { host, warnings }
}

const refusal = (code: string): unknown => expect.objectContaining({ code })
const submitAll = (host: ClearingHost, commands: readonly Command[]) =>
  Promise.all(commands.map((command) => host.submit(command)))

/** The state of a host, and that it is the one of the same commands in memory. */
async function requireReference(host: ClearingHost): Promise<number> {
  const { sequence, value } = await host.read(stateHash)
  expect(value).toBe(stream.hashAfter(sequence))
  return sequence
}

/** Removes what stands beside the log, so that the whole of it has to be replayed. */
function removeSnapshots(at: string): void {
  for (const name of readdirSync(at)) if (name.startsWith('snapshot-')) rmSync(join(at, name))
}

describe('a restart', () => {
  test('G5 from the newest snapshot, from an older one, and from the log alone: one state, whose seals are compared', async () => {
    const { host } = await open(directory, { checkpointEvery: 100 })
    for (const command of stream.commands) await host.submit(command)
    const hash = (await host.read(stateHash)).value
    expect(host.status().checkpoint).toBeGreaterThan(300)
    await host.close()
    const snapshots = readdirSync(directory)
      .filter((name) => name.startsWith('snapshot-'))
      .sort()
    expect(snapshots).toHaveLength(2)
    for (const removed of [[], [snapshots[1]!], snapshots]) {
      crashImage(directory, image)
      for (const name of removed) rmSync(join(image, name))
      const restarted = (await open(image)).host
      expect((await restarted.read(stateHash)).value).toBe(hash)
      await restarted.close()
    }
  })

  test('G16 two hosts of one directory: the second is refused', async () => {
    const { host } = await open()
    await expect(open()).rejects.toEqual(refusal('JOURNAL_BUSY'))
    await host.close()
  })
})

describe('damage', () => {
  /** A closed journal of some commands. */
  async function fill(sent: number): Promise<void> {
    const { host } = await open()
    await submitAll(host, stream.commands.slice(0, sent))
    await host.close()
  }

  test('G1 a torn last record is cut where it was not acknowledged, and refused where it was', async () => {
    const { host } = await open()
    for (const command of stream.commands.slice(0, 199)) await host.submit(command)
    const wal = 'journal.sqlite-wal'
    const sizeBefore = statSync(join(directory, wal)).size
    const mark = readFileSync(join(directory, 'journal.mark'))
    await host.submit(stream.commands[199]!)
    const size = statSync(join(directory, wal)).size
    expect(size).toBeGreaterThan(sizeBefore)
    for (let length = sizeBefore + 1; length < size; length += 61) {
      crashImage(directory, image)
      truncateSync(join(image, wal), length)
      await expect(open(image)).rejects.toEqual(refusal('JOURNAL_DAMAGED'))
      // As if the kill had come before the answer.
      crashImage(directory, image)
      truncateSync(join(image, wal), length)
      writeFileSync(join(image, 'journal.mark'), mark)
      const recovered = await open(image)
      expect(recovered.warnings.map(({ code }) => code)).toEqual(['TORN_TAIL_CUT'])
      expect(await requireReference(recovered.host)).toBe(stream.answers[198]!.sequence)
      await submitAll(recovered.host, stream.commands.slice(190, 260))
      await requireReference(recovered.host)
      await recovered.host.close()
    }
    await host.close()
  })

  test('G3 any bit of a record or of the file flipped: refused, or the same state', async () => {
    await fill(120)
    const file = join(directory, 'journal.sqlite')
    const bytes = readFileSync(file)
    let refused = 0
    for (let round = 0; round < 60; round++) {
      crashImage(directory, image)
      const flipped = Buffer.from(bytes)
      const bit = Math.floor(((round + 0.5) / 60) * bytes.length * 8)
      flipped[bit >> 3]! ^= 1 << (bit & 7)
      writeFileSync(join(image, 'journal.sqlite'), flipped)
      const opened = await open(image).catch((error) => error as { code: string })
      if ('code' in opened) {
        expect(['JOURNAL_DAMAGED', 'JOURNAL_FOREIGN', 'JOURNAL_NEWER']).toContain(opened.code)
        refused++
        continue
      }
      await requireReference(opened.host)
      await opened.host.close()
    }
    expect(refused).toBeGreaterThan(20)
  })

  /** A journal of the same payloads, one of them changed: whole and well-formed, and not what was decided. */
  async function forge(change: (text: string, record: number) => string): Promise<void> {
    await fill(120)
    const source = await openJournal({ directory, partition: 0, warn: () => undefined })
    const target = await openJournal({ directory: image, partition: 0, warn: () => undefined })
    for await (const { sequence, payload } of source.read(1)) {
      await target.append([Buffer.from(change(Buffer.from(payload).toString(), sequence))])
    }
    await source.close()
    await target.close()
  }

  test.each([
    [
      'an event that is changed is found at the next seal',
      // The command has an amount, too, which a replay does not read.
      (text: string) => text.replace(/("events":.*?"amount":"~)\d/, (_, head) => `${head}9`),
      'it seals',
    ],
    [
      'a decision that is missing or twice',
      (text: string, record: number) => (record === 60 ? text.replace(/"sequence":\d+\}$/, '"sequence":1}') : text),
      'Record 60 of the journal: it is command 1, expected',
    ],
    [
      'an event that does not fit',
      (text: string, record: number) =>
        record === 70
          ? text.replace('"events":[', '"events":[{"account":"nobody","kind":"mode-changed","mode":"cross"},')
          : text,
      'Record 70 of the journal: its events do not fit',
    ],
    [
      'what is no entry',
      (text: string, record: number) => (record === 80 ? text.slice(1) : text),
      'Record 80 of the journal: it is not an entry',
    ],
  ])('%s: the host does not open, and says at which record', async (_, change, message) => {
    await forge(change)
    await expect(open(image)).rejects.toEqual(
      expect.objectContaining({ code: 'CLEARING_DIVERGED', message: expect.stringContaining(message) }),
    )
  })

  test('a snapshot of another history that verifies in itself is found by the seal', async () => {
    const { host } = await open(directory, { checkpointEvery: 100 })
    for (const command of stream.commands.slice(0, 250)) await host.submit(command)
    const { checkpoint } = host.status()
    await host.close()
    const journal = await openJournal({ directory, partition: 0, warn: () => undefined })
    const { state } = (await journal.latestSnapshot())!
    const forged = Buffer.from(state)
      .toString()
      .replace(/"USDC":"~\d/, '"USDC":"~9')
    await journal.saveSnapshot({ sequence: checkpoint, state: Buffer.from(forged) })
    await journal.close()
    await expect(open()).rejects.toEqual(refusal('CLEARING_DIVERGED'))
  })

  test('books that do not add up are found at the start', async () => {
    // Where nothing is sealed, because the host was killed, only the sums tell.
    const { host: killed } = await open()
    await submitAll(killed, stream.commands.slice(0, 120))
    crashImage(directory, image)
    await killed.close()
    const source = await openJournal({ directory: image, partition: 0, warn: () => undefined })
    const forged = join(scratch.path, 'forged')
    const target = await openJournal({ directory: forged, partition: 0, warn: () => undefined })
    for await (const { sequence, payload } of source.read(1)) {
      const change =
        '"events":[{"account":"a0","cost":"~0","instrument":"BTC-PERP","kind":"position-changed","lots":"~1","residue":"~0"},'
      const text = Buffer.from(payload).toString()
      await target.append([Buffer.from(sequence === 100 ? text.replace('"events":[', change) : text)])
    }
    await source.close()
    await target.close()
    const { host, warnings } = await open(forged)
    expect(warnings.map(({ code }) => code)).toEqual(['BOOKS_UNSOUND'])
    expect(host.status().violations.map(({ where }) => where)).toContain('lots of BTC-PERP')
    await expect(host.submit(stream.commands[130]!)).rejects.toEqual(refusal('CLEARING_HALTED'))
    await host.close()
  })
})

test.skipIf(!possible)(
  'G15 a full disk stops the host; opened again with space it has everything acknowledged and goes on [disk images]',
  async () => {
    const disk = memoryDisk(join(scratch.path, 'small'), 4)
    try {
      const at = join(disk.path, 'log')
      const ballast = join(disk.path, 'ballast')
      writeFileSync(ballast, Buffer.alloc(2_700_000, 1))
      const { host } = await open(at)
      let answered = 0
      let refused: unknown
      while (refused === undefined) {
        const next = stream.commands.slice(answered, answered + 7)
        for (const result of await Promise.allSettled(next.map((command) => host.submit(command)))) {
          if (result.status === 'fulfilled') answered++
          else refused ??= result.reason
        }
      }
      expect(refused).toEqual(refusal('CLEARING_STOPPED'))
      expect((refused as Error).cause).toEqual(refusal('JOURNAL_DISK_FULL'))
      await host.close()
      rmSync(ballast)
      const restarted = (await open(at)).host
      const sequence = await requireReference(restarted)
      const acknowledged = stream.answers.slice(0, answered).reduce((most, one) => Math.max(most, one.sequence), 0)
      expect(sequence).toBe(acknowledged)
      expect(answered).toBeGreaterThan(100)
      await submitAll(restarted, stream.commands.slice(answered))
      await requireReference(restarted)
      await restarted.close()
    } finally {
      disk.unmount()
    }
  },
)

describe('G8 an older schema', () => {
  /** What an older program might have written: an account's balances as pairs, the two sides of a movement by other names. */
  const older = {
    record: (text: string) => changeEvents(text, ({ from, to, ...event }) => ({ ...event, debit: from, credit: to })),
    state: (text: string) => changeBalances(text, (balances) => Object.entries(balances)),
  }
  const present = {
    record: (text: string) =>
      changeEvents(text, ({ debit, credit, ...event }) => ({ ...event, from: debit, to: credit })),
    state: (text: string) =>
      changeBalances(text, (pairs) => Object.fromEntries(pairs as unknown as [string, bigint][])),
  }
  const schemaOf = (upcasters: typeof present): Schema => ({
    records: [upcaster(upcasters.record)],
    states: [upcaster(upcasters.state)],
  })

  /** A directory as the older program left it, closed or not, and the figures that the accounts had. */
  async function olderJournal(isClosed: boolean): Promise<Figures> {
    const { host } = await open(directory, { checkpointEvery: 100 })
    for (const command of stream.commands.slice(0, 450)) await host.submit(command)
    const { value } = await host.read(figuresOf)
    if (!isClosed) crashImage(directory, image)
    await host.close()
    const source = await openJournal({ directory: isClosed ? directory : image, partition: 0, warn: () => undefined })
    const target = await openJournal({ directory: old, partition: 0, warn: () => undefined })
    for await (const { payload } of source.read(1)) await target.append([upcaster(older.record)(payload)])
    const { sequence, state } = (await source.latestSnapshot())!
    await target.saveSnapshot({ sequence, state: upcaster(older.state)(state) })
    await source.close()
    await target.close()
    return value
  }
  let old: string
  beforeEach(() => {
    old = join(scratch.path, `old${count}`)
  })

  test('G8 every account has and needs the same to the bit after the upcast, from snapshot and log, and after crashes among records of both versions', async () => {
    const before = await olderJournal(true)
    expect(Object.keys(before.accounts).length).toBeGreaterThan(5)
    for (const hasSnapshot of [true, false]) {
      crashImage(old, image)
      if (!hasSnapshot) removeSnapshots(image)
      const { host } = await open(image, { checkpointEvery: 50 }, schemaOf(present))
      expect((await host.read(figuresOf)).value).toEqual(before)
      for (const command of stream.commands.slice(440, 520)) await host.submit(command)
      await requireReference(host)
      const crashed = join(scratch.path, 'crashed')
      crashImage(image, crashed)
      await host.close()
      for (const prepare of [() => undefined, () => removeSnapshots(crashed)]) {
        prepare()
        const again = (await open(crashed, {}, schemaOf(present))).host
        await requireReference(again)
        await again.close()
      }
    }
  })

  const offByOne = (value: unknown): unknown => (typeof value === 'bigint' ? value + 1n : value)
  test.each<[string, typeof present, string, boolean]>([
    [
      'a unit of a balance is lost',
      {
        ...present,
        state: (text) =>
          changeBalances(text, (pairs) =>
            Object.fromEntries((pairs as unknown as [string, bigint][]).map(([asset, amount]) => [asset, amount - 1n])),
          ),
      },
      'balances of',
      true,
    ],
    [
      'a movement is a unit larger',
      {
        ...present,
        record: (text) => present.record(changeEvents(text, (event) => ({ ...event, amount: offByOne(event.amount) }))),
      },
      'balances of',
      false,
    ],
    [
      'a movement goes the other way',
      {
        ...present,
        record: (text) => changeEvents(text, ({ debit, credit, ...event }) => ({ ...event, from: credit, to: debit })),
      },
      'balances of',
      false,
    ],
    [
      'a price is forgotten',
      {
        ...present,
        state: (text) =>
          present.state(
            text
              .split('\n')
              .filter((line) => !line.startsWith('["surfaces"'))
              .join('\n'),
          ),
      },
      'accounts of',
      true,
    ],
  ])(
    'G8 %s by the upcast: the host does not open, and says whose figure it is',
    async (_, upcasters, what, hasSnapshot) => {
      await olderJournal(true)
      if (!hasSnapshot) removeSnapshots(old)
      await expect(open(old, {}, schemaOf(upcasters))).rejects.toEqual(
        expect.objectContaining({ code: 'CLEARING_UPGRADE', message: expect.stringContaining(what) }),
      )
    },
  )

  test('G8 an older program that was not closed has not said what its figures were: refused', async () => {
    await olderJournal(false)
    await expect(open(old, {}, schemaOf(present))).rejects.toEqual(
      expect.objectContaining({ code: 'CLEARING_UPGRADE', message: expect.stringContaining('was not closed') }),
    )
  })

  test('G8 a newer journal stops an older program', async () => {
    const { host } = await open(directory, {}, schemaOf(present))
    await submitAll(host, stream.commands.slice(0, 20))
    await host.close()
    await expect(open()).rejects.toEqual(refusal('JOURNAL_NEWER'))
  })
})

type Fields = Readonly<Record<string, unknown>>

function upcaster(change: (text: string) => string): (bytes: Uint8Array) => Uint8Array {
  return (bytes) => Buffer.from(change(Buffer.from(bytes).toString()))
}

/** Every movement of money in a record. */
function changeEvents(text: string, change: (event: Fields) => Fields): string {
  const { events, ...others } = decode(text) as { readonly events?: readonly Fields[] }
  if (events === undefined) return text
  return encode({ ...others, events: events.map((event) => (event.kind === 'moved' ? change(event) : event)) })
}

/** The balances of every account in a saved state. */
function changeBalances(text: string, change: (balances: Fields) => unknown): string {
  return text
    .split('\n')
    .map((line) => {
      const [table, key, value] = decode(line) as [string, string, Fields]
      return table === 'accounts'
        ? encode([table, key, { ...value, balances: change(value.balances as Fields) }])
        : line
    })
    .join('\n')
}
