/**
 * The clearing machine over its journal, for venues of 100 to 10,000 accounts: commands answered a second, each on disk before its answer;
 * beside them the same bytes by hand into the same store, in groups as large, which is the limit that a disk sets, and the machine without
 * a journal, which is the one that deciding sets. How long an answer takes at a fixed load; how fast a journal is replayed; what a checkpoint
 * stops.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { apply, encode, forkState, loadState, saveState, smallVenue } from '@plimsoll/clearing'
import { inTransaction, openDatabase } from '@plimsoll/journal'
import { openClearing } from '@plimsoll/server'
import { median, quantile, randomFrom, ratioRow } from './measure.mjs'

const populations = [100, 1_000, 10_000]
const rounds = 5
const commandsOfRound = 3_000
/** So many commands are always waiting for their answer. */
const together = 64
const loadPerSecond = 500
const loadSeconds = 6
/** A quarter of the commands are deposits, one in twenty is a price, the others are trades. */
const [depositShare, priceShare] = [0.25, 0.05]
const traded = ['BTC-PERP', 'BTC-27MAR26', 'BTC-INVERSE', 'BTC-27MAR26-70000-C']

export async function benchClearing() {
  const rows = []
  for (const accounts of populations) {
    const folder = mkdtempSync(join(process.env.PLIMSOLL_BENCH_DISK ?? tmpdir(), 'plimsoll-bench-clearing-'))
    try {
      rows.push(...(await rowsOf(accounts, folder)))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  return rows
}

async function rowsOf(accounts, folder) {
  const directory = join(folder, 'journal')
  // Checkpoints are measured by themselves.
  const host = await openClearing({ directory, warn: console.warn, checkpointEvery: Number.MAX_SAFE_INTEGER })
  const next = venueCommands(accounts)
  await submitAll(host, next.setUp)
  const alone = loadState((await host.read(saveState)).value)
  const database = storeByHand(join(folder, 'byHand.sqlite'))

  const samples = { host: [], store: [], machine: [] }
  // The first round warms up.
  for (let round = 0; round <= rounds; round++) {
    const commands = Array.from({ length: commandsOfRound }, next.command)
    const records = []
    const rates = {
      machine: rate(() => {
        for (const command of commands) {
          const { events, sequence, refusal } = apply(alone, command)
          if (refusal !== undefined)
            throw new Error(`${command.kind}: ${refusal.code} ${refusal.where} ${refusal.value}`)
          records.push({ command, events, sequence })
        }
      }),
      host: await rateOf(() => submitAll(host, commands)),
    }
    const payloads = records.map((record) => Buffer.from(encode(record)))
    rates.store = rate(() => {
      for (let done = 0; done < payloads.length; done += together)
        database.append(payloads.slice(done, done + together))
    })
    if (round > 0) for (const name of Object.keys(samples)) samples[name].push(rates[name])
  }
  database.close()

  const times = await fixedLoad(host, next.command)
  const forks = Array.from({ length: 9 }, () => {
    const start = performance.now()
    forkState(alone)
    return performance.now() - start
  })
  await host.close()
  const id = `clearing.${accounts}`
  return [
    ratioRow({
      id: `${id}.commands.store`,
      unit: 'commands/s',
      own: samples.host,
      rival: 'the same bytes by hand into the same store',
      other: samples.store,
    }),
    ratioRow({
      id: `${id}.commands.machine`,
      unit: 'commands/s',
      own: samples.host,
      rival: 'the machine without a journal',
      other: samples.machine,
    }),
    ...[0.5, 0.99].map((share) => ({
      id: `${id}.answer.p${share * 100}`,
      unit: 'ms',
      value: quantile(times, share),
    })),
    ...(await replayRows(id, directory)),
    { id: `${id}.checkpoint.fork`, unit: 'ms', value: median(forks) },
    ...(await checkpointRows(id, directory, next.command)),
  ]
}

/** Opening the journal from its first record, as after the loss of all snapshots. */
async function replayRows(id, directory) {
  const times = []
  let events = 0
  for (let round = 0; round < 3; round++) {
    removeSnapshots(directory)
    const start = performance.now()
    const host = await openClearing({ directory, warn: console.warn })
    times.push((performance.now() - start) / 1000)
    events = (await host.read((state) => state.clock.get('clock').sequence)).value
    await host.close()
  }
  return [{ id: `${id}.replay`, unit: 'commands/s', value: events / median(times) }]
}

/** Answers at the fixed load while the books are audited, saved and sealed beside them, as often as that can be done. */
async function checkpointRows(id, directory, command) {
  const host = await openClearing({ directory, warn: console.warn, checkpointEvery: 1 })
  const times = await fixedLoad(host, command)
  await host.close()
  return [0.5, 0.99, 1].map((share) => ({
    id: `${id}.checkpoint.answer.p${share * 100}`,
    unit: 'ms',
    value: quantile(times, share),
  }))
}

function removeSnapshots(directory) {
  for (const name of readdirSync(directory)) if (name.startsWith('snapshot-')) rmSync(join(directory, name))
}

/** Commands that a venue takes without refusing one: all accounts are rich. */
function venueCommands(accounts) {
  const random = randomFrom(7)
  const { commands } = smallVenue({ commandMemory: 60_000 })
  let at = commands.at(-1).at
  let count = 0
  let cents = 7_000_000
  const name = () => `a${Math.floor(random() * accounts)}`
  const make = (kind, body) => ({ id: `b${++count}`, at: ++at, kind, ...body })
  const deposit = (account, asset, amount) => make('deposit', { account, asset, amount })
  const trade = () => {
    const buyer = Math.floor(random() * accounts)
    const seller = (buyer + 1 + Math.floor(random() * (accounts - 1))) % accounts
    const instrument = traded[Math.floor(random() * traded.length)]
    const price = instrument.endsWith('-C') ? 400_000n : BigInt(Math.round(cents * (1 + (random() - 0.5) * 0.01)))
    return make('trade', {
      instrument,
      lots: BigInt(1 + Math.floor(random() * 100)),
      price,
      buyer: { account: `a${buyer}`, fee: 1n },
      seller: { account: `a${seller}`, fee: 0n },
    })
  }
  const price = () => {
    cents = Math.round(cents * (1 + (random() - 0.5) * 0.001))
    const fast = BigInt(cents)
    return make('price', {
      feed: 'index BTC',
      decimals: 2,
      fast,
      low: fast - 1_000n,
      high: fast + 1_000n,
      status: 'VALID',
    })
  }
  const setUp = [...commands]
  for (let row = 0; row < accounts; row++) {
    setUp.push(
      make('open-account', { account: `a${row}`, owner: `o${row}`, mode: row % 2 === 0 ? 'cross' : 'portfolio' }),
    )
    setUp.push(deposit(`a${row}`, 'USDC', 1_000_000_000_000n), deposit(`a${row}`, 'BTC', 100_000_000n))
  }
  for (let row = 0; row < 2 * accounts; row++) setUp.push(trade())
  return {
    setUp,
    command: () => {
      const kind = random()
      if (kind < depositShare) return deposit(name(), 'USDC', 1_000_000n)
      return kind < depositShare + priceShare ? price() : trade()
    },
  }
}

/** Keeps `together` commands waiting until all are answered. */
async function submitAll(host, commands) {
  let row = 0
  const one = async () => {
    while (row < commands.length) {
      const command = commands[row++]
      const { refusal } = await host.submit(command)
      if (refusal !== undefined) throw new Error(`${command.kind}: ${refusal.code} ${refusal.where} ${refusal.value}`)
    }
  }
  await Promise.all(Array.from({ length: together }, one))
}

/** Milliseconds from the instant at which each command was due to its answer: a machine that is late is not excused. */
async function fixedLoad(host, command) {
  const start = performance.now()
  const times = []
  const answers = []
  for (let row = 0; row < loadPerSecond * loadSeconds; row++) {
    const due = start + (row * 1_000) / loadPerSecond
    while (performance.now() < due) await nextTurn()
    answers.push(host.submit(command()).then(() => times.push(performance.now() - due)))
  }
  await Promise.all(answers)
  return times
}

function rate(work) {
  const start = performance.now()
  work()
  return commandsOfRound / ((performance.now() - start) / 1000)
}

async function rateOf(work) {
  const start = performance.now()
  await work()
  return commandsOfRound / ((performance.now() - start) / 1000)
}

function storeByHand(file) {
  const database = openDatabase(file, 'normal')
  database.exec('CREATE TABLE events (sequence INTEGER PRIMARY KEY, payload BLOB NOT NULL) STRICT')
  const insert = database.prepare('INSERT INTO events (payload) VALUES (?)')
  return {
    append: (events) =>
      inTransaction(database, () => {
        for (const event of events) insert.run(event)
      }),
    close: () => database.close(),
  }
}
