import { type ComponentProps, type ReactNode, useId } from 'react'
import { classes } from './classes'

export const inputLook =
  'min-h-7.5 w-full min-w-0 rounded border bg-panel px-2 text-sm text-ink hover:border-line-strong aria-invalid:border-liquidation border-line'

interface FieldProps extends ComponentProps<'input'> {
  readonly label: string
  readonly hint?: ReactNode
  readonly error?: string | undefined
}

/** A labelled input whose error stands at the field and is announced. */
export function Field({ label, hint, error, className, ...rest }: FieldProps) {
  const id = useId()
  return (
    <div className={classes('min-w-0', className)}>
      <label htmlFor={id} className="mb-0.5 flex items-baseline justify-between gap-2 text-2xs text-ink-2">
        {label}
        {hint !== undefined && <span className="truncate text-ink-3">{hint}</span>}
      </label>
      <input
        id={id}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? undefined : `${id}-error`}
        className={inputLook}
        {...rest}
      />
      {error !== undefined && (
        <p id={`${id}-error`} role="alert" className="mt-0.5 text-2xs text-liquidation">
          {error}
        </p>
      )}
    </div>
  )
}
