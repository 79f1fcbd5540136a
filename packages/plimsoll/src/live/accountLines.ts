import { instrumentOf } from '../account/instrumentOf.js'
import type { Portfolio } from '../account/portfolio.js'
import type { DatedFuture, Instrument, Perpetual } from '../instrument/instrument.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { decimalToNumber } from '../money/decimal.js'
import { settlementAsset } from '../valuation/settlementAsset.js'

/**
 * What an account holds, as amounts of things whose value and risk are linear in the amount. A future entered at some price is
 * the future as if it had cost nothing and, in its settlement asset, minus what it cost: both are lines of their own.
 */
export interface AccountLines {
  /** By instrument name. `isEntered`: its unrealised profit counts. */
  readonly positions: readonly {
    readonly instrument: Instrument
    readonly quantity: number
    readonly isEntered: boolean
  }[]
  /** By asset name. */
  readonly assets: readonly { readonly asset: string; readonly amount: number }[]
}

/** The lines of a portfolio; its orders are not in them. */
export function accountLines(portfolio: Portfolio, market: MarketSnapshot): AccountLines {
  const amounts = new Map<string, number>()
  const add = (asset: string, amount: number): void => {
    amounts.set(asset, (amounts.get(asset) ?? 0) + amount)
  }
  for (const { asset, amount } of portfolio.balances) add(asset, decimalToNumber(amount))
  const positions = portfolio.positions.map((position) => {
    const instrument = instrumentOf(portfolio, market, position.instrument, `position ${position.instrument}`)
    const quantity = decimalToNumber(position.quantity)
    const isEntered = isFuture(instrument) && position.entryPrice !== undefined
    if (isEntered)
      add(settlementAsset(instrument), entryCost(instrument, quantity, decimalToNumber(position.entryPrice!)))
    return { instrument, quantity, isEntered }
  })
  return {
    positions: positions.sort((a, b) => (a.instrument.id < b.instrument.id ? -1 : 1)),
    assets: [...amounts]
      .map(([asset, amount]) => ({ asset, amount }))
      .filter(({ amount }) => amount !== 0)
      .sort((a, b) => (a.asset < b.asset ? -1 : 1)),
  }
}

export function isFuture(instrument: Instrument): instrument is Perpetual | DatedFuture {
  return instrument.kind === 'perpetual' || instrument.kind === 'future'
}

/** What entering at a price added to the settlement asset, as if the contract itself cost nothing. */
export function entryCost(future: Perpetual | DatedFuture, quantity: number, price: number): number {
  return -quantity * settledUnits(future, price)
}

/** What one contract counts for in its settlement asset at a price: q times this, less the same at the entry, is the profit. */
export function settledUnits({ settlement, contractSize }: Perpetual | DatedFuture, price: number): number {
  switch (settlement.kind) {
    case 'linear':
      return contractSize * price
    case 'inverse':
      return -contractSize / price
    case 'quanto':
      return contractSize * settlement.multiplier * price
  }
}
