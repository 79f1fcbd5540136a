import { type MarginSpec, marginFigures, refineGrids } from 'plimsoll'
import type { AccountRecord } from '../state/records.js'
import type { State } from '../state/state.js'
import { marketView, parametersOf } from './marketView.js'
import { portfolioOf } from './portfolioOf.js'

const refined = new WeakMap<MarginSpec, { readonly times: number; readonly spec: MarginSpec }>()

/**
 * What the account may lose between two price moves of its rule book and at neither, beyond its initial requirement, reporting currency:
 * opening and withdrawing ask for it as well, so that nobody builds a book into a hole of the grid. Nobody is called by it.
 *
 * @throws PlimsollError where the market cannot price what the account holds
 */
export function gridGap(state: State, id: string, account: AccountRecord): number {
  const parameters = parametersOf(state)
  const { gridTimes, specs } = parameters
  // What has no option is a straight line between two moves.
  if (gridTimes === undefined || !hasOption(state, account)) return 0
  const view = marketView(state)
  const portfolio = portfolioOf(state, id, account, parameters)
  const asked = (spec: MarginSpec): number =>
    marginFigures(portfolio, view.markets.fast, spec, view.valuation(spec)).initial
  const spec = specs[account.mode]
  return Math.max(0, asked(refinedOf(spec, gridTimes)) - asked(spec))
}

function hasOption(state: State, { positions, orders }: AccountRecord): boolean {
  const names = [...Object.keys(positions), ...Object.values(orders).map(({ instrument }) => instrument)]
  return names.some((name) => state.listings.get(name)!.instrument.kind === 'option')
}

/** One object for one rule book, so that what is valued under it is remembered. */
function refinedOf(spec: MarginSpec, times: number): MarginSpec {
  const known = refined.get(spec)
  if (known?.times === times) return known.spec
  const made = refineGrids(spec, times)
  refined.set(spec, { times, spec: made })
  return made
}
