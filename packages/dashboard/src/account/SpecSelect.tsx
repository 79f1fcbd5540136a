import type { AccountSummary } from '@plimsoll/server/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { service } from '../api/service'
import { useNotices } from '../app/notices'
import { Select } from '../design/Select'
import { Tip } from '../design/Tip'
import { dispatchStream, refreshDetail } from '../stream/store'
import { SpecOptions, useSpecs } from './specs'

/** The rule book the account stands under. Another choice changes every number at once and is itself a change one can see. */
export function SpecSelect({ summary }: { summary: AccountSummary }) {
  const specs = useSpecs()
  const client = useQueryClient()
  const notices = useNotices()
  const change = useMutation({
    mutationFn: (specId: string) => service.changeAccount(summary.id, { specId }),
    onSuccess: async (changed) => {
      dispatchStream({ type: 'summary', summary: changed })
      await Promise.all([refreshDetail(summary.id), client.invalidateQueries({ queryKey: ['view', summary.id] })])
    },
    onError: (error) => notices.problem('The rule book was not changed', error),
  })
  const spec = specs.data?.find((one) => one.id === summary.specId)
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <Select
        label="Rule book"
        value={summary.specId}
        disabled={change.isPending}
        className="w-40 sm:w-56"
        onChange={(event) => change.mutate(event.target.value)}
      >
        {spec === undefined && <option value={summary.specId}>{summary.specId}</option>}
        <SpecOptions specs={specs.data} />
      </Select>
      {spec !== undefined && (
        <Tip
          text={
            <>
              <p className="font-semibold">{spec.title}</p>
              <p className="mt-1">{spec.description}</p>
              <p className="mt-1 text-ink-2">
                Version {spec.version}, parameters of {spec.asOf}
              </p>
              {spec.missing.length > 0 && (
                <p className="mt-1 text-ink-2">
                  {spec.missing.length} of its parameters were never published; a book that needs one is refused.
                </p>
              )}
            </>
          }
        >
          <button
            type="button"
            aria-label="About this rule book"
            className="size-5 rounded-full text-xs text-ink-2 ring-1 ring-line"
          >
            i
          </button>
        </Tip>
      )}
    </span>
  )
}
