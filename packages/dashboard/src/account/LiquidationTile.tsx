import type { LiquidationPricesView } from '@plimsoll/server/contract'
import { classes } from '../design/classes'
import { Tip } from '../design/Tip'
import { price, signedPercent } from '../format/number'
import { nearestLiquidations } from './nearestLiquidations'

/** The liquidation price that is nearest, as a distance: what the trader asks first. */
interface LiquidationTileProps {
  readonly liquidation: readonly LiquidationPricesView[] | undefined
  readonly isOld: boolean
}

export function LiquidationTile({ liquidation, isOld }: LiquidationTileProps) {
  const near = nearestLiquidations(liquidation ?? [])
  const nearest = near[0]
  const isBreached = liquidation?.some((one) => one.breached === true) === true
  return (
    <Tip
      text={
        <>
          <p className="font-semibold">Nearest liquidation price</p>
          <p className="mt-1">
            Where equity would meet the maintenance margin if this underlying alone moved, now, with volatility
            unchanged.
          </p>
          {near.length > 1 && (
            <ul className="mt-1 text-ink-2">
              {near.slice(1, 6).map((one) => (
                <li key={`${one.underlying}${one.side}`}>
                  {one.underlying} {one.side} {price(one.price)} ({signedPercent(one.distance)})
                </li>
              ))}
            </ul>
          )}
        </>
      }
    >
      <button
        type="button"
        data-testid="tile-liquidation"
        className={classes('min-w-0 cursor-help px-3 pt-1.5 pb-1 text-left outline-offset-[-2px]', isOld && 'old')}
      >
        <span className="block truncate text-2xs text-ink-2">Nearest liquidation</span>
        <span
          className={classes('block truncate text-lg font-semibold tracking-tight', isBreached && 'text-liquidation')}
        >
          {isBreached ? 'reached' : nearest === undefined ? 'none' : signedPercent(nearest.distance)}
        </span>
        <span className="block h-4 truncate text-2xs text-ink-2">
          {isBreached
            ? 'below maintenance'
            : nearest === undefined
              ? 'no price in reach'
              : `${nearest.underlying} at ${price(nearest.price)}`}
        </span>
      </button>
    </Tip>
  )
}
