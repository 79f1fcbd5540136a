import { useMemo } from 'react'
import type { Order } from '../calculator/messages'
import { type Answer, shownAnswer } from './answer'
import { usePageWhatIf } from './usePageWhatIf'
import { useServedWhatIf } from './useServedWhatIf'

interface WhatIfOfTicket {
  readonly answer: Answer
  /** To be called when somebody turns to the ticket. */
  readonly prepare: () => void
}

/** What the order would change: computed here while it is typed, or by the service where the page cannot. */
export function useWhatIf(account: string, typed: Order | null): WhatIfOfTicket {
  const question = typed === null ? null : JSON.stringify(typed)
  const order = useMemo(() => (question === null ? null : (JSON.parse(question) as Order)), [question])
  const { answer: page, prepare } = usePageWhatIf(account, order)
  const served = useServedWhatIf(account, page.kind === 'unable' ? order : null)
  return { answer: shownAnswer(order, page, served), prepare }
}
