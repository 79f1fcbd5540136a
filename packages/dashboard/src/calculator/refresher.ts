/** Fetches one thing again and again, as often as it is asked for but no more often than is right. */
export interface Refresher {
  /** Something may have changed: fetch once from now on, as soon as the pace allows. */
  request(): void
  /** It is not there yet: fetch it, unless it is being fetched. */
  need(): void
}

interface Options<T> {
  readonly load: () => Promise<T>
  readonly deliver: (value: T) => void
  readonly fail: (error: unknown) => void
  /** From one start to the next. */
  readonly leastMilliseconds: number
}

/** Never two at a time; what is requested while one is under way is fetched once more after it. */
export function createRefresher<T>({ load, deliver, fail, leastMilliseconds }: Options<T>): Refresher {
  let startedAt = Number.NEGATIVE_INFINITY
  let isWanted = false
  let isBusy = false

  const plan = (): void => {
    if (isBusy || !isWanted) return
    isBusy = true
    const wait = startedAt + leastMilliseconds - Date.now()
    if (wait > 0) setTimeout(() => void run(), wait)
    else void run()
  }
  const run = async (): Promise<void> => {
    isWanted = false
    startedAt = Date.now()
    try {
      const value = await load()
      isBusy = false
      deliver(value)
    } catch (error) {
      isBusy = false
      fail(error)
    }
    plan()
  }
  return {
    request: () => {
      isWanted = true
      plan()
    },
    need: () => {
      if (isBusy) return
      isWanted = true
      plan()
    },
  }
}
