import { ApiError } from '../api/request'
import { Button } from './Button'

/** What went wrong, with the code to look up and a way on. */
export function Problem({ error, onRetry }: { error: unknown; onRetry?: (() => void) | undefined }) {
  const known = error instanceof ApiError ? error : undefined
  return (
    <div role="alert" className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded border border-line bg-raised p-3">
      <div className="min-w-0 flex-1 text-sm">
        <p>{known?.message ?? (error instanceof Error ? error.message : 'Something went wrong.')}</p>
        <p className="text-2xs text-ink-3">
          <code>{known?.code ?? 'UNEXPECTED'}</code>
          {known?.where !== undefined && <> at {known.where}</>}
          {known?.expected !== undefined && !known.message.includes(known.expected) && <>, expected {known.expected}</>}
        </p>
      </div>
      {onRetry !== undefined && <Button onClick={onRetry}>Try again</Button>}
    </div>
  )
}
