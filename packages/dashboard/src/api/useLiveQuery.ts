import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import { useStream } from '../stream/useStream'

const leastMilliseconds = 2000

/**
 * A view that costs the service a computation: fetched when first shown, then again after ticks and after changes of the
 * book, at most every two seconds and only while the page is looked at and `enabled`. The last answer stays until the next is there.
 */
export function useLiveQuery<T>(
  key: readonly unknown[],
  load: () => Promise<T>,
  account: string,
  enabled = true,
): UseQueryResult<T> {
  const query = useQuery({ queryKey: key, queryFn: load, placeholderData: keepPreviousData, enabled })
  const tick = useStream((state) => state.tick)
  const detail = useStream((state) => state.details[account])
  const occasion = useMemo(() => ({ tick, detail }), [tick, detail])
  const asked = useRef({ at: Date.now(), for: occasion })
  const { refetch } = query
  useEffect(() => {
    if (!enabled || document.hidden || asked.current.for === occasion) return
    const ask = (): void => {
      asked.current = { at: Date.now(), for: occasion }
      void refetch({ cancelRefetch: false })
    }
    const timer = setTimeout(ask, Math.max(0, asked.current.at + leastMilliseconds - Date.now()))
    return () => clearTimeout(timer)
  }, [enabled, occasion, refetch])
  return query
}
