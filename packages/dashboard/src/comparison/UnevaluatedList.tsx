import type { Unevaluated } from './compared'
import { completenessOf, wanting } from './completeness'

/** The rule books that cannot say anything of this book, each with what it wants. */
export function UnevaluatedList({ list }: { list: readonly Unevaluated[] }) {
  if (list.length === 0) return null
  return (
    <section aria-labelledby="unevaluated" data-testid="unevaluated" className="px-3 pt-3 pb-2">
      <h3 id="unevaluated" className="mb-1 text-xs font-semibold">
        Cannot be evaluated for this book <span className="font-normal text-ink-3">{list.length}</span>
      </h3>
      <ul className="text-xs lg:columns-2 lg:gap-6">
        {list.map(({ spec, refusal }) => (
          <li key={spec.id} className="break-inside-avoid border-b border-line py-1">
            <span className="font-medium">{spec.title}</span>{' '}
            <span className="text-2xs text-ink-3" title={completenessOf(spec).counts}>
              {spec.asOf} · <code>{refusal.code}</code>
            </span>
            <span className="block text-2xs break-words text-ink-2" title={refusal.message}>
              {wanting(spec, refusal)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
