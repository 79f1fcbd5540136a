import { parentPort, workerData } from 'node:worker_threads'
import type { RehearsalTask } from './messages.js'
import { rehearsalWork } from './rehearsalWork.js'

/** The rehearsal's own thread. */
if (parentPort === null) throw new Error('the rehearsal’s thread was started as a program')
const port = parentPort
const work = rehearsalWork(workerData as RehearsalTask, (message) => port.postMessage(message))
port.on('message', work)
