import type { AccountDetail, AccountSummary } from '@plimsoll/server/contract'
import { useEffect, useState } from 'react'
import { ApiError } from '../api/request'
import { keep } from '../design/remembered'
import { refreshDetail, watchAccount } from '../stream/store'
import { useStream } from '../stream/useStream'

interface Account {
  readonly summary: AccountSummary | undefined
  readonly detail: AccountDetail | undefined
  readonly error: ApiError | undefined
  readonly retry: () => void
}

/** Watches one account: the stream sends its detail after every tick, one request brings it before the first. */
export function useAccount(id: string): Account {
  const summary = useStream((state) => state.accounts[id])
  const detail = useStream((state) => state.details[id])
  const [failure, setFailure] = useState<{ id: string; error: ApiError }>()
  const [attempt, setAttempt] = useState(0)
  useEffect(() => {
    watchAccount(id)
    keep('account', id)
    return () => watchAccount(null)
  }, [id])
  useEffect(() => {
    let isCurrent = true
    refreshDetail(id).then(
      () => isCurrent && setFailure(undefined),
      (error: unknown) => isCurrent && error instanceof ApiError && setFailure({ id, error }),
    )
    return () => {
      isCurrent = attempt < 0
    }
  }, [id, attempt])
  return {
    summary,
    detail,
    error: failure?.id === id ? failure.error : undefined,
    retry: () => setAttempt((count) => count + 1),
  }
}
