import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react'
import { ApiError } from '../api/request'
import { classes } from '../design/classes'

interface Notice {
  readonly id: number
  readonly kind: 'done' | 'problem'
  readonly title: string
  readonly detail: string | undefined
}
interface Notices {
  readonly done: (title: string, detail?: string) => void
  readonly problem: (title: string, error: unknown) => void
}
const NoticesContext = createContext<Notices>({ done: () => undefined, problem: () => undefined })
export const useNotices = (): Notices => useContext(NoticesContext)

const shownMilliseconds = 5000
let count = 0

/** Short answers to what a person did. They are announced; good news leaves by itself, bad news waits to be read. */
export function NoticesProvider({ children }: { children: ReactNode }) {
  const [list, setList] = useState<readonly Notice[]>([])
  const drop = useCallback((id: number) => setList((now) => now.filter((notice) => notice.id !== id)), [])
  const notices = useMemo<Notices>(() => {
    const add = (kind: Notice['kind'], title: string, detail: string | undefined): void => {
      count += 1
      const id = count
      setList((now) => [...now.slice(-2), { id, kind, title, detail }])
      if (kind === 'done') setTimeout(() => drop(id), shownMilliseconds)
    }
    return {
      done: (title, detail) => add('done', title, detail),
      problem: (title, error) =>
        add(
          'problem',
          title,
          error instanceof ApiError
            ? `${error.message} (${error.code})`
            : error instanceof Error
              ? error.message
              : String(error),
        ),
    }
  }, [drop])
  return (
    <NoticesContext value={notices}>
      {children}
      <div
        role="status"
        aria-label="Notices"
        className="pointer-events-none fixed right-4 bottom-4 left-4 z-50 flex flex-col items-start gap-2"
      >
        {list.map((notice) => (
          <div
            key={notice.id}
            className={classes(
              'pointer-events-auto flex max-w-96 items-start gap-3 rounded-md border border-line border-l-3 bg-panel px-3 py-2 text-sm shadow-lg',
              notice.kind === 'done' ? 'border-l-safe' : 'border-l-liquidation',
            )}
          >
            <div className="min-w-0">
              <p className="font-medium">{notice.title}</p>
              {notice.detail !== undefined && <p className="text-xs break-words text-ink-2">{notice.detail}</p>}
            </div>
            <button
              type="button"
              aria-label="Dismiss"
              className="text-ink-3 hover:text-ink"
              onClick={() => drop(notice.id)}
            >
              ✕
            </button>
          </div>
        ))}
      </div>
    </NoticesContext>
  )
}
