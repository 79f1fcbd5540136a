import { Delta } from '../design/Delta'
import { price, signedPercent } from '../format/number'
import { useStream } from '../stream/useStream'
import { useDesk } from './useDesk'

/** Index prices and how far they moved since the desk opened its feed. Pressing one turns the charts to it. */
export function PriceTape() {
  const underlyings = useStream((state) => state.status?.underlyings)
  const { change } = useDesk()
  return (
    <ul
      aria-label="Index prices"
      className="flex min-w-0 flex-1 items-center gap-2 overflow-x-auto [scrollbar-width:none]"
    >
      {underlyings?.map((underlying) => (
        <li key={underlying.id}>
          <button
            type="button"
            title={`Show ${underlying.id} in the charts`}
            className="flex min-h-6 items-baseline gap-1.5 rounded px-1.5 text-xs whitespace-nowrap outline-offset-[-2px] hover:bg-raised"
            onClick={() => change({ underlying: underlying.id })}
          >
            <span className="font-semibold text-ink-2">{underlying.id}</span>
            <span className="text-ink">{price(underlying.index)}</span>
            <span className="text-2xs">
              <Delta value={underlying.change} text={signedPercent(underlying.change, 2)} />
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}
