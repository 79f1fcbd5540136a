import type { AccountDetail, WhatIfView } from '@plimsoll/server/contract'
import { useEffect, useRef, useState } from 'react'
import { service } from '../api/service'
import type { Order } from '../calculator/messages'
import { useStream } from '../stream/useStream'

export type ServedAnswer =
  | { readonly kind: 'none' }
  | { readonly kind: 'answer'; readonly view: WhatIfView; readonly isStale: boolean }
  | { readonly kind: 'problem'; readonly error: unknown }

const typingMilliseconds = 120
const tickMilliseconds = 1000

interface Asked {
  readonly order: Order | null
  readonly at: number
  readonly detail: AccountDetail | undefined
}

const none: ServedAnswer = { kind: 'none' }
const nothingAsked: Asked = { order: null, at: 0, detail: undefined }

/**
 * Asks the service what the order would change, shortly after the last key and again when the market moved. A new question
 * aborts the one before it, so an answer on the screen is never to something no longer in the fields.
 */
export function useServedWhatIf(account: string, order: Order | null): ServedAnswer {
  const [answer, setAnswer] = useState<ServedAnswer>(none)
  // Another detail is another market or another book; either makes the answer old.
  const detail = useStream((state) => state.details[account])
  const asked = useRef<Asked>(nothingAsked)
  useEffect(() => {
    if (order === null) {
      asked.current = nothingAsked
      setAnswer(none)
      return
    }
    const isNew = asked.current.order !== order
    if (!isNew && asked.current.detail === detail) return
    if (isNew) setAnswer((now) => (now.kind === 'answer' ? { ...now, isStale: true } : now))
    const abort = new AbortController()
    const wait = isNew ? typingMilliseconds : Math.max(0, asked.current.at + tickMilliseconds - Date.now())
    const timer = setTimeout(() => {
      asked.current = { order, at: Date.now(), detail }
      service.whatIf(account, { orders: [order] }, abort.signal).then(
        (view) => setAnswer({ kind: 'answer', view, isStale: false }),
        (error: unknown) => {
          if (!abort.signal.aborted) setAnswer({ kind: 'problem', error })
        },
      )
    }, wait)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [account, order, detail])
  return answer
}
