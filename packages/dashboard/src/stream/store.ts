import { ApiError } from '../api/request'
import { service } from '../api/service'
import { openStreamSocket, type StreamSocket } from './socket'
import { initialState, reduce, type StreamEvent, type StreamState } from './state'

let state = initialState
const listeners = new Set<() => void>()
let socket: StreamSocket | undefined

export const readStream = (): StreamState => state

export function subscribeStream(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function dispatchStream(event: StreamEvent): void {
  const next = reduce(state, event)
  if (next === state) return
  state = next
  for (const listener of listeners) listener()
}

/** Fetches what the stream would only say at the next tick; a paused feed has no next tick. */
export async function refreshStream(): Promise<void> {
  const [status, accounts] = await Promise.all([service.status(), service.accounts()])
  dispatchStream({
    type: 'messages',
    messages: [
      { type: 'status', status },
      { type: 'accounts', accounts },
    ],
  })
}

export async function refreshDetail(account: string): Promise<void> {
  dispatchStream({ type: 'detail', detail: await service.account(account) })
}

/**
 * At the start and at every change of the connection, so also after a restart of the service: the picture is taken
 * afresh. A service that wants a key refuses the stream without a reason a browser could read; this call tells.
 */
async function takePicture(): Promise<void> {
  const { watched } = state
  try {
    await refreshStream()
    dispatchStream({ type: 'locked', isLocked: false })
    if (watched !== null) await refreshDetail(watched)
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) dispatchStream({ type: 'locked', isLocked: true })
  }
}

export function startStream(): void {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
  socket ??= openStreamSocket(`${scheme}://${location.host}/v1/stream`, dispatchStream, () => void takePicture())
  void takePicture()
}

export const watchAccount = (account: string | null): void => socket?.watch(account)

export const watchVenue = (on: boolean): void => socket?.watchVenue(on)

export const watchRehearsal = (on: boolean): void => socket?.watchRehearsal(on)

/** Called when the service proves unreachable while the socket still looks open. */
export const renewStream = (): void => socket?.renew()
