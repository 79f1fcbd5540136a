/** Pre-trade checks inside the process: latencies of single calls, beside plain TypeScript doing the same, in one run. */
import { KernelMemory, soloTeam } from '@plimsoll/kernel'
import { LiveBook } from 'plimsoll'
import { quantile, randomFrom, ratioRow } from './measure.mjs'
import { plainWhatIfLatencies } from './rivals/rivals.mjs'
import { bulkAccounts, scanSpec, shortfallSpec, venueMarket } from './venue.mjs'

const accounts = 20_000
const calls = 30_000

export async function benchPreTrade(workload) {
  const market = venueMarket()
  const listed = [...market.instruments.keys()]
  const latencies = (spec) => {
    const book = new LiveBook({ spec, market, team: soloTeam(new KernelMemory()) })
    book.load(bulkAccounts(book, market, accounts))
    for (const id of listed) book.rowsOf(id, true)
    const random = randomFrom(3)
    const one = () => {
      const instrument = listed[Math.floor(random() * listed.length)]
      const account = Math.floor(random() * accounts)
      const trades = [{ instrument, quantity: random() - 0.5, price: 1 }]
      const start = process.hrtime.bigint()
      book.whatIf(account, trades)
      return Number(process.hrtime.bigint() - start) / 1000
    }
    for (let k = 0; k < 5000; k++) one()
    return Array.from({ length: calls }, one)
  }
  const joint = latencies(shortfallSpec())
  const scan = latencies(scanSpec)
  const [plain] = await plainWhatIfLatencies(workload, { kinds: ['sum'], calls: 3_000 })
  const at = (share, values) => [quantile(values, share)]
  return [
    ...[
      [0.5, 10],
      [0.99, 30],
    ].map(([share, goal]) =>
      ratioRow({
        id: `whatIf.shortfall1000.p${share * 100}`,
        unit: 'µs',
        own: at(share, joint),
        rival: 'plain TypeScript, all positions summed, losses sorted',
        other: at(share, plain.samples),
        goal,
      }),
    ),
    ...[0.5, 0.99].map((share) =>
      ratioRow({
        id: `whatIf.scan33.p${share * 100}`,
        unit: 'µs',
        own: at(share, scan),
        rival: 'the goal of 1 µs',
        other: [1],
        goal: 1,
      }),
    ),
  ]
}
