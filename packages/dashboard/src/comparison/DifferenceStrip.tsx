import { Button } from '../design/Button'
import { Delta } from '../design/Delta'
import { signedTight } from '../format/number'

interface Side {
  readonly title: string
  readonly capital: number | undefined
}

/** Stays in sight below a long table: what the two differ by, and the way to the reason. */
export function DifferenceStrip({ first, second }: { first: Side; second: Side }) {
  const known = first.capital !== undefined && second.capital !== undefined
  const difference = known ? (first.capital ?? 0) - (second.capital ?? 0) : null
  return (
    <div className="sticky bottom-0 z-10 flex items-center justify-between gap-3 border-t border-line bg-panel px-3 py-1.5 text-xs">
      <p className="min-w-0">
        <strong className="font-semibold">{first.title}</strong> against{' '}
        <strong className="font-semibold">{second.title}</strong>:{' '}
        {difference === null ? 'no difference to show' : <Delta value={-difference} text={signedTight(difference)} />}
      </p>
      <Button
        onClick={() => {
          const heading = document.getElementById('difference')
          heading?.focus({ preventScroll: true })
          heading?.parentElement?.scrollIntoView({ block: 'start' })
        }}
      >
        Show why
      </Button>
    </div>
  )
}
