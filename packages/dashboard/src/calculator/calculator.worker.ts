import { createCalculator } from './calculator'
import type { FromWorker, ToWorker } from './messages'

/** The thread: hands every message to the calculator and every answer back. */
const thread = self as unknown as {
  onmessage: (event: MessageEvent<ToWorker>) => void
  postMessage: (message: FromWorker) => void
}
const calculator = createCalculator(() => performance.now())

thread.onmessage = ({ data }) => {
  if (data.type === 'document') calculator.take(data)
  else thread.postMessage({ id: data.id, reply: calculator.answer(data.question) })
}
