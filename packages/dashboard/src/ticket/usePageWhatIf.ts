import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react'
import { bookKey } from '../calculator/bookKey'
import { deskCalculator } from '../calculator/deskCalculator'
import type { Order } from '../calculator/messages'
import type { Asked, PageAnswer } from '../calculator/pageCalculator'
import { useStream } from '../stream/useStream'

const none: PageAnswer = { kind: 'none' }
const notValued: PageAnswer = {
  kind: 'unable',
  reason: { code: 'ACCOUNT_NOT_VALUED', message: 'The account cannot be valued on the present market.' },
}

interface PageWhatIf {
  readonly answer: PageAnswer
  /** Loads what will be needed, once somebody turns to the ticket. */
  readonly prepare: () => void
}

/** What the order would change, computed in this page at every key, every change of the book and every new market. */
export function usePageWhatIf(account: string, order: Order | null): PageWhatIf {
  const asked = useAsked(account)
  const tick = useStream((state) => state.tick)
  const detail = useStream((state) => state.details[account])
  const isValued = useStream((state) => state.accounts[account]?.error === null)
  const book = useMemo(() => bookKey(detail), [detail])
  const answer = useSyncExternalStore(deskCalculator.subscribe, deskCalculator.read)

  // biome-ignore lint/correctness/useExhaustiveDependencies: another book is the occasion
  useEffect(() => deskCalculator.bookChanged(), [book])
  useEffect(() => {
    if (asked !== null) deskCalculator.ask(asked, isValued ? order : null)
  }, [asked, isValued, order])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another market is the occasion
  useEffect(() => deskCalculator.ticked(!document.hidden), [tick])
  useEffect(() => () => deskCalculator.ask(null, null), [])

  const prepare = useCallback(() => {
    if (asked !== null) deskCalculator.prepare(asked)
  }, [asked])
  return { answer: order === null ? none : isValued ? answer : notValued, prepare }
}

/** The account in the calculator's words; the same object until one of its parts changes. */
function useAsked(account: string): Asked | null {
  const summary = useStream((state) => state.accounts[account])
  const run = useStream((state) => state.status?.startedAt) ?? ''
  const key = summary === undefined ? null : [summary.id, summary.name, summary.description, summary.specId].join('\n')
  // biome-ignore lint/correctness/useExhaustiveDependencies: of the summary only what is in the key
  return useMemo(() => {
    if (summary === undefined) return null
    const { id, name, description, specId } = summary
    return { account: { id, name, description, specId }, run }
  }, [key, run])
}
