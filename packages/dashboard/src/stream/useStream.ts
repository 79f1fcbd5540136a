import { useSyncExternalStore } from 'react'
import type { StreamState } from './state'
import { readStream, subscribeStream } from './store'

/** A part of the stream's state; the component is drawn again only when that part changes identity. */
export function useStream<T>(select: (state: StreamState) => T): T {
  return useSyncExternalStore(subscribeStream, () => select(readStream()))
}
