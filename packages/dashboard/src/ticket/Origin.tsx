import { computingTime } from '../format/number'
import { time } from '../format/time'
import type { Answer } from './answer'

/** Of which market the numbers are, who computed them and how long it took. */
export function Origin({ answer }: { answer: Extract<Answer, { kind: 'answer' }> }) {
  const { view, isStale, by, because } = answer
  const where = by === 'page' ? 'in the page' : 'by the service'
  return (
    <p className="ml-auto text-right" data-testid="what-if-origin">
      market of {time(view.after.valuedAt)}
      <span className="block">
        {isStale ? 'computing…' : `computed ${where} in ${computingTime(view.computeMicroseconds)}`}
      </span>
      {because !== null && (
        <span className="block" title={because.message}>
          the page could not ({because.code})<span className="sr-only">: {because.message}</span>
        </span>
      )}
    </p>
  )
}
