import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { service } from '../api/service'
import { dispatchStream, watchVenue } from '../stream/store'
import { useStream } from '../stream/useStream'
import type { VenueTrace } from './trace'

/** The venue while it is looked at: the stream's views, and from the service's memory whatever the stream left out. */
export function useVenue(isRunning: boolean): { readonly trace: VenueTrace | null; readonly error: Error | null } {
  const trace = useStream((state) => state.venue)
  useEffect(() => {
    if (!isRunning) return
    watchVenue(true)
    return () => watchVenue(false)
  }, [isRunning])
  const hasGap = isRunning && trace?.hasGap === true
  const { data, error } = useQuery({
    queryKey: ['venue', 'history'],
    queryFn: service.venueHistory,
    enabled: hasGap,
    // Asked again for every gap, never answered from memory.
    staleTime: 0,
    gcTime: 0,
    refetchInterval: hasGap ? 2000 : false,
  })
  useEffect(() => {
    if (data !== undefined) dispatchStream({ type: 'venue-history', history: data })
  }, [data])
  return { trace, error }
}
