import { DropdownMenu } from 'radix-ui'
import { Button } from '../design/Button'
import { inputLook } from '../design/Field'
import { overlays } from '../design/overlays'
import { Select } from '../design/Select'
import { positionColumns } from './columns'
import type { Visibility } from './visibility'

interface PositionsToolbarProps {
  readonly filter: string
  readonly onFilter: (text: string) => void
  readonly underlyings: readonly string[]
  readonly underlying: string
  readonly onUnderlying: (underlying: string) => void
  readonly isGrouped: boolean
  readonly onGrouped: (isGrouped: boolean) => void
  readonly visibility: Visibility
  readonly onToggle: (id: string) => void
  readonly onCopy: () => void
  readonly shown: number
  readonly of: number
}

export function PositionsToolbar(props: PositionsToolbarProps) {
  return (
    <div className="flex flex-wrap items-center gap-1.5 border-b border-line px-2 py-1.5">
      <input
        type="search"
        aria-label="Filter positions"
        placeholder="Filter…"
        data-testid="positions-filter"
        value={props.filter}
        onChange={(event) => props.onFilter(event.target.value)}
        className={`${inputLook} max-w-44 text-xs`}
      />
      {props.underlyings.length > 1 && (
        <>
          <Select
            label="Underlying of the positions"
            value={props.underlying}
            onChange={(event) => props.onUnderlying(event.target.value)}
          >
            <option value="">All underlyings</option>
            {props.underlyings.map((id) => (
              <option key={id} value={id}>
                {id}
              </option>
            ))}
          </Select>
          <label className="flex min-h-7 items-center gap-1.5 px-1 text-xs text-ink-2">
            <input
              type="checkbox"
              className="accent-(--accent)"
              checked={props.isGrouped}
              onChange={(event) => props.onGrouped(event.target.checked)}
            />
            Group
          </label>
        </>
      )}
      <span className="text-2xs text-ink-3" role="status">
        {props.shown === props.of ? '' : `${props.shown} of ${props.of}`}
      </span>
      <div className="ml-auto flex gap-1.5">
        <DropdownMenu.Root modal={false}>
          <DropdownMenu.Trigger asChild>
            <Button>Columns ▾</Button>
          </DropdownMenu.Trigger>
          <DropdownMenu.Portal container={overlays}>
            <DropdownMenu.Content
              align="end"
              sideOffset={4}
              className="z-50 max-h-80 overflow-y-auto rounded-md border border-line bg-panel p-1 shadow-lg"
            >
              {positionColumns.slice(1).map((column) => (
                <DropdownMenu.CheckboxItem
                  key={column.id}
                  checked={props.visibility[column.id] !== false}
                  onSelect={(event) => {
                    // Stays open: one rarely changes just one column.
                    event.preventDefault()
                    props.onToggle(column.id)
                  }}
                  className="flex cursor-pointer items-center gap-2 rounded-sm py-1 pr-3 pl-7 text-sm outline-none data-highlighted:bg-accent-soft"
                >
                  <DropdownMenu.ItemIndicator className="absolute left-3">✓</DropdownMenu.ItemIndicator>
                  {column.title}
                </DropdownMenu.CheckboxItem>
              ))}
            </DropdownMenu.Content>
          </DropdownMenu.Portal>
        </DropdownMenu.Root>
        <Button onClick={props.onCopy}>Copy CSV</Button>
      </div>
    </div>
  )
}
