/** Whole processes, start-up included: ours beside numpy's script that does the same. */
import { fileURLToPath } from 'node:url'
import { ratioRow } from './measure.mjs'
import { numpyWholeProcess, timeProcess } from './rivals/rivals.mjs'
import { makeWorkload } from './workloads.mjs'

const accounts = 100_000
const runs = 3
const script = fileURLToPath(new URL('wholeProcess.mjs', import.meta.url))

export async function benchWholeProcess(tools) {
  const workload = makeWorkload({ accounts, listCount: 1000 })
  const numpy = await numpyWholeProcess(workload, tools, { accounts, runs })
  const rows = []
  for (const [threads, goal] of [
    [1, 6],
    [2, 10],
  ]) {
    const own = []
    for (let run = 0; run < runs; run++) {
      own.push(await timeProcess(tools, process.execPath, [script, workload.folder, accounts, threads].map(String)))
    }
    if (numpy.length === 0) continue
    const agree = Math.abs(JSON.parse(own[0].output).meanEs / numpy[0].meanEs - 1)
    if (!(agree < 1e-5)) throw new Error(`whole process: mean ES ${own[0].output} and numpy's ${numpy[0].meanEs}`)
    rows.push(
      ratioRow({
        id: `wholeProcess.${accounts}.threads${threads}`,
        unit: 's',
        own: own.map(({ wallSeconds }) => wallSeconds),
        rival: 'numpy and scipy, one thread',
        other: numpy.map(({ wallSeconds }) => wallSeconds),
        goal,
      }),
    )
  }
  workload.remove()
  return rows
}
