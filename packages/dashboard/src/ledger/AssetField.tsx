import { useId } from 'react'
import { Field } from '../design/Field'
import { Select } from '../design/Select'
import { useStream } from '../stream/useStream'

const usual = ['USDC', 'USDT', 'USD', 'BTC', 'ETH']

interface AssetFieldProps {
  readonly value: string
  readonly held: readonly string[]
  readonly error: string | undefined
  readonly onChange: (asset: string) => void
}

const join = (list: readonly string[] | undefined): string => list?.join(' ') ?? ''

/** The assets the market has a price for; a service that does not say which leaves the name to be typed. */
export function AssetField({ value, held, error, onChange }: AssetFieldProps) {
  const id = useId()
  // As one text, so that a tick with the same assets draws nothing again.
  const assets = useStream((state) => join(state.status?.assets))
  if (assets === '')
    return (
      <>
        <Field
          label="Asset"
          value={value}
          list={`${id}-list`}
          error={error}
          onChange={(event) => onChange(event.target.value.toUpperCase())}
        />
        <datalist id={`${id}-list`}>
          {[...new Set([...held, ...usual])].map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      </>
    )
  const offered = [...new Set([...held, ...assets.split(' '), value])]
  return (
    <div className="min-w-0">
      <span aria-hidden="true" className="mb-0.5 block text-2xs text-ink-2">
        Asset
      </span>
      <Select
        label="Asset"
        className="min-h-7.5 w-full"
        value={value}
        aria-invalid={error !== undefined}
        onChange={(event) => onChange(event.target.value)}
      >
        {offered.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </Select>
      {error !== undefined && (
        <p role="alert" className="mt-0.5 text-2xs text-liquidation">
          {error}
        </p>
      )}
    </div>
  )
}
