import { Delta } from '../design/Delta'
import { price, signedPercent } from '../format/number'
import { useStream } from '../stream/useStream'

/** Index prices and how far they moved since the desk opened its feed. */
export function PriceTape() {
  const underlyings = useStream((state) => state.status?.underlyings)
  return (
    <ul
      aria-label="Index prices"
      className="flex min-w-0 flex-1 items-center gap-4 overflow-x-auto [scrollbar-width:none]"
    >
      {underlyings?.map((underlying) => (
        <li key={underlying.id} className="flex items-baseline gap-1.5 text-xs whitespace-nowrap">
          <span className="font-semibold text-ink-2">{underlying.id}</span>
          <span className="text-ink">{price(underlying.index)}</span>
          <span className="text-2xs">
            <Delta value={underlying.change} text={signedPercent(underlying.change, 2)} />
          </span>
        </li>
      ))}
    </ul>
  )
}
