import type { AccountDetail, AccountSummary } from '@plimsoll/server/contract'
import { useCallback, useEffect, useState } from 'react'
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
  const isMissing = useStream((state) => state.order !== null && !state.order.includes(id))
  const [failure, setFailure] = useState<{ readonly id: string; readonly error: ApiError }>()
  const load = useCallback(() => {
    refreshDetail(id).then(
      () => setFailure(undefined),
      (error: unknown) => {
        if (error instanceof ApiError) setFailure({ id, error })
      },
    )
  }, [id])
  useEffect(() => {
    watchAccount(id)
    keep('account', id)
    load()
    return () => watchAccount(null)
  }, [id, load])
  const error = failure?.id === id ? failure.error : isMissing ? missing(id) : undefined
  return { summary, detail, error, retry: load }
}

/** Deleted elsewhere while it was looked at, or never there: the list of accounts tells without a request. */
const missing = (id: string): ApiError =>
  new ApiError(404, { code: 'ACCOUNT_UNKNOWN', message: `There is no account “${id}” here.` })
