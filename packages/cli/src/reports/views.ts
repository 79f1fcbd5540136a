import {
  type CellResult,
  formatInstant,
  healthLevel,
  type MarginResult,
  type MarginSpec,
  type MarketSnapshot,
  type Portfolio,
  toMoney,
} from 'plimsoll'

/** The JSON forms that several commands share; docs/cli.md describes them. Infinity becomes null when it is written. */

/** What was computed, on what. */
export function contextView(book: Portfolio, market: MarketSnapshot): object {
  return {
    book: { id: book.id, name: book.name },
    market: { asOf: formatInstant(market.asOf), source: market.source, currency: market.currency },
  }
}

export function specView(spec: MarginSpec): object {
  return { id: spec.id, version: spec.version, asOf: spec.asOf, title: spec.title }
}

/** The numbers of a margin result, and the same as official money: what is asked rounded up, what is there down. */
export function resultView(result: MarginResult, spec: MarginSpec): object {
  return {
    currency: result.currency,
    accountValue: result.accountValue,
    equity: result.equity,
    initialEquity: result.initialEquity,
    initialHaircut: result.initialHaircut,
    maintenanceHaircut: result.maintenanceHaircut,
    unrealised: result.unrealised,
    optionValue: result.optionValue,
    initial: result.initial,
    maintenance: result.maintenance,
    health: result.health,
    utilisation: result.utilisation,
    excess: result.excess,
    withdrawable: result.withdrawable,
    withdrawableAssets: result.withdrawableAssets,
    level: healthLevel(result),
    money: {
      equity: toMoney(result.equity, spec.decimals, 'down'),
      initial: toMoney(result.initial, spec.decimals, 'up'),
      maintenance: toMoney(result.maintenance, spec.decimals, 'up'),
      withdrawable: toMoney(result.withdrawable, spec.decimals, 'down'),
    },
  }
}

export function worstView(worst: readonly CellResult[]): object[] {
  return worst.map(({ cell, scenario, value }) => ({
    cell,
    scenario: scenario?.id ?? null,
    label: scenario?.label ?? null,
    loss: value,
  }))
}
