import type { Store } from './store.js'

/** The store, telling how long each commit took. */
export function measured(store: Store, now: () => number, onWrite: (milliseconds: number) => void): Store {
  return {
    ...store,
    commit: (change) => {
      const start = now()
      const committed = store.commit(change)
      onWrite(now() - start)
      return committed
    },
  }
}
