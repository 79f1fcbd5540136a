import { parentPort, workerData } from 'node:worker_threads'
import type { ToVenue } from './messages.js'
import type { VenueParameters } from './venue.js'
import { venueWork } from './venueWork.js'

/** The venue's own thread. */
if (parentPort === null) throw new Error('the venue’s thread was started as a program')
const port = parentPort
const work = venueWork(workerData as VenueParameters, (message) => port.postMessage(message))
port.on('message', (message: ToVenue) => work(message))
