import { memo } from 'react'
import { LevelMark } from '../design/LevelMark'
import { Panel } from '../design/Panel'
import { scrollable } from '../design/scrollable'
import { compact, fixed, percent } from '../format/number'
import { type Bin, barHeight, binLevel, binText, decades } from './healthBins'

interface HealthPanelProps {
  readonly histogram: readonly Bin[]
  readonly accounts: number
}

/** How many accounts stand at which health: bars for the shape, a table for the numbers. */
export function HealthPanel({ histogram, accounts }: HealthPanelProps) {
  return (
    <Panel
      title="Health distribution"
      summary="accounts by equity over maintenance; heights are logarithmic"
      testId="venue-health"
      bodyClassName="grid gap-3 p-2 md:grid-cols-[minmax(0,1fr)_19rem]"
    >
      <Bars bins={histogram} />
      <section {...scrollable} aria-label="Health distribution as a table" className="max-h-96 overflow-auto">
        <table className="w-full text-right text-2xs">
          <thead className="sticky top-0 bg-panel text-ink-2">
            <tr className="[&>th]:px-1.5 [&>th]:py-0.5 [&>th]:font-medium">
              <th scope="col" className="text-left">
                Health
              </th>
              <th scope="col" className="text-left">
                Level
              </th>
              <th scope="col">Accounts</th>
              <th scope="col">Share</th>
            </tr>
          </thead>
          <tbody>
            {histogram.map((bin) => (
              <BinRow key={bin.from ?? 0} bin={bin} accounts={accounts} />
            ))}
          </tbody>
        </table>
      </section>
    </Panel>
  )
}

const BinRow = memo(
  function BinRow({ bin, accounts }: { bin: Bin; accounts: number }) {
    return (
      <tr className="[&>*]:border-t [&>*]:border-line [&>*]:px-1.5 [&>*]:py-px [&>*]:whitespace-nowrap">
        <th scope="row" className="text-left font-medium">
          {binText(bin)}
        </th>
        <td className="text-left">
          <LevelMark level={binLevel(bin)} />
        </td>
        <td>{fixed(bin.accounts, 0)}</td>
        <td className="text-ink-2">{percent(bin.accounts / accounts, 2)}</td>
      </tr>
    )
  },
  (a, b) => a.bin.accounts === b.bin.accounts && a.accounts === b.accounts,
)

function Bars({ bins }: { bins: readonly Bin[] }) {
  const lines = decades(bins)
  const highest = lines.at(-1)!
  const width = 100 / bins.length
  return (
    <div aria-hidden="true" className="flex min-h-64 flex-col pr-1">
      <div className="relative ml-9 min-h-0 flex-1">
        {lines.map((line) => (
          <span
            key={line}
            className="absolute right-0 -left-9 border-b border-line"
            style={{ bottom: `${barHeight(line, highest) * 100}%` }}
          >
            <span className="absolute -bottom-2 left-0 w-8 bg-panel pr-1 text-right text-2xs text-ink-2">
              {compact(line)}
            </span>
          </span>
        ))}
        <svg className="absolute inset-0 h-full w-full" role="presentation">
          {bins.map((bin, place) => {
            const height = barHeight(bin.accounts, highest) * 100
            return (
              <rect
                key={bin.from ?? 0}
                x={`${place * width + width * 0.1}%`}
                width={`${width * 0.8}%`}
                y={`${100 - height}%`}
                height={`${height}%`}
                fill={`var(--${binLevel(bin)})`}
              >
                <title>{`${binText(bin)}: ${fixed(bin.accounts, 0)}`}</title>
              </rect>
            )
          })}
        </svg>
      </div>
      <div className="relative mt-1 ml-9 h-4 border-t border-line-strong text-2xs text-ink-2">
        {bins.slice(1).map((bin, place) => (
          <span
            key={bin.from}
            className="absolute top-0.5 -translate-x-1/2"
            style={{ left: `${(place + 1) * width}%` }}
          >
            <span className={place % 2 === 1 ? 'max-sm:hidden' : undefined}>{bin.from}</span>
          </span>
        ))}
      </div>
    </div>
  )
}
