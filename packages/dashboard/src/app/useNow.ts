import { useEffect, useState } from 'react'

/** The wall clock, read every `milliseconds`; for ages that grow while nothing arrives. */
export function useNow(milliseconds: number): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), milliseconds)
    return () => clearInterval(timer)
  }, [milliseconds])
  return now
}
