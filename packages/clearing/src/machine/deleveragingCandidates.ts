import { absolute } from '../ledger/fill.js'
import { fineUnit, type Listing } from '../ledger/listing.js'
import type { DeleveragingCandidate } from '../loss/deleveraging/candidate.js'
import { assessIfPriced } from '../risk/assess.js'
import { marketView, parametersOf } from '../risk/marketView.js'
import { markOf, unrealised } from '../risk/marks.js'
import { type Direction, stressLossBeside, stressProfit } from '../risk/stressLoss.js'
import type { State } from '../state/state.js'
import { accountIn } from './lookup.js'

/** Who holds the other side of a position, and what a lot of it loses in the stress that hurts them; money in fine units of the settlement asset. */
export interface OtherSide {
  readonly candidates: readonly DeleveragingCandidate[]
  readonly stressLossPerLot: number
}

/** Accounts on one side of an instrument, by name. */
export function otherSide(state: State, bankrupt: string, listing: Listing, side: 'long' | 'short'): OtherSide {
  const id = listing.instrument.id
  const mark = markOf(state, listing)!
  const assetPrice = marketView(state).markets.fast.assets[listing.asset]!.price
  const finePerMoney = Number(10n ** BigInt(listing.fineDecimals)) / assetPrice
  const stress = stressFor(state, id, side)
  const perLot = stress === undefined ? 1 : stress.loss * finePerMoney
  const candidates = state.accounts.keys().flatMap((name): DeleveragingCandidate[] => {
    const account = accountIn(state, name)
    const held = account.positions[id]
    if (name === bankrupt || held === undefined || (side === 'long') !== held.lots > 0n) return []
    const equity = assessIfPriced(state, name, account)?.equity
    if (equity === undefined) return []
    const beside = stress === undefined ? 0 : stressLossBeside(state, account, id, stress.direction) * finePerMoney
    const lots = absolute(held.lots)
    return [
      {
        account: name,
        owner: account.owner,
        lots,
        equity: BigInt(Math.floor(equity * finePerMoney)),
        entryCost: absolute(held.cost),
        gain: (account.realised[id] ?? 0n) * fineUnit(listing) + unrealised(listing, held, mark),
        // Whoever has nothing else has exactly what a lot alone has.
        stressLossPerLot: perLot + beside / Number(lots),
      },
    ]
  })
  return { candidates, stressLossPerLot: perLot }
}

/** The direction in which the side loses more on a lot, and how much; nothing where no rule asks, or a lot cannot lose. */
function stressFor(
  state: State,
  id: string,
  side: 'long' | 'short',
): { readonly direction: Direction; readonly loss: number } | undefined {
  const { policy } = parametersOf(state).deleveraging
  if (policy.kind !== 'water-filling' || policy.by !== 'stress') return undefined
  const lossAt = (direction: Direction): number =>
    side === 'long' ? -stressProfit(state, id, direction) : stressProfit(state, id, direction)
  const [up, down] = [lossAt('up'), lossAt('down')]
  const worst = up > down ? ({ direction: 'up', loss: up } as const) : ({ direction: 'down', loss: down } as const)
  return worst.loss > 0 ? worst : undefined
}
