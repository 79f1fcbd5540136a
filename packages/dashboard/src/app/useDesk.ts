import { useNavigate, useSearch } from '@tanstack/react-router'
import type { DeskSearch, View } from './deskSearch'

/** The part of the address that says what is looked at, and how to change it without leaving the account. */
export function useDesk(): {
  readonly view: View
  readonly underlying: string | undefined
  readonly pair: readonly string[]
  readonly change: (search: Partial<DeskSearch>) => void
} {
  const search = useSearch({ strict: false })
  const navigate = useNavigate()
  return {
    view: search.view ?? 'positions',
    underlying: search.underlying === '' ? undefined : search.underlying,
    pair: (search.pair ?? '')
      .split(',')
      .filter((id) => id !== '')
      .slice(0, 2),
    change: (next) => {
      void navigate({ to: '.', search: (now) => ({ ...now, ...next }), replace: true })
    },
  }
}
