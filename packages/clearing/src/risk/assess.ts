import {
  decimal,
  decimalToNumber,
  type MarginFigures,
  type MarginSpec,
  type MarketSnapshot,
  marginFigures,
  PlimsollError,
  type Portfolio,
  type Valuation,
} from 'plimsoll'
import { clockOf } from '../state/clock.js'
import type { AccountRecord, OwnerRecord, ParameterRecord, RiskRules } from '../state/records.js'
import type { State } from '../state/state.js'
import { fundingDue } from './fundingDue.js'
import { type MarketView, marketView, parametersOf, perMarket } from './marketView.js'
import { notional } from './marks.js'
import { portfolioOf } from './portfolioOf.js'
import { sizeCharges } from './sizeCharges.js'

/** What an account has and needs, in the reporting currency; risk numbers. */
export interface Assessment {
  /** Value after maintenance haircuts at fast prices: what liquidation is judged by. */
  readonly equity: number
  readonly maintenance: number
  /** Value after initial haircuts, each line at the worse of its fast and slow prices. */
  readonly slowEquity: number
  readonly initial: number
  /** What must stay when something leaves: initial requirement, floor on gross notional. */
  readonly kept: number
}

interface Known {
  readonly view: MarketView
  readonly owner: OwnerRecord | undefined
  readonly assessment: Assessment
}

const assessed = new WeakMap<AccountRecord, Known>()

/** Throws PlimsollError where the market cannot price what the account holds. */
export function assess(state: State, id: string, account: AccountRecord): Assessment {
  const view = marketView(state)
  const owner = state.owners.get(account.owner)
  const known = assessed.get(account)
  if (known?.view === view && known.owner === owner) return known.assessment
  const assessment = computed(state, id, account, view, parametersOf(state))
  assessed.set(account, { view, owner, assessment })
  return assessment
}

/** As {@link assess}; nothing where the market cannot price what the account holds. */
export function assessIfPriced(state: State, id: string, account: AccountRecord): Assessment | undefined {
  try {
    return assess(state, id, account)
  } catch (error) {
    if (error instanceof PlimsollError) return undefined
    throw error
  }
}

/** As {@link assess}, under other parameters than the state's; nothing is remembered. */
export function assessUnder(state: State, id: string, account: AccountRecord, parameters: ParameterRecord): Assessment {
  return computed(state, id, account, marketView(state), parameters)
}

function computed(
  state: State,
  id: string,
  account: AccountRecord,
  view: MarketView,
  parameters: ParameterRecord,
): Assessment {
  const { leaving, withdrawalFloor } = parameters
  const portfolio = portfolioOf(state, id, account, parameters)
  const under = (rules: RiskRules): Figures => {
    const spec = rules.specs[account.mode]
    const { equity, initialEquity, initial, maintenance } = underSpec(portfolio, view, spec)
    const charges = sizeCharges(state, id, account, rules)
    return {
      equity: equity - charges.assets - owed,
      initialEquity: initialEquity - charges.assets - owed - slowGap(state, portfolio, view, spec),
      initial: initial + charges.withOrders,
      maintenance: maintenance + charges.positions,
    }
  }
  const owed = fundingOwed(state, account, view)
  const floor = grossNotional(state, account) * (Number(withdrawalFloor) / 1e6)
  const coming = under(parameters)
  const { marketAt } = clockOf(state)
  // Up to its end a ramp is a straight line between what the two say.
  const share = leaving === undefined ? 1 : Math.min(1, (marketAt - leaving.from) / (leaving.until - leaving.from))
  const blended = leaving === undefined || !(share < 1) ? coming : mixed(under(leaving), coming, share)
  return {
    equity: blended.equity,
    maintenance: blended.maintenance,
    slowEquity: blended.initialEquity,
    initial: blended.initial,
    kept: Math.max(blended.initial, floor),
  }
}

type Figures = Pick<MarginFigures, 'equity' | 'initialEquity' | 'initial' | 'maintenance'>

function underSpec(portfolio: Portfolio, view: MarketView, spec: MarginSpec): MarginFigures {
  return marginFigures(portfolio, view.markets.fast, spec, view.valuation(spec))
}

