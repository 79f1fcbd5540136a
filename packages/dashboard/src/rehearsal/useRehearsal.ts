import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { service } from '../api/service'
import { dispatchStream, watchRehearsal } from '../stream/store'
import { useStream } from '../stream/useStream'
import type { RehearsalTrace } from './trace'

const askAgainMilliseconds = 2000

/** The rehearsal while it is looked at: the stream's views, and from the service's memory whatever the stream left out. */
export function useRehearsal(): RehearsalTrace | null | undefined {
  const trace = useStream((state) => state.rehearsal)
  useEffect(() => {
    watchRehearsal(true)
    return () => watchRehearsal(false)
  }, [])
  const hasGap = trace?.hasGap === true
  const { data } = useQuery({
    queryKey: ['rehearsal', 'history', trace?.view.id],
    queryFn: service.rehearsalHistory,
    enabled: hasGap,
    // Asked again for every gap, never answered from memory.
    staleTime: 0,
    gcTime: 0,
    refetchInterval: hasGap ? askAgainMilliseconds : false,
  })
  useEffect(() => {
    if (data !== undefined) dispatchStream({ type: 'rehearsal-history', history: data })
  }, [data])
  return trace
}
