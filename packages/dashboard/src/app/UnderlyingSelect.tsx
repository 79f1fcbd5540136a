import type { AccountDetail } from '@plimsoll/server/contract'
import { Select } from '../design/Select'
import { useDesk } from './useDesk'

const underlyingsOf = (detail: AccountDetail | undefined): readonly string[] => [
  ...new Set(detail?.positions.map((position) => position.underlying)),
]

/** Which underlying the charts move. Shared by heat map and curve through the address. */
export function UnderlyingSelect({ detail, shown }: { detail: AccountDetail | undefined; shown: string | undefined }) {
  const { underlying, change } = useDesk()
  const offered = underlyingsOf(detail)
  if (offered.length < 2) return null
  return (
    <Select
      label="Underlying"
      value={underlying ?? shown ?? ''}
      onChange={(event) => change({ underlying: event.target.value })}
    >
      {offered.map((id) => (
        <option key={id} value={id}>
          {id}
        </option>
      ))}
    </Select>
  )
}

/** The chosen underlying when the book holds it; otherwise the service chooses. */
export function useUnderlying(detail: AccountDetail | undefined): string | undefined {
  const { underlying } = useDesk()
  return underlying !== undefined && underlyingsOf(detail).includes(underlying) ? underlying : undefined
}
