/**
 * A million accounts: what a tick costs, beside recomputing all of them in the same run. Wall-clock time, because two threads are
 * part of it; the rows say on how many threads.
 */
import { KernelMemory, soloTeam } from '@plimsoll/kernel'
import { startPool } from '@plimsoll/kernel/pool'
import { LiveBook } from 'plimsoll'
import { randomFrom, ratioRow, wallMilliseconds } from './measure.mjs'
import { plainRates } from './rivals/rivals.mjs'
import { bulkAccounts, movedMarket, names, scanSpec, shortfallSpec, spreadCash, venueMarket } from './venue.mjs'

const million = 1_000_000
const bytesPerPosition = 12
const halfGiB = 2 ** 29
const moves = [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1]
const checked = 20_000

export async function benchVenue(workload, accounts = million) {
  const market = venueMarket()
  const cash = await cashFor(market, accounts)
  return [
    ...(await scanRows(market, accounts, cash.scan, workload)),
    ...(await shortfallRows(market, accounts, cash.shortfall)),
  ]
}

/** Cash of each account under either rule book; found with books that are thrown away. */
async function cashFor(market, accounts) {
  const of = (spec) => {
    const book = new LiveBook({ spec, market, team: soloTeam(new KernelMemory()) })
    book.load(bulkAccounts(book, market, accounts))
    return spreadCash(book)
  }
  return { scan: of(scanSpec), shortfall: of(shortfallSpec()) }
}

async function bookOf(spec, market, accounts, cash, threads) {
  const team = await startPool(new KernelMemory({ shared: true }), { threads })
  const book = new LiveBook({ spec, market, team })
  book.load(bulkAccounts(book, market, accounts, (account) => cash[account]))
  return { book, team }
}

async function scanRows(market, accounts, cash, workload) {
  const one = [names[3]]
  const times = {}
  for (const threads of [1, 2]) {
    const { book, team } = await bookOf(scanSpec, market, accounts, cash, threads)
    const tick = ticker(book, market)
    times[threads] = {
      one: wallMilliseconds(() => tick(one, 0.001), 25),
      all: wallMilliseconds(() => tick(names, 0.001), 11),
    }
    await team.close()
  }
  const plain = (await plainRates(workload, { works: ['span'], repeats: 3, accounts: 2_000 }))[0].samples
  const plainTime = plain.map((rate) => (1000 * accounts) / rate)
  const label = `venue.scan33.${accounts}`
  return [
    ratioRow({
      id: `${label}.oneUnderlying`,
      unit: 'ms',
      own: times[1].one,
      rival: 'all of them recomputed, same run, one thread',
      other: times[1].all,
      goal: 18,
    }),
    ratioRow({
      id: `${label}.everything`,
      unit: 'ms',
      own: times[2].all,
      rival: 'the same on one thread',
      other: times[1].all,
      goal: 1.7,
    }),
    ratioRow({
      id: `${label}.everything.oneThread`,
      unit: 'ms',
      own: times[1].all,
      rival: `plain TypeScript, measured on 2,000 accounts`,
      other: plainTime,
      goal: 7,
    }),
  ]
}

async function shortfallRows(market, accounts, cash) {
  const { book, team } = await bookOf(shortfallSpec(), market, accounts, cash, 2)
  const tick = ticker(book, market)
  const everything = () => wallMilliseconds(() => book.refresh(accounts), 3, 0)
  const recomputed = everything()
  const rows = []
  const curve = []
  for (const move of moves) {
    // Away from the reference and back again, so that every tick is measured at this distance or at none.
    const away = []
    let evaluated = 0
    for (let round = 0; round < 7; round++) {
      const start = performance.now()
      const report = tick(names, move)
      away.push(performance.now() - start)
      evaluated = report.evaluated
      if (round === 0) curve.push({ move, evaluated: evaluated / accounts, missed: wrongLevels(book) })
      tick(names, move)
    }
    const row = ratioRow({
      id: `venue.shortfall1000.${accounts}.tick.${(move * 100).toFixed(2)}%`,
      unit: 'ms',
      own: away,
      rival: 'every account recomputed in float32, same run, two threads',
      other: recomputed,
      ...(move === 0.001 ? { goal: 35 } : {}),
    })
    rows.push({
      ...row,
      evaluatedShare: evaluated / accounts,
      wrongLevels: curve.at(-1).missed,
      levelsChecked: checked,
    })
  }
  const positions = book.size * 14
  const bytes = book.usedBytes
  await team.close()
  const memory = (goalBytes, what) => ({
    id: `venue.memory.${what}`,
    unit: 'bytes',
    value: bytes,
    rival: what === 'total' ? 'half a GiB' : '3 × the bytes of the positions, at 12 each',
    rivalValue: goalBytes,
    ratio: goalBytes / bytes,
    goal: 1,
    met: bytes <= goalBytes,
  })
  return [...rows, memory(halfGiB, 'total'), memory(3 * bytesPerPosition * positions, 'perPosition')]
}

/** Ticks that go away from the first market and back in turns. */
function ticker(book, first) {
  let market = first
  const away = new Map()
  return (moved, size) => {
    const key = moved.length === 1 ? 'one' : 'all'
    const isAway = away.get(key) === true
    away.set(key, !isAway)
    const signs = moved.map((_, row) => (row % 7 === 3 ? -0.5 : 1))
    market = movedMarket(
      market,
      Object.fromEntries(
        moved.map((name, row) => [name, isAway ? 1 / (1 + signs[row] * size) : 1 + signs[row] * size]),
      ),
    )
    return book.tick(market)
  }
}

/** Of some accounts picked at random, how many do not stand at the level that computing them in full gives. */
function wrongLevels(book) {
  const random = randomFrom(21)
  let wrong = 0
  for (let k = 0; k < Math.min(checked, book.size); k++) {
    const account = Math.floor(random() * book.size)
    const { equity, maintenance } = book.numbers(account)
    if (book.level(account) !== (equity >= maintenance ? 1 : 0)) wrong++
  }
  return wrong
}
