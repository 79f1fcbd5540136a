import { Worker } from 'node:worker_threads'
import type { FromVenue, ToVenue } from './messages.js'
import type { VenueParameters } from './venue.js'
import { venueWork } from './venueWork.js'

/** Whoever computes the venue. */
export interface VenueRunner {
  post(message: ToVenue): void
  close(): Promise<void>
}

/** So many accounts take the service's own thread less time than posting a market to another one. */
const smallVenue = 5000

/**
 * A thread of its own, so that neither making 100,000 accounts nor their ticks (some 20 ms) ever keep the service from answering;
 * a small venue is computed on the service's thread.
 */
export function runVenue(parameters: VenueParameters, onMessage: (message: FromVenue) => void): VenueRunner {
  return parameters.accounts <= smallVenue ? onThisThread(parameters, onMessage) : onItsOwn(parameters, onMessage)
}

function onThisThread(parameters: VenueParameters, onMessage: (message: FromVenue) => void): VenueRunner {
  let isClosed = false
  const work = venueWork(parameters, onMessage)
  return {
    post: (message) => {
      // A question is answered at once; a market waits until the feed has told everybody else.
      if (message.kind !== 'market') {
        if (!isClosed) work(message)
        return
      }
      setImmediate(() => {
        if (!isClosed) work(message)
      })
    },
    close: async () => {
      isClosed = true
    },
  }
}

function onItsOwn(parameters: VenueParameters, onMessage: (message: FromVenue) => void): VenueRunner {
  const worker = new Worker(new URL('./venueThread.js', import.meta.url), { workerData: parameters })
  worker.on('message', onMessage)
  worker.on('error', (error) => onMessage({ kind: 'failed', message: String(error) }))
  // A service that stops does not wait for its venue.
  worker.unref()
  return {
    post: (message) => worker.postMessage(message),
    close: async () => {
      await worker.terminate()
    },
  }
}
