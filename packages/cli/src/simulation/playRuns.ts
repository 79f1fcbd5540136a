import { Worker } from 'node:worker_threads'
import { type SimulationOptions, type SimulationReport, simulate } from '@plimsoll/clearing'
import type { FromThread } from './messages.js'

/**
 * Plays runs, several at a time, and gives their reports in order, up to the first run that broke an invariant at the most a few later
 * ones: none is begun after a violation was found. One run, or one thread, is played here.
 */
export async function playRuns(
  runs: readonly SimulationOptions[],
  threads: number,
  progress: (events: number) => void,
): Promise<readonly SimulationReport[]> {
  return threads === 1 || runs.length === 1 ? playHere(runs, progress) : playOnThreads(runs, threads, progress)
}

function playHere(runs: readonly SimulationOptions[], progress: (events: number) => void): readonly SimulationReport[] {
  const reports: SimulationReport[] = []
  let before = 0
  for (const run of runs) {
    const report = simulate({ ...run, progress: (events) => progress(before + events) })
    reports.push(report)
    before += report.events
    progress(before)
    if (report.violation !== undefined) break
  }
  return reports
}

function playOnThreads(
  runs: readonly SimulationOptions[],
  threads: number,
  progress: (events: number) => void,
): Promise<readonly SimulationReport[]> {
  const reports: SimulationReport[] = []
  /** Events of each run so far. */
  const done = runs.map(() => 0)
  let begun = 0
  let end = runs.length
  return new Promise((resolve, reject) => {
    const workers = Array.from({ length: Math.min(threads, runs.length) }, () => {
      const worker = new Worker(new URL('./simulationThread.js', import.meta.url))
      let row = -1
      const next = (): void => {
        row = begun
        if (row >= end) void worker.terminate()
        else worker.postMessage(runs[begun++])
      }
      worker.on('message', (message: FromThread) => {
        done[row] = message.kind === 'progress' ? message.events : message.report.events
        progress(done.reduce((sum, events) => sum + events, 0))
        if (message.kind === 'progress') return
        reports[row] = message.report
        // What came before may still break another one; what would come after cannot count.
        if (message.report.violation !== undefined) end = Math.min(end, row + 1)
        next()
      })
      worker.on('error', reject)
      next()
      return new Promise((ended) => worker.on('exit', ended))
    })
    void Promise.all(workers).then(() => resolve(reports.slice(0, end)))
  })
}
