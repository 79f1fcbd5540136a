/**
 * Kills clearing hosts at many random points, and takes their files after every group of answers, whole and torn; opens what there is and compares
 * it with a machine in memory that got the same commands. Needs `npm run build`.
 *
 *   node packages/server/scripts/killClearing.mjs [--kills 2000] [--prefixes 10000] [--lanes 2] [--hosts 48] [--seed 1] [--directory /tmp]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { killPoints } from '../dist/clearing/fixture/killPoints.js'
import { prefixPoints } from '../dist/clearing/fixture/prefixPoints.js'

if (isMainThread) {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '2000' },
      prefixes: { type: 'string', default: '10000' },
      lanes: { type: 'string', default: '2' },
      hosts: { type: 'string', default: '48' },
      seed: { type: 'string', default: '1' },
      directory: { type: 'string', default: tmpdir() },
    },
  })
  const lanes = Number(values.lanes)
  const started = performance.now()
  const reports = await Promise.all(
    Array.from({ length: lanes }, (_, lane) =>
      inLane({
        directory: values.directory,
        kills: Math.ceil(Number(values.kills) / lanes),
        prefixes: Math.ceil(Number(values.prefixes) / lanes),
        hosts: Number(values.hosts),
        // Streams of other seeds in every lane.
        seed: Number(values.seed) + 1_000 * lane,
      }),
    ),
  )
  for (const part of ['prefixes', 'kills']) {
    const sum = (name) => reports.reduce((total, report) => total + report[part][name], 0)
    console.log(part, Object.fromEntries(Object.keys(reports[0][part]).map((name) => [name, sum(name)])))
  }
  console.log({ seconds: Math.round((performance.now() - started) / 1000) })
  console.log('0 acknowledged commands lost, 0 applied twice, every state the one of the same commands in memory')
} else {
  const folder = mkdtempSync(join(workerData.directory, 'plimsoll-kill-'))
  try {
    const script = fileURLToPath(new URL('../dist/clearing/fixture/writer.js', import.meta.url))
    const { kills, prefixes, hosts, seed } = workerData
    parentPort.postMessage({
      prefixes: await prefixPoints({ directory: folder, points: prefixes, seed }),
      kills: await killPoints({ script, env: process.env, directory: folder, points: kills, hosts, seed }),
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** One process is killed while what another one left is checked. */
function inLane(options) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: options })
    worker.on('message', resolve)
    worker.on('error', reject)
  })
}
