import type { AccountSummary } from '@plimsoll/server/contract'
import { freshness } from '../stream/freshness'
import { useStream } from '../stream/useStream'
import { LiquidationTile } from './LiquidationTile'
import { Tile } from './Tile'
import { tileTexts } from './tileTexts'

export function Tiles({ summary }: { summary: AccountSummary }) {
  const isOld = useStream((state) => freshness(state).kind === 'old') || summary.error !== null
  const detail = useStream((state) => state.details[summary.id])
  const currency = detail?.money.currency ?? 'USD'
  return (
    <section
      aria-label="Account at a glance"
      className="grid grid-cols-2 divide-line rounded-md border border-line bg-panel sm:grid-cols-4 xl:grid-cols-8 xl:divide-x"
    >
      {tileTexts.map((tile) => (
        <Tile key={tile.name} tile={tile} summary={summary} currency={currency} isOld={isOld} />
      ))}
      <LiquidationTile liquidation={detail?.liquidation} isOld={isOld} />
    </section>
  )
}
