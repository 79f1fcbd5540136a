import type { ComponentProps } from 'react'
import { classes } from './classes'

const looks = {
  plain: 'border border-line bg-panel text-ink hover:bg-raised hover:border-line-strong',
  primary: 'border border-accent bg-accent text-on-accent hover:brightness-110',
  danger: 'border border-liquidation bg-liquidation-soft text-liquidation hover:brightness-105',
  quiet: 'border border-transparent text-ink-2 hover:bg-raised hover:text-ink',
} as const

export interface ButtonProps extends ComponentProps<'button'> {
  readonly look?: keyof typeof looks
}

export function Button({ look = 'plain', className, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={classes(
        'inline-flex min-h-7 items-center justify-center gap-1.5 rounded px-2.5 text-xs font-medium whitespace-nowrap',
        'disabled:cursor-not-allowed disabled:opacity-55',
        looks[look],
        className,
      )}
      {...rest}
    />
  )
}
