import { type ReactNode, useId } from 'react'
import { classes } from './classes'

interface PanelProps {
  readonly title: string
  /** Beside the title: the number or sentence that sums the panel up. */
  readonly summary?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
  readonly className?: string
  readonly bodyClassName?: string
  readonly testId?: string
}

/** A titled region of the screen, reachable as a landmark. */
export function Panel({ title, summary, actions, children, className, bodyClassName, testId }: PanelProps) {
  const heading = useId()
  return (
    <section
      aria-labelledby={heading}
      data-testid={testId}
      className={classes('flex min-w-0 flex-col rounded-md border border-line bg-panel', className)}
    >
      <header className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-1 lg:flex-nowrap">
        <h2 id={heading} className="text-xs font-semibold whitespace-nowrap text-ink">
          {title}
        </h2>
        {summary !== undefined && <div className="min-w-0 text-2xs text-ink-2 lg:truncate">{summary}</div>}
        {actions !== undefined && <div className="ml-auto flex shrink-0 items-center gap-1.5">{actions}</div>}
      </header>
      <div className={classes('min-h-0 flex-1', bodyClassName ?? 'p-3')}>{children}</div>
    </section>
  )
}
