import type { ComponentProps } from 'react'
import { classes } from './classes'

interface SelectProps extends ComponentProps<'select'> {
  readonly label: string
}

/** The platform's own list: it is operable everywhere and needs no code. The label is for assistive technology. */
export function Select({ label, className, children, ...rest }: SelectProps) {
  return (
    <select
      aria-label={label}
      className={classes(
        'min-h-7 max-w-full rounded border border-line bg-panel px-1.5 text-xs text-ink hover:border-line-strong',
        className,
      )}
      {...rest}
    >
      {children}
    </select>
  )
}
