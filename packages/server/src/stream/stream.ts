import type { WebSocket } from 'ws'
import type { AccountDetail, FeedView, StatusView } from '../contract/index.js'
import type { Desk } from '../desk/desk.js'
import { errorBody } from '../error/errorBody.js'
import { ServiceError } from '../error/serviceError.js'
import type { Rehearsals } from '../rehearsal/rehearsals.js'
import type { RunningVenue } from '../venue/runningVenue.js'
import { type Client, createClient } from './client.js'
import { readClientMessage } from './clientMessage.js'
import { createDetails, type DetailFrame } from './details.js'

export interface Stream {
  add(socket: WebSocket): void
  clients(): number
  close(): void
}

export interface StreamOptions {
  readonly desk: Desk
  readonly venue: RunningVenue | undefined
  readonly rehearsals: Rehearsals
  readonly status: () => StatusView
  readonly feed: () => FeedView
  readonly detail: (id: string) => AccountDetail
  readonly now: () => number
}

export const streamClientsMax = 500
const heartbeatMilliseconds = 15_000
const feedWatchMilliseconds = 500

/** Sends every client the newest state after each tick; each message is serialised once, whatever the number of clients. */
export function createStream({ desk, venue, rehearsals, status, feed, detail, now }: StreamOptions): Stream {
  const clients = new Set<Client>()
  const details = createDetails(desk, detail, now)
  let scheduled = false
  let closed = false
  let retry: NodeJS.Timeout | undefined

  const statusFrame = (): string => JSON.stringify({ type: 'status', status: status() })
  const accountsFrame = (): string => JSON.stringify({ type: 'accounts', accounts: desk.summaries() })

  const offerDetail = (client: Client, frame: DetailFrame): void => {
    if (client.detail === frame) return
    client.detail = frame
    client.withdraw(frame.kind === 'detail' ? 'error' : 'detail')
    client.offer(frame.kind, frame.text)
  }
  const sendDetails = (): void => {
    const watched = new Set([...clients].flatMap((client) => client.watched ?? []))
    details.forget(watched)
    for (const id of watched) {
      const frame = details.frame(id)
      for (const client of clients) if (client.watched === id) offerDetail(client, frame)
    }
    planRetry()
  }
  // A detail that had to wait is sent when it may be computed, tick or no tick.
  const planRetry = (): void => {
    const wait = details.wait()
    if (wait === null) return
    clearTimeout(retry)
    retry = setTimeout(sendDetails, wait)
  }
  const send = (): void => {
    scheduled = false
    if (closed || clients.size === 0) return
    const frames = [statusFrame(), accountsFrame()] as const
    for (const client of clients) {
      client.offer('status', frames[0])
      client.offer('accounts', frames[1])
    }
    sendDetails()
  }
  // A burst of changes in one turn of the event loop is one message.
  const schedule = (): void => {
    if (!scheduled) setImmediate(send)
    scheduled = true
  }

  const stopListening = desk.listen(schedule)
  const stopFollowing = venue?.listen((view) => {
    const watchers = [...clients].filter((client) => client.watchesVenue)
    if (closed || watchers.length === 0) return
    const frame = JSON.stringify({ type: 'venue', venue: view })
    for (const client of watchers) client.offer('venue', frame)
  })
  const watchVenue = (client: Client, on: boolean): void => {
    client.watchesVenue = on
    if (!on) {
      client.withdraw('venue')
      return
    }
    try {
      if (venue === undefined) throw new ServiceError('VENUE_ABSENT', 'The service runs no simulated venue.')
      client.offer('venue', JSON.stringify({ type: 'venue', venue: venue.view() }))
    } catch (error) {
      const { code, message } = errorBody(error).error
      client.offer('error', JSON.stringify({ type: 'error', error: { code, message } }))
    }
  }
  const stopRehearsals = rehearsals.listen((rehearsal) => {
    const watchers = [...clients].filter((client) => client.watchesRehearsal)
    if (closed || watchers.length === 0) return
    const frame = JSON.stringify({ type: 'rehearsal', rehearsal })
    for (const client of watchers) client.offer('rehearsal', frame)
  })
  const watchRehearsal = (client: Client, on: boolean): void => {
    client.watchesRehearsal = on
    if (on) client.offer('rehearsal', JSON.stringify({ type: 'rehearsal', rehearsal: rehearsals.latest() }))
    else client.withdraw('rehearsal')
  }
  const heartbeat = setInterval(() => {
    for (const client of clients) client.beat()
  }, heartbeatMilliseconds)
  let seen = ''
  // A feed that falls silent sends no tick to say so.
  const feedWatch = setInterval(() => {
    const { state, paused, speed } = feed()
    const present = `${state} ${paused} ${speed}`
    if (present !== seen) schedule()
    seen = present
  }, feedWatchMilliseconds)

  return {
    add: (socket) => {
      const client = createClient(socket)
      if (clients.size >= streamClientsMax) {
        client.close(1013, 'too many streams')
        return
      }
      clients.add(client)
      socket.on('close', () => clients.delete(client))
      // The close that follows an error tidies up.
      socket.on('error', () => socket.terminate())
      socket.on('message', (data, isBinary) => {
        if (!client.takesMessage(now())) {
          client.close(1008, 'too many messages')
          return
        }
        const message = readClientMessage(data, isBinary)
        if ('error' in message) {
          client.offer('error', JSON.stringify({ type: 'error', error: message.error }))
          return
        }
        if (message.type === 'watch-venue') {
          watchVenue(client, message.on)
          return
        }
        if (message.type === 'watch-rehearsal') {
          watchRehearsal(client, message.on)
          return
        }
        client.watched = message.account
        client.detail = null
        client.withdraw('detail')
        if (message.account === null) return
        offerDetail(client, details.frame(message.account))
        planRetry()
      })
      client.offer('status', statusFrame())
      client.offer('accounts', accountsFrame())
    },
    clients: () => clients.size,
    close: () => {
      closed = true
      stopListening()
      stopFollowing?.()
      stopRehearsals()
      clearInterval(heartbeat)
      clearInterval(feedWatch)
      clearTimeout(retry)
      for (const client of clients) client.close(1001, 'the service stops')
    },
  }
}
