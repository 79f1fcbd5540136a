/**
 * Every figure that we state, each beside a rival in the same run: `npm run bench`, or `npm run bench -- kernel venue` for some of
 * its parts. Prints a table and writes results/latest.json, where a part that was not run keeps its rows and their date.
 * Machines are noisy: read the ratio, not the time.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { benchClearing } from './clearing.bench.mjs'
import { benchGrowth } from './growth.bench.mjs'
import { benchJournal } from './journal.bench.mjs'
import { benchKernel } from './kernel.bench.mjs'
import { machine } from './measure.mjs'
import { benchModels } from './models.bench.mjs'
import { benchMonteCarlo } from './monteCarlo.bench.mjs'
import { benchPreTrade } from './preTrade.bench.mjs'
import { buildRivals } from './rivals/build.mjs'
import { bandwidth } from './rivals/rivals.mjs'
import { benchVenue } from './venue.bench.mjs'
import { benchVenueHttp } from './venueHttp.bench.mjs'
import { benchWhatIf } from './whatIf.bench.mjs'
import { benchWholeProcess } from './wholeProcess.bench.mjs'
import { makeWorkload } from './workloads.mjs'

const file = new URL('results/latest.json', import.meta.url)
const workload = makeWorkload()
const tools = await buildRivals()
const parts = {
  kernel: () => benchKernel(workload, tools),
  monteCarlo: () => benchMonteCarlo(workload, tools),
  preTrade: async () => [...(await benchPreTrade(workload)), ...(await benchVenueHttp())],
  venue: () => benchVenue(workload),
  wholeProcess: () => benchWholeProcess(tools),
  growth: () => benchGrowth(),
  memory: async () =>
    (await bandwidth(workload, tools)).map(({ id, threads, unit, samples }) => ({
      id: `machine.${id}.threads${threads}`,
      unit,
      value: [...samples].sort((a, b) => a - b)[samples.length >> 1],
    })),
  whatIf: () => benchWhatIf(),
  models: () => benchModels(),
  journal: () => benchJournal(),
  clearing: () => benchClearing(),
}
const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !(name in parts))
if (unknown.length > 0)
  throw new Error(`no such part: ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`)
const before = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).rows : []
const date = new Date().toISOString()
const rows = []
for (const name of Object.keys(parts)) {
  if (asked.length > 0 && !asked.includes(name)) {
    rows.push(...before.filter(({ part }) => part === name))
    continue
  }
  const found = (await parts[name]()).map((row) => ({ ...row, part: name, machine: machine.cpu, date }))
  rows.push(...found)
  print(found)
}
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
writeFileSync(file, `${JSON.stringify({ date, commit, command: 'npm run bench', machine, rows }, null, 2)}\n`)
workload.remove()
tools.remove()
const judged = rows.filter(({ goal }) => goal !== undefined)
console.log(
  `\n${judged.filter(({ met }) => met).length} of ${judged.length} goals met (${machine.cpu}, ${machine.cores} cores, Node ${machine.node})`,
)

function print(found) {
  for (const { id, value, unit, rival, rivalValue, ratio, goal, met } of found) {
    const own = `${id.padEnd(46)} ${shown(value).padStart(10)} ${unit.padEnd(11)}`
    if (rival === undefined) {
      console.log(own)
      continue
    }
    const against = `${shown(rivalValue).padStart(10)} ${ratio.toFixed(2).padStart(9)} ×`
    const aim = goal === undefined ? ''.padEnd(16) : `${met ? 'met   ' : 'MISSED'} ≥ ${goal}`.padEnd(16)
    console.log(`${own} ${against}  ${aim} ${rival}`)
  }
}

function shown(value) {
  if (value >= 1e9) return `${(value / 1e9).toFixed(2)} G`
  if (value >= 1e6) return `${(value / 1e6).toFixed(2)} M`
  return value >= 1e4 ? `${(value / 1e3).toFixed(1)} k` : value.toFixed(value < 10 ? 3 : 1)
}
