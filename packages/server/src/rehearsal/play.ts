import { type RehearsalStep, rehearse } from '@plimsoll/clearing'
import type { RehearsalTotals } from '../contract/index.js'
import { decimal, formatDecimal } from '../desk/library.js'
import { eventTeller } from './describeEvents.js'
import type { PlayedStep, RehearsalStart, RehearsalTask } from './messages.js'
import { pricesOf } from './prices/pricesOf.js'
import { rehearsalOf } from './rehearsalOf.js'

/** A rehearsal that goes on whenever it is asked to. */
export interface Play {
  readonly start: RehearsalStart
  readonly first: PlayedStep
  /** The next step; nothing after the last. */
  next(): PlayedStep | undefined
}

const asset = 'USDC'
const lead = 'BTC'

/** Makes the population and opens its accounts at the first prices of the path; the machine does everything else. */
export function startPlay(task: RehearsalTask, now: () => number): Play {
  const options = rehearsalOf(task)
  const { path, population } = options
  const { state, steps } = rehearse(options)
  const { tell } = eventTeller(state, asset)

  const next = (): PlayedStep | undefined => {
    const began = now()
    const { value } = steps.next()
    if (value === undefined) return undefined
    const { at, prices, levels, flows, soFar, fund, unpaid, events } = value
    return {
      at,
      prices,
      levels,
      counts: {
        calls: flows.calls,
        liquidations: flows.liquidations,
        deleveragingFills: flows.deleveragingFills,
      },
      totals: totalsOf(soFar),
      fund: units(fund),
      unpaid: units(-unpaid),
      events: tell(at, events),
      milliseconds: now() - began,
    }
  }
  return {
    start: {
      prices: pricesOf(task.asked.day, task.recordings),
      steps: path.points.length - 1,
      strideMilliseconds: path.points[1]!.at - path.points[0]!.at,
      lead,
      asset,
      accounts: population.accounts.length,
      hedged: population.accounts.filter(({ isHedged }) => isHedged).length,
    },
    first: next()!,
    next,
  }
}

/** Dollars of the ledger's balance, which has six decimals, as the text it is. */
function units(dollars: number): string {
  return formatDecimal(decimal(BigInt(Math.round(dollars * 1e6)), 6))
}

function totalsOf(flows: RehearsalStep['soFar']): RehearsalTotals {
  const { calls, deposits, deposited, liquidations, fills, filled, auctions, bids, takeovers, takenOver } = flows
  const { deleveragingFills, deleveraged, deleveragingCost, winnersHurt, hedgedWinnersHurt } = flows
  const { bankrupt, deficit, paidByFund, paidByVenue, unpaid } = flows
  return {
    calls,
    deposits,
    deposited,
    liquidations,
    fills,
    filled,
    auctions,
    bids,
    takeovers,
    takenOver,
    deleveragingFills,
    deleveraged,
    deleveragingCost,
    winnersHurt,
    hedgedWinnersHurt,
    bankrupt,
    deficit,
    paidByFund,
    paidByVenue,
    unpaid,
  }
}
