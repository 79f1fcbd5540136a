import { classes } from './classes'

interface ChoiceProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly options: readonly {
    readonly value: T
    readonly text: string
    readonly testId?: string
    readonly on?: string
  }[]
  readonly onChange: (value: T) => void
  readonly className?: string
}

/** One of a few, side by side. Real radio buttons inside, so arrows and forms work as everywhere. */
export function Choice<T extends string>({ label, value, options, onChange, className }: ChoiceProps<T>) {
  return (
    <fieldset className={classes('flex rounded border border-line bg-raised p-0.5', className)}>
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          data-testid={option.testId}
          className={classes(
            'flex min-h-6 flex-1 cursor-pointer items-center justify-center rounded-sm px-2.5 text-xs font-medium',
            'has-focus-visible:outline-2 has-focus-visible:outline-accent',
            option.value === value ? (option.on ?? 'bg-panel text-ink shadow-sm') : 'text-ink-2 hover:text-ink',
          )}
        >
          <input
            type="radio"
            className="sr-only"
            name={label}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          {option.text}
        </label>
      ))}
    </fieldset>
  )
}
