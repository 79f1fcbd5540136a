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

/** The rule books as options, grouped by generation; one with unpublished parameters says so. */
export function SpecOptions({ specs = [] }: { specs: readonly SpecView[] | undefined }) {
  return generations.map(({ id, title }) => {
    const own = specs.filter((spec) => spec.generation === id)
    if (own.length === 0) return null
    return (
      <optgroup key={id} label={title}>
        {own.map((spec) => (
          <option key={spec.id} value={spec.id}>
            {spec.title}
            {spec.missing.length > 0 && ` – ${spec.missing.length} unpublished`}
          </option>
        ))}
      </optgroup>
    )
  })
}
