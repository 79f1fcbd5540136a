import type { AccountDetail, WhatIfRequest, WhatIfView } from '@plimsoll/server/contract'
import { useEffect, useRef, useState } from 'react'
import { service } from '../api/service'
import { useStream } from '../stream/useStream'

type Order = WhatIfRequest['orders'][number]
export type Answer =
  | { readonly kind: 'none' }
  | { readonly kind: 'answer'; readonly view: WhatIfView; readonly isStale: boolean }
  | { readonly kind: 'problem'; readonly error: unknown }

const typingMilliseconds = 120
const tickMilliseconds = 1000

interface Asked {
  readonly question: string | null
  readonly at: number
  readonly detail: AccountDetail | undefined
}

const none: Answer = { kind: 'none' }

/**
 * Asks what the order would change, shortly after the last key and again when the market moved. A new question aborts the
 * one before it, so an answer on the screen is never to something no longer in the fields.
 */
export function useWhatIf(account: string, order: Order | null): Answer {
  const [answer, setAnswer] = useState<Answer>(none)
  const question = order === null ? null : JSON.stringify(order)
  // Another detail is another market or another book; either makes the answer old.
  const detail = useStream((state) => state.details[account])
  const asked = useRef<Asked>({ question: null, at: 0, detail: undefined })
  useEffect(() => {
    if (question === null) {
      asked.current = { question: null, at: 0, detail: undefined }
      setAnswer(none)
      return
    }
    const isNew = asked.current.question !== question
    if (!isNew && asked.current.detail === detail) return
    if (isNew) setAnswer((now) => (now.kind === 'answer' ? { ...now, isStale: true } : now))
    const abort = new AbortController()
    const wait = isNew ? typingMilliseconds : Math.max(0, asked.current.at + tickMilliseconds - Date.now())
    const timer = setTimeout(() => {
      asked.current = { question, at: Date.now(), detail }
      service.whatIf(account, { orders: [JSON.parse(question) as Order] }, abort.signal).then(
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
  }, [account, question, detail])
  return answer
}
