/**
 * Kills clearing hosts at many random points, opens what they leave and compares it with a machine in memory that got the same commands;
 * needs `npm run build`.
 *
 *   node packages/server/scripts/killClearing.mjs [--points 10000] [--lanes 2] [--hosts 48] [--seed 1] [--directory /tmp]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { killPoints } from '../dist/clearing/fixture/killPoints.js'

if (isMainThread) {
  const { values } = parseArgs({
    options: {
      points: { type: 'string', default: '10000' },
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
        points: Math.ceil(Number(values.points) / lanes),
        hosts: Number(values.hosts),
        // Streams of other seeds in every lane.
        seed: Number(values.seed) + 1_000 * lane,
      }),
    ),
  )
  const sum = (name) => reports.reduce((total, report) => total + report[name], 0)
  const total = Object.fromEntries(Object.keys(reports[0]).map((name) => [name, sum(name)]))
  console.log({ ...total, seconds: Math.round((performance.now() - started) / 1000) })
  console.log('0 acknowledged commands lost, 0 applied twice, every state the one of the same commands in memory')
} else {
  const folder = mkdtempSync(join(workerData.directory, 'plimsoll-kill-'))
  try {
    const script = fileURLToPath(new URL('../dist/clearing/fixture/writer.js', import.meta.url))
    const { points, hosts, seed } = workerData
    parentPort.postMessage(await killPoints({ script, env: process.env, directory: folder, points, hosts, seed }))
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
