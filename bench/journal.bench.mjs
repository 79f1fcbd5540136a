/**
 * The journal beside what it stands on, in turns on one disk: the same events by hand into the same store without chain, checksum,
 * mark and queue; and appended to a plain file with fdatasync. The ratio is how much of the limit is used.
 */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inTransaction, openDatabase, openJournal } from '@plimsoll/journal'
import { quantile, ratioRow } from './measure.mjs'

const eventBytes = 256
const rounds = 5
const store = 'the same store by hand'
const plain = 'write and fdatasync of a plain file'
/** Appends in turn, so many events each; `together` of them are always waiting for their answer. */
const loads = [
  { id: 'serial', appends: 800, events: 1, together: 1, goals: { store: 0.8, plain: 0.8 } },
  { id: 'outstanding64', appends: 25_600, events: 1, together: 64, goals: { store: 0.5 } },
  { id: 'batch64', appends: 400, events: 64, together: 1, goals: { store: 0.5 } },
  { id: 'batch1024', appends: 40, events: 1024, together: 1, goals: { store: 0.5 } },
]

export async function benchJournal() {
  const folder = mkdtempSync(join(process.env.PLIMSOLL_BENCH_DISK ?? tmpdir(), 'plimsoll-bench-journal-'))
  try {
    const rows = []
    for (const load of loads) rows.push(...(await rowsOf(load, join(folder, load.id))))
    return [...rows, ...(await replayRows(join(folder, 'replay')))]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function rowsOf(load, folder) {
  const journal = await openJournal({ directory: folder, partition: 1, warn: console.warn })
  const database = storeByHand(join(folder, 'byHand.sqlite'))
  const file = openSync(join(folder, 'plain'), 'a')
  const samples = { own: [], store: [], plain: [] }
  const times = []
  const work = {
    own: () => appendAll(journal, load, times),
    store: () => syncAll(load, database.append),
    plain: () =>
      syncAll(load, (events) => {
        writeSync(file, Buffer.concat(events))
        fdatasyncSync(file)
      }),
  }
  // The first round warms up.
  for (let round = 0; round <= rounds; round++) {
    for (const name of Object.keys(work)) {
      const start = performance.now()
      if (round === 0) times.length = 0
      await work[name]()
      if (round > 0) samples[name].push((load.appends * load.events) / ((performance.now() - start) / 1000))
    }
  }
  await journal.close()
  database.close()
  closeSync(file)
  const measured = times.slice(load.appends)
  return [
    ...[
      ['store', store],
      ['plain', plain],
    ].map(([name, rival]) =>
      ratioRow({
        id: `journal.${load.id}.${name}`,
        unit: 'events/s',
        own: samples.own,
        rival,
        other: samples[name],
        goal: load.goals[name],
      }),
    ),
    ...[0.5, 0.99].map((share) => ({
      id: `journal.${load.id}.answer.p${share * 100}`,
      unit: 'ms',
      value: quantile(measured, share),
    })),
  ]
}

/** Keeps `together` appends waiting until all are answered; how long each answer took goes to `times`. */
async function appendAll(journal, { appends, events, together }, times) {
  let left = appends
  const one = async () => {
    while (left-- > 0) {
      const batch = eventsOf(events)
      const start = performance.now()
      await journal.append(batch)
      times.push(performance.now() - start)
    }
  }
  await Promise.all(Array.from({ length: together }, one))
}

/** The same events in as many syncs as the journal can do with: one for all that would wait together. */
function syncAll({ appends, events, together }, append) {
  for (let done = 0; done < appends; done += together) append(eventsOf(events * together))
}

function eventsOf(count) {
  return Array.from({ length: count }, () => Buffer.alloc(eventBytes, 1))
}

function storeByHand(file) {
  const database = openDatabase(file, 'normal')
  database.exec('CREATE TABLE events (sequence INTEGER PRIMARY KEY, payload BLOB NOT NULL) STRICT')
  const insert = database.prepare('INSERT INTO events (payload) VALUES (?)')
  const page = database.prepare('SELECT * FROM events WHERE sequence > ? ORDER BY sequence LIMIT 256')
  return {
    append: (events) =>
      inTransaction(database, () => {
        for (const event of events) insert.run(event)
      }),
    count: () => {
      let read = 0
      for (;;) {
        const rows = page.all(read)
        if (rows.length === 0) return read
        read += rows.length
      }
    },
    close: () => database.close(),
  }
}

/** Reading everything, verified, beside reading the same rows unverified. */
async function replayRows(folder) {
  const count = 200_000
  const journal = await openJournal({ directory: folder, partition: 1, warn: console.warn })
  const database = storeByHand(join(folder, 'byHand.sqlite'))
  for (let done = 0; done < count; done += 2_000) {
    await journal.append(eventsOf(2_000))
    database.append(eventsOf(2_000))
  }
  const own = []
  const other = []
  for (let round = 0; round <= rounds; round++) {
    let start = performance.now()
    let read = 0
    for await (const { sequence } of journal.read(1)) read = sequence
    if (round > 0) own.push(read / ((performance.now() - start) / 1000))
    start = performance.now()
    read = database.count()
    if (round > 0) other.push(read / ((performance.now() - start) / 1000))
    if (read !== count) throw new Error(`read ${read} of ${count}`)
  }
  await journal.close()
  database.close()
  return [ratioRow({ id: 'journal.replay', unit: 'events/s', own, rival: `${store}, unverified`, other })]
}
