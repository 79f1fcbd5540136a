import type { StressView } from '@plimsoll/server/contract'
import { signedPercent } from '../format/number'

type Scenario = StressView['scenarios'][number]
/** What a shock moves: underlyings and their volatility, and assets held as collateral. */
export type Shock = Pick<Scenario, 'moves' | 'assets'>

/** Price moves by underlying, the volatility, and assets, each said once where all share it. */
export function movesText(shock: Shock): string {
  const assets = Object.entries(shock.assets ?? {}).flatMap(([asset, move]) =>
    move === 0 ? [] : [`${asset} ${signedPercent(move)}`],
  )
  const moves = Object.entries(shock.moves)
  const first = moves[0]?.[1]
  if (first === undefined) return assets.join(', ')
  const volatility = (move: number): string => (move === 0 ? '' : `vol ${signedPercent(move, 0)}`)
  const isSamePrice = moves.every(([, move]) => move.price === first.price)
  const isSameVolatility = moves.every(([, move]) => move.volatility === first.volatility)
  const unchanged = assets.length > 0 ? 'others unchanged' : 'prices unchanged'
  const prices =
    isSamePrice && isSameVolatility
      ? [first.price === 0 ? unchanged : `all ${signedPercent(first.price, 0)}`]
      : moves.map(([underlying, move]) =>
          [underlying, signedPercent(move.price, 0), isSameVolatility ? '' : volatility(move.volatility)]
            .join(' ')
            .trim(),
        )
  return [...assets, ...prices, isSameVolatility ? volatility(first.volatility) : ''].filter(Boolean).join(', ')
}
