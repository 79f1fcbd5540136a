import type { SpecView } from '@plimsoll/server/contract'
import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { service } from '../api/service'

export const useSpecs = (): UseQueryResult<SpecView[]> =>
  useQuery({ queryKey: ['specs'], queryFn: service.specs, staleTime: 300_000 })

const generations = [
  { id: 'portfolio', title: 'Portfolio margin' },
  { id: 'cross', title: 'Cross margin' },
  { id: 'isolated', title: 'Isolated margin' },
] as const

/** The rule books as options, grouped by generation; one with unpublished parameters carries the mark of such. */
export function SpecOptions({ specs = [] }: { specs: readonly SpecView[] | undefined }) {
  return generations.map(({ id, title }) => {
    const own = specs.filter((spec) => spec.generation === id)
    if (own.length === 0) return null
    const isMarked = own.some(isIncomplete)
    return (
      <optgroup key={id} label={isMarked ? `${title} (○ not all published)` : title}>
        {own.map((spec) => (
          <option key={spec.id} value={spec.id}>
            {isIncomplete(spec) && '○ '}
            {spec.title}
          </option>
        ))}
      </optgroup>
    )
  })
}

const isIncomplete = ({ missing }: SpecView): boolean => missing.length > 0
