/**
 * First figures, each beside a rival in the same run: `npm run bench`. Writes bench/results/latest.json.
 * Machines are noisy: read the ratio, not the time.
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { machine } from './measure.mjs'
import { benchModels } from './models.bench.mjs'
import { benchOptions } from './options.bench.mjs'
import { benchWhatIf } from './whatIf.bench.mjs'

const rows = [...benchOptions(), ...(await benchWhatIf()), ...benchModels()]
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
const results = { date: new Date().toISOString(), commit, command: 'npm run bench', machine, rows }
writeFileSync(new URL('results/latest.json', import.meta.url), `${JSON.stringify(results, null, 2)}\n`)

const shown = (value) =>
  value >= 1e6 ? `${(value / 1e6).toFixed(2)} M` : value >= 1e4 ? `${(value / 1e3).toFixed(1)} k` : value.toFixed(1)
console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`)
for (const { id, value, unit, rival, rivalValue, ratio } of rows) {
  if (rival === undefined) {
    console.log(`${id.padEnd(36)} ${value.toFixed(2).padStart(9)} ${unit}`)
    continue
  }
  console.log(
    `${id.padEnd(36)} ${shown(value).padStart(9)} ${unit.padEnd(10)} ${shown(rivalValue).padStart(9)}  ${ratio.toFixed(1).padStart(8)} ×  ${rival}`,
  )
}