function mixed(leaving: Figures, coming: Figures, share: number): Figures {
  const between = (field: keyof Figures): number => leaving[field] + (coming[field] - leaving[field]) * share
  return {
    equity: between('equity'),
    initialEquity: between('initialEquity'),
    initial: between('initial'),
    maintenance: between('maintenance'),
  }
}

/** Funding that has accrued and is not paid yet; what is to be received is not counted before it is there. */
function fundingOwed(state: State, account: AccountRecord, view: MarketView): number {
  let owed = 0
  for (const id of Object.keys(account.positions)) {
    const due = fundingDue(state, account, id) ?? 0n
    const { asset, assetDecimals } = state.listings.get(id)!
    if (due > 0n)
      owed += decimalToNumber(decimal(due, assetDecimals)) * (view.markets.fast.assets[asset]?.price ?? Number.NaN)
  }
  return owed
}

/**
 * How much less the account is worth when each line counts at the worst of its three prices. What a rule book takes off a coin is a part of the
 * price that counts: taken of the fast price from a coin that counts at a much lower one it would make a deposit of it a loss.
 */
function slowGap(state: State, portfolio: Portfolio, view: MarketView, spec: MarginSpec): number {
  if (!view.isSlow) return 0
  let gap = 0
  for (const { asset, amount } of portfolio.balances) {
    const units = decimalToNumber(amount)
    const each = gapOf(units, assetSides(state, asset))
    if (each !== 0) gap += each * partCounted(view, spec, asset, units < 0 ? -1n : 1n)
  }
  for (const { instrument, quantity } of portfolio.positions) {
    gap += gapOf(decimalToNumber(quantity), instrumentSides(state, instrument))
  }
  return gap
}

const parts = new WeakMap<Valuation, Map<string, number>>()

/** Which part of its price a coin alone counts for opening, after haircut and scenarios: below one of what is held, above one of what is owed. */
function partCounted(view: MarketView, spec: MarginSpec, asset: string, coins: 1n | -1n): number {
  const valuation = view.valuation(spec)
  let known = parts.get(valuation)
  if (known === undefined) {
    known = new Map()
    parts.set(valuation, known)
  }
  const key = `${coins} ${asset}`
  let part = known.get(key)
  if (part === undefined) {
    const alone = { id: key, name: key, balances: [{ asset, amount: decimal(coins, 0) }], positions: [], orders: [] }
    const { accountValue, initialEquity, initial } = underSpec({ ...alone, instruments: [] }, view, spec)
    part = Math.max(0, (initialEquity - initial) / accountValue)
    known.set(key, part)
  }
  return part
}

/** Of one unit at the fast, the low and the high price. */
type Sides = readonly [number, number, number]

function gapOf(units: number, [fast, low, high]: Sides): number {
  return units * fast - Math.min(units * fast, units * low, units * high)
}

const assetSides = perMarket(({ markets: { fast, low, high } }, asset): Sides => {
  const price = ({ assets }: MarketSnapshot): number => assets[asset]?.price ?? Number.NaN
  return [price(fast), price(low), price(high)]
})

const instrumentSides = perMarket(
  (view, id): Sides => [
    carried(view.quotes('fast'), id),
    carried(view.quotes('low'), id),
    carried(view.quotes('high'), id),
  ],
)

/** Value of one contract up to a constant: what differs between two markets is its profit. */
export function carried(valuation: Valuation, id: string): number {
  const { market } = valuation
  const instrument = market.instruments.get(id)!
  const { mark, value } = valuation.quote(instrument)
  if (instrument.kind !== 'perpetual' && instrument.kind !== 'future') return value
  const { settlement, contractSize } = instrument
  const price = market.assets[settlement.currency]?.price ?? Number.NaN
  switch (settlement.kind) {
    case 'linear':
      return mark * contractSize * price
    case 'quanto':
      return mark * contractSize * settlement.multiplier * price
    case 'inverse':
      return (-contractSize / mark) * price
  }
}

/** Size of all positions at their marks, reporting currency. */
function grossNotional(state: State, account: AccountRecord): number {
  let sum = 0
  for (const [instrument, { lots }] of Object.entries(account.positions)) {
    sum += notional(state, state.listings.get(instrument)!, lots)
  }
  return sum
}
