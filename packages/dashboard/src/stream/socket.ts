import type { ClientMessage, ServerMessage } from '@plimsoll/server/contract'
import { apiKey, streamProtocols } from '../api/key'
import { backoffMilliseconds } from './backoff'
import { serverClock } from './serverClock'
import type { StreamEvent } from './state'

export interface StreamSocket {
  readonly watch: (account: string | null) => void
  /** Begins or ends the views of the simulated venue. */
  readonly watchVenue: (on: boolean) => void
  /** Begins or ends the views of the crash that is rehearsed. */
  readonly watchRehearsal: (on: boolean) => void
  /** Drops a connection that may be dead and tries again at once. */
  readonly renew: () => void
}

/** A tab in the background gets no animation frames; its numbers are applied at this pace instead. */
const hiddenMilliseconds = 1000

/**
 * Keeps one WebSocket to the service open for the life of the page. Of each kind only the newest message of a frame is
 * applied, all kinds in one event, so that a burst costs one rendering. A lost connection is opened again by itself.
 */
export function openStreamSocket(
  url: string,
  dispatch: (event: StreamEvent) => void,
  onChange: () => void,
): StreamSocket {
  let socket: WebSocket | null = null
  let attempt = 0
  let retry: ReturnType<typeof setTimeout> | undefined
  let watched: string | null = null
  let watchesVenue = false
  let watchesRehearsal = false
  const waiting = new Map<ServerMessage['type'], ServerMessage>()
  let scheduled = false
  let lastReceivedAt: string | null = null

  const flush = (): void => {
    scheduled = false
    const messages = [...waiting.values()]
    waiting.clear()
    if (messages.length > 0) dispatch({ type: 'messages', messages })
  }
  const schedule = (): void => {
    if (scheduled) return
    scheduled = true
    if (document.hidden) setTimeout(flush, hiddenMilliseconds)
    else requestAnimationFrame(flush)
  }
  const send = (message: ClientMessage): void => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
  }

  const connect = (): void => {
    clearTimeout(retry)
    const opened = new WebSocket(url, streamProtocols(apiKey()))
    socket = opened
    opened.onopen = () => {
      attempt = 0
      dispatch({ type: 'connection', connection: 'open', attempt })
      send({ type: 'watch', account: watched })
      if (watchesVenue) send({ type: 'watch-venue', on: true })
      if (watchesRehearsal) send({ type: 'watch-rehearsal', on: true })
      onChange()
    }
    opened.onmessage = (event: MessageEvent<string>) => {
      const message = JSON.parse(event.data) as ServerMessage
      if (message.type === 'status') {
        const { receivedAt } = message.status.feed
        // A repeated status tells nothing of the time.
        if (receivedAt !== null && receivedAt !== lastReceivedAt)
          serverClock.observe(Date.parse(receivedAt), Date.now())
        lastReceivedAt = receivedAt
      }
      waiting.set(message.type, message)
      schedule()
    }
    opened.onclose = () => {
      if (socket !== opened) return
      socket = null
      dispatch({ type: 'connection', connection: 'reconnecting', attempt: attempt + 1 })
      retry = setTimeout(connect, backoffMilliseconds(attempt, Math.random()))
      if (attempt === 0) onChange()
      attempt += 1
    }
  }
  const renew = (): void => {
    const stale = socket
    socket = null
    stale?.close()
    dispatch({ type: 'connection', connection: 'reconnecting', attempt })
    connect()
  }

  connect()
  // After a sleep or a change of network a socket can look open for minutes; the browser's own signals are faster.
  window.addEventListener('online', renew)
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && socket === null) connect()
  })
  return {
    watch: (account) => {
      watched = account
      waiting.delete('detail')
      dispatch({ type: 'watch', account })
      send({ type: 'watch', account })
    },
    watchVenue: (on) => {
      watchesVenue = on
      send({ type: 'watch-venue', on })
    },
    watchRehearsal: (on) => {
      watchesRehearsal = on
      send({ type: 'watch-rehearsal', on })
    },
    renew,
  }
}
