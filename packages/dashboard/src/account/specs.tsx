import type { SpecView } from '@plimsoll/server/contract'
import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { service } from '../api/service'

export const useSpecs = (): UseQueryResult<SpecView[]> =>
  useQuery({ queryKey: ['specs'], queryFn: service.specs, staleTime: 300_000 })

export function SpecOptions({ specs }: { specs: readonly SpecView[] | undefined }) {
  return specs?.map((spec) => (
    <option key={spec.id} value={spec.id}>
      {spec.title}
    </option>
  ))
}
