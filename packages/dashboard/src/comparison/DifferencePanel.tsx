import type { DifferenceView, TermView } from '@plimsoll/server/contract'
import { service } from '../api/service'
import { useLiveQuery } from '../api/useLiveQuery'
import { classes } from '../design/classes'
import { Delta } from '../design/Delta'
import { Problem } from '../design/Problem'
import { SignedBar } from '../design/SignedBar'
import { Skeleton } from '../design/Skeleton'
import { signedTight, tight } from '../format/number'
import { differenceWords, kindWords, legName } from './differenceWords'

interface DifferencePanelProps {
  readonly accountId: string
  readonly first: string
  readonly second: string
  readonly titleOf: (id: string) => string
}

/** Why the first of two rule books asks for more, or less, than the second. */
export function DifferencePanel({ accountId, first, second, titleOf }: DifferencePanelProps) {
  const query = useLiveQuery(
    ['view', accountId, 'difference', first, second],
    () => service.difference(accountId, first, second),
    accountId,
  )
  const data = query.data?.first.specId === first && query.data.second.specId === second ? query.data : undefined
  return (
    <section
      aria-labelledby="difference"
      data-testid="difference"
      className="m-2 scroll-mt-2 rounded-md border border-line bg-raised p-3"
    >
      <h3 id="difference" tabIndex={-1} className="text-xs font-semibold outline-none">
        {titleOf(first)} against {titleOf(second)}
      </h3>
      {data !== undefined ? (
        <Explained view={data} first={titleOf(first)} second={titleOf(second)} />
      ) : query.isError ? (
        <Problem error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Skeleton className="mt-2 h-32" />
      )}
    </section>
  )
}

interface ExplainedProps {
  readonly view: DifferenceView
  readonly first: string
  readonly second: string
}

function Explained({ view, first, second }: ExplainedProps) {
  const { kinds, difference, legs } = view
  const shownLegs = legs.filter((leg) => leg.difference !== 0).slice(0, legsShown)
  return (
    <div className="mt-1 grid gap-x-6 gap-y-3 lg:grid-cols-2">
      <div className="min-w-0">
        <div className="max-w-prose space-y-1 text-xs text-ink-2">
          {differenceWords(view, first, second).map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </div>
        <div className="mt-3 grid gap-x-4 gap-y-2 sm:grid-cols-2">
          <Terms title={first} terms={view.first.numbers.terms} />
          <Terms title={second} terms={view.second.numbers.terms} />
        </div>
      </div>
      <div className="min-w-0 space-y-3">
        <Sides
          title="What is charged for"
          first={first}
          second={second}
          lines={[
            ...kinds.map((kind) => ({ ...kind, key: kind.kind, name: kindWords[kind.kind] })),
            {
              key: 'total',
              name: 'Capital',
              first: view.first.numbers.capital,
              second: view.second.numbers.capital,
              difference,
            },
          ]}
        />
        {shownLegs.length > 0 && (
          <Sides
            title="Legs that differ most"
            first={first}
            second={second}
            lines={shownLegs.map((leg) => ({ ...leg, key: leg.leg, name: legName(leg.leg) }))}
          />
        )}
      </div>
    </div>
  )
}

const legsShown = 8
const termsShown = 5

interface Line {
  readonly key: string
  readonly name: string
  readonly first: number
  readonly second: number
  readonly difference: number
}

interface SidesProps {
  readonly title: string
  readonly first: string
  readonly second: string
  readonly lines: readonly Line[]
}

function Sides({ title, first, second, lines }: SidesProps) {
  const largest = lines.reduce((most, line) => Math.max(most, Math.abs(line.difference)), 0)
  return (
    <table className="w-full table-fixed text-right text-xs">
      <thead className="text-2xs text-ink-2 [&_th]:px-1 [&_th]:pb-0.5 [&_th]:align-bottom [&_th]:font-medium">
        <tr>
          <th scope="col" className="w-2/5 pl-0! text-left font-semibold! text-ink">
            {title}
          </th>
          <th scope="col" title={first}>
            <span className="line-clamp-2">{first}</span>
          </th>
          <th scope="col" title={second}>
            <span className="line-clamp-2">{second}</span>
          </th>
          <th scope="col" className="pr-0!">
            Difference
          </th>
          <th scope="col" className="w-16 max-sm:hidden">
            <span className="sr-only">As a bar</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr
            key={line.key}
            className={classes(
              '[&>*]:border-t [&>*]:border-line [&>*]:px-1 [&>*]:py-0.5',
              line.key === 'total' && 'font-semibold',
            )}
          >
            <th scope="row" className="pl-0! text-left font-medium [overflow-wrap:anywhere]">
              {line.name}
            </th>
            <td>{tight(line.first)}</td>
            <td>{tight(line.second)}</td>
            <td className="pr-0!">
              <Delta value={-line.difference} text={signedTight(line.difference)} />
            </td>
            <td className="max-sm:hidden">
              <SignedBar value={-line.difference} largest={largest} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Terms({ title, terms }: { title: string; terms: readonly TermView[] }) {
  const shown = terms.slice(0, termsShown)
  return (
    <div className="min-w-0">
      <h4 className="text-2xs font-semibold">{title}</h4>
      {terms.length === 0 && <p className="text-2xs text-ink-2">asks for nothing</p>}
      <ul className="text-2xs">
        {shown.map((term) => (
          <li
            key={`${term.kind} ${term.label}`}
            className="grid grid-cols-[minmax(0,1fr)_auto] gap-2 border-t border-line py-0.5"
          >
            <span className="min-w-0 break-words">
              {term.label}
              {term.scenario !== null && <span className="block text-ink-3">in {term.scenario}</span>}
            </span>
            <span className="text-right">{tight(term.value)}</span>
          </li>
        ))}
      </ul>
      {terms.length > shown.length && (
        <p className="text-2xs text-ink-3">and {terms.length - shown.length} smaller ones</p>
      )}
    </div>
  )
}
