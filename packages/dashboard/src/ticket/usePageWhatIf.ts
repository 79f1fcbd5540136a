import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
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

const ticked = (): void => deskCalculator.ticked(!document.hidden)

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

  useEach(book, deskCalculator.bookChanged)
  useEffect(() => {
    if (asked !== null) deskCalculator.ask(asked, isValued ? order : null)
  }, [asked, isValued, order])
  useEach(tick, ticked)
  useEffect(() => () => deskCalculator.ask(null, null), [])

  const prepare = useCallback(() => {
    if (asked !== null) deskCalculator.prepare(asked)
  }, [asked])
  return { answer: order === null ? none : isValued ? answer : notValued, prepare }
}

/** The account in the calculator's words; the same object until one of its parts changes. */
function useAsked(account: string): Asked | null {
  const name = useStream((state) => state.accounts[account]?.name)
  const description = useStream((state) => state.accounts[account]?.description)
  const specId = useStream((state) => state.accounts[account]?.specId)
  const run = useStream((state) => state.status?.startedAt) ?? ''
  return useMemo(() => {
    if (name === undefined || description === undefined || specId === undefined) return null
    return { account: { id: account, name, description, specId }, run }
  }, [account, name, description, specId, run])
}

/** Calls `act` for the first value, and again whenever it is another one. */
function useEach(value: string | number, act: () => void): void {
  const last = useRef<string | number>(undefined)
  useEffect(() => {
    if (last.current === value) return
    last.current = value
    act()
  }, [value, act])
}
