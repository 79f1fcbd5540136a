import type { WebSocket } from 'ws'
import type { ServerMessage } from '../contract/index.js'

type Kind = ServerMessage['type']

/** One stream client. It never holds more than one message of each kind: newer ones take the place of unsent ones. */
export interface Client {
  watched: string | null
  watchesVenue: boolean
  watchesRehearsal: boolean
  /** The last detail offered, so that the same one is not sent again. */
  detail: object | null
  /** Offers a message, already serialised; sent at once, or when the client has taken what was sent before. */
  offer(kind: Kind, frame: string): void
  /** Forgets an unsent message of a kind. */
  withdraw(kind: Kind): void
  /** Whether the client may send one more message now. */
  takesMessage(now: number): boolean
  /** Called at every heartbeat; ends a client that did not answer the last one. */
  beat(): void
  close(code: number, reason: string): void
}

const messagesPerSecondMax = 20

export function createClient(socket: WebSocket): Client {
  const waiting = new Map<Kind, string>()
  let sending = false
  let alive = true
  let second = 0
  let messages = 0
  socket.on('pong', () => {
    alive = true
  })

  const drain = (): void => {
    if (sending || waiting.size === 0 || socket.readyState !== socket.OPEN) return
    const frames = [...waiting.values()]
    waiting.clear()
    sending = true
    for (const [row, frame] of frames.entries()) {
      if (row < frames.length - 1) socket.send(frame)
      else {
        // Called when the operating system has taken the bytes; until then newer messages replace waiting ones.
        socket.send(frame, () => {
          sending = false
          drain()
        })
      }
    }
  }

  return {
    watched: null,
    watchesVenue: false,
    watchesRehearsal: false,
    detail: null,
    offer: (kind, frame) => {
      waiting.delete(kind)
      waiting.set(kind, frame)
      drain()
    },
    withdraw: (kind) => waiting.delete(kind),
    takesMessage: (now) => {
      const present = Math.floor(now / 1000)
      messages = present === second ? messages + 1 : 1
      second = present
      return messages <= messagesPerSecondMax
    },
    beat: () => {
      if (!alive) {
        socket.terminate()
        return
      }
      alive = false
      socket.ping()
    },
    close: (code, reason) => socket.close(code, reason),
  }
}
