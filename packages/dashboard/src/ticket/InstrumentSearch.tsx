import type { InstrumentView } from '@plimsoll/server/contract'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useRef, useState } from 'react'
import { service } from '../api/service'
import { classes } from '../design/classes'
import { inputLook } from '../design/Field'
import { price } from '../format/number'
import { matching, searchWord } from './search'

const mostOptions = 60

interface InstrumentSearchProps {
  readonly value: InstrumentView | null
  readonly onChange: (instrument: InstrumentView | null) => void
  readonly error: string | undefined
}

/** A combobox after the ARIA pattern: the focus stays in the text, arrows move through the list, Enter chooses. */
export function InstrumentSearch({ value, onChange, error }: InstrumentSearchProps) {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const [text, setText] = useState('')
  const [isOpen, setOpen] = useState(false)
  const [active, setActive] = useState(0)
  const search = useDeferredValue(searchWord(text))
  const query = useQuery({
    queryKey: ['instruments', search],
    queryFn: ({ signal }) => service.instruments(search, signal),
    enabled: isOpen,
    staleTime: 30_000,
    placeholderData: keepPreviousData,
  })
  const options = matching(query.data ?? [], text).slice(0, mostOptions)
  const activeOption = options[active]
  useEffect(() => {
    if (isOpen) list.current?.children[active]?.scrollIntoView({ block: 'nearest' })
  }, [active, isOpen])

  const choose = (instrument: InstrumentView): void => {
    onChange(instrument)
    setText('')
    setOpen(false)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const move: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }
    const by = move[event.key]
    if (by !== undefined) {
      event.preventDefault()
      if (isOpen) setActive((now) => Math.min(options.length - 1, Math.max(0, now + by)))
      setOpen(true)
    } else if (event.key === 'Enter' && isOpen) {
      // Enter in an open list chooses; it never sends the ticket.
      event.preventDefault()
      if (activeOption !== undefined) choose(activeOption)
    } else if (event.key === 'Escape' && isOpen) {
      event.preventDefault()
      setText('')
      setOpen(false)
    }
  }
  return (
    <div className="relative min-w-0">
      <label htmlFor={id} className="mb-0.5 flex items-baseline justify-between text-2xs text-ink-2">
        Instrument
        {value !== null && (
          <span className="text-ink-3">
            mark {price(value.mark)} {value.priceUnit}
          </span>
        )}
      </label>
      <input
        id={id}
        role="combobox"
        data-testid="ticket-instrument"
        autoComplete="off"
        spellCheck={false}
        placeholder="Search, e.g. BTC put"
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && activeOption !== undefined ? `${id}-${active}` : undefined}
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? undefined : `${id}-error`}
        className={classes(inputLook, 'font-medium')}
        value={isOpen ? text : (value?.id ?? text)}
        onFocus={() => setOpen(true)}
        onClick={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setText(event.target.value)
          setActive(0)
          setOpen(true)
        }}
      />
      {error !== undefined && (
        <p id={`${id}-error`} role="alert" className="mt-0.5 text-2xs text-liquidation">
          {error}
        </p>
      )}
      <div
        id={`${id}-list`}
        ref={list}
        role="listbox"
        aria-label="Instruments"
        hidden={!isOpen}
        className="absolute top-full right-0 left-0 z-30 mt-1 max-h-72 overflow-y-auto rounded-md border border-line-strong bg-panel py-1 shadow-lg"
      >
        {options.map((option, place) => (
          <div
            key={option.id}
            id={`${id}-${place}`}
            role="option"
            aria-selected={place === active}
            tabIndex={-1}
            className={classes(
              'flex cursor-pointer justify-between gap-3 px-2 py-1 text-xs',
              place === active && 'bg-accent-soft text-accent',
            )}
            // Before the blur of the text field, which would close the list under the pointer.
            onPointerDown={(event) => {
              event.preventDefault()
              choose(option)
            }}
          >
            <span className="truncate font-medium">{option.id}</span>
            <span className="text-ink-2">{price(option.mark)}</span>
          </div>
        ))}
        {options.length === 0 && (
          <div
            role="option"
            aria-selected={false}
            aria-disabled="true"
            tabIndex={-1}
            className="px-2 py-1 text-xs text-ink-2"
          >
            {query.isError ? query.error.message : query.isPending ? 'Searching…' : 'Nothing found.'}
          </div>
        )}
      </div>
    </div>
  )
}
