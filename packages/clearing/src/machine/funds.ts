import { moneyUnits } from 'plimsoll'
import { fineUnit } from '../ledger/listing.js'
import { type FundActions, unwatchedFund, watchFund } from '../loss/waterfall/fundWatch.js'
import { sharedSlice, sliceLeft } from '../loss/waterfall/sharedSlice.js'
import { type LossPayer, mostOf } from '../loss/waterfall/shareLoss.js'
import { assessIfPriced } from '../risk/assess.js'
import { parametersOf } from '../risk/marketView.js'
import { markOf, unrealised } from '../risk/marks.js'
import type { FundRecord } from '../state/records.js'
import type { State } from '../state/state.js'
import { type Draft, move } from './draft.js'
import { accountIn } from './lookup.js'

const shared = 'fund:shared'
const untouched: FundRecord = { watch: unwatchedFund, draws: [] }

/** Who pays an account’s loss before winners give. */
export interface FundPayers {
  /** The market in which it has lost most. */
  readonly market: string
  readonly marketPool: LossPayer
  /** That market’s slice of it. */
  readonly sharedFund: LossPayer
  readonly backstops: readonly LossPayer[]
}

/** What stands behind the losses of an account. */
export function fundPayers(state: State, at: number, account: string): FundPayers {
  const { callAsset, fund } = parametersOf(state)
  const market = marketOf(state, account)
  const balance = (name: string): bigint => state.houses.get(`${name} ${callAsset}`) ?? 0n
  const { watch, draws } = state.funds.get('shared') ?? untouched
  const seen = { name: shared, balance: balance(shared), watch, rule: fund.rule }
  return {
    market,
    marketPool: { name: `fund:${market}`, available: balance(`fund:${market}`) },
    sharedFund: sharedSlice(seen, { draws }, market, at, fund.slice),
    backstops: providersOf(state, at, market),
  }
}

/** Each provider with what is left of its cap in the market, and of money that its own positions do not need: nothing, where it is the bankrupt. */
function providersOf(state: State, at: number, market: string): readonly LossPayer[] {
  const { callAsset, fund, liquidation, providers } = parametersOf(state)
  return (providers ?? []).flatMap(({ account, most }): LossPayer[] => {
    const record = state.accounts.get(account)
    const figures = record === undefined ? undefined : assessIfPriced(state, account, record)
    if (record === undefined || figures === undefined) return []
    const money = record.balances[callAsset] ?? 0n
    const free = moneyUnits(figures.slowEquity - figures.kept, liquidation.decimals, 'down')
    const { draws } = state.funds.get(`account:${account}`) ?? untouched
    const rule = { ...fund.slice, capPerMarket: most[market] ?? 0n }
    const cap = sliceLeft({ draws }, market, at, rule)
    return [{ name: `account:${account}`, available: free < money ? free : money, cap }]
  })
}

/** How much of an account’s loss they would pay together, smallest unit of the call asset. */
export function lossRoom(state: State, at: number, account: string): bigint {
  const { marketPool, sharedFund, backstops } = fundPayers(state, at, account)
  return [marketPool, sharedFund, ...backstops].reduce((sum, payer) => sum + mostOf(payer), 0n)
}

/** A liquidation’s fee goes to the fund that stands behind the markets. */
export function charge(draft: Draft, account: string, fee: bigint): void {
  move(draft, `account:${account}`, 'fund:shared', parametersOf(draft.state).callAsset, fee, 'liquidation')
}

/** Notes that a market has drawn on the shared fund, and what that makes of the fund. */
export function drawSharedFund(draft: Draft, market: string, amount: bigint): void {
  draft.emit({ kind: 'fund-drawn', market, amount })
  watchSharedFund(draft)
}

/** Looks at the shared fund, and says so where that changes what is known of it. */
export function watchSharedFund({ state, at, emit }: Draft): void {
  const { callAsset, fund } = parametersOf(state)
  const { watch } = state.funds.get('shared') ?? untouched
  const now = watchFund(watch, at, state.houses.get(`${shared} ${callAsset}`) ?? 0n, fund.rule)
  if (!isSame(watch, now)) emit({ kind: 'fund-watched', watch: now })
}

function isSame(one: FundRecord['watch'], other: FundRecord['watch']): boolean {
  return (
    one.state === other.state &&
    one.drawdownPpm === other.drawdownPpm &&
    one.peaks.length === other.peaks.length &&
    one.peaks.every(({ at, balance }, row) => at === other.peaks[row]!.at && balance === other.peaks[row]!.balance)
  )
}

/** What the venue does in the present state of its shared fund. */
export function fundActions(state: State): FundActions {
  return parametersOf(state).fund.rule.actions[state.funds.get('shared')?.watch.state ?? 'NORMAL']
}

/** The market in which the account has lost most, closed and open. */
function marketOf(state: State, account: string): string {
  const { realised, positions } = accountIn(state, account)
  const profits = new Map<string, bigint>(Object.entries(realised))
  for (const [instrument, held] of Object.entries(positions)) {
    const listing = state.listings.get(instrument)!
    const mark = markOf(state, listing)
    if (mark === undefined) continue
    const open = unrealised(listing, held, mark) / fineUnit(listing)
    profits.set(instrument, (profits.get(instrument) ?? 0n) + open)
  }
  const byMarket = new Map<string, bigint>()
  for (const [instrument, profit] of profits) {
    const { market } = state.listings.get(instrument)!
    byMarket.set(market, (byMarket.get(market) ?? 0n) + profit)
  }
  let worst: readonly [market: string, profit: bigint] = ['', 0n]
  for (const market of [...byMarket.keys()].sort()) {
    const profit = byMarket.get(market)!
    if (profit < worst[1]) worst = [market, profit]
  }
  return worst[0]
}
