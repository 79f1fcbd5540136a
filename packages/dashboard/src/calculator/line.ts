import type { DocumentMessage, FromWorker, Question, Reply, ToWorker, Unable } from './messages'

/** The part of a `Worker` that is used. */
export interface Thread {
  postMessage(message: ToWorker): void
  onmessage: ((event: { readonly data: FromWorker }) => void) | null
  onerror: ((event: { readonly message?: string }) => void) | null
  onmessageerror: (() => void) | null
}

/** The page's end of one worker. */
export interface Line {
  send(document: DocumentMessage): void
  /** One question is under way at a time; of those that come meanwhile only the newest waits. Replies come in order. */
  ask(question: Question, onReply: (reply: Reply) => void): void
  /** Drops the question that waits. */
  forget(): void
}

interface Asked {
  readonly question: Question
  readonly onReply: (reply: Reply) => void
}

/** What takes longer than this is asked of the service; the reply is still welcome when it comes. */
const mostMilliseconds = 4000
const slow: Unable = { code: 'PAGE_SLOW', message: 'The page takes longer than four seconds.' }

/** `onFailure`: the worker could not be loaded or broke; the line is then dead. */
export function openLine(thread: Thread, onFailure: (reason: Unable) => void): Line {
  let count = 0
  let underWay: Asked | null = null
  let waiting: Asked | null = null
  let patience: ReturnType<typeof setTimeout> | undefined

  const next = (): void => {
    if (underWay !== null || waiting === null) return
    underWay = waiting
    waiting = null
    count += 1
    thread.postMessage({ type: 'ask', id: count, question: underWay.question })
    patience = setTimeout(() => (waiting ?? underWay)?.onReply({ type: 'unable', reason: slow }), mostMilliseconds)
  }
  const fail = (message: string): void => {
    clearTimeout(patience)
    waiting = null
    onFailure({ code: 'PAGE_FAILED', message })
  }
  thread.onmessage = ({ data }) => {
    if (underWay === null || data.id !== count) return
    clearTimeout(patience)
    const { onReply } = underWay
    underWay = null
    next()
    onReply(data.reply)
  }
  thread.onerror = (event) => fail(event.message || 'The worker could not be started.')
  thread.onmessageerror = () => fail('The worker sent what could not be read.')
  return {
    send: (document) => thread.postMessage(document),
    ask: (question, onReply) => {
      waiting = { question, onReply }
      next()
    },
    forget: () => {
      waiting = null
    },
  }
}
