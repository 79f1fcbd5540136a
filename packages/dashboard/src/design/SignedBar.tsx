import { classes } from './classes'

/** A bar from the middle: losses to the left, gains to the right. `largest` is the full half-width. */
export function SignedBar({ value, largest }: { value: number; largest: number }) {
  const share = largest > 0 ? Math.min(1, Math.abs(value) / largest) * 50 : 0
  return (
    <span className="relative block h-2.5 min-w-12" aria-hidden="true">
      <span className="absolute inset-y-0 left-1/2 w-px bg-line-strong" />
      <span
        className={classes('absolute inset-y-0.5 rounded-[1px]', value >= 0 ? 'left-1/2 bg-gain' : 'right-1/2 bg-loss')}
        style={{ width: `${share}%` }}
      />
    </span>
  )
}
