import { parentPort } from 'node:worker_threads'
import { type SimulationOptions, simulate } from '@plimsoll/clearing'
import type { FromThread } from './messages.js'

/** A thread that plays the runs it is given, one after another. */
if (parentPort === null) throw new Error('a simulation’s thread was started as a program')
const port = parentPort
const tell = (message: FromThread): void => port.postMessage(message)
port.on('message', (run: SimulationOptions) => {
  tell({ kind: 'report', report: simulate({ ...run, progress: (events) => tell({ kind: 'progress', events }) }) })
})
