import type { MarginSpec, Requirement } from '../../requirement/spec.js'
import { sum, where } from '../amounts.js'
import { countedInFull } from '../collateral.js'
import { unlistedCoins } from '../unlisted.js'

const margin = 'tastyware/margin-estimator; QuantConnect/Lean OptionMarginModel tests; Cboe Rule 10.3'
const maintenanceRule = 'FINRA Rule 4210(c) and (f)(2), customary figures'

type Rule = Extract<Requirement, { node: 'strategy' }>['rule']

const initialRule: Rule = {
  shortOption: { rate: 0.2, minimumRate: 0.1, leverage: 1, perContractMinimum: 0 },
  longOption: { rate: 1, longDated: { days: 274, rate: 0.75 } },
  stock: { longRate: 0.5, shortRate: 1.5, coveredInTheMoney: 'charged' },
  hedgedStock: null,
  combinations: 'fourLegs',
  limits: { combinationsMost: 2000, pivotsMost: 5000 },
}

const keptRule: Rule = {
  ...initialRule,
  stock: { longRate: 0.25, shortRate: 1.3, coveredInTheMoney: 'charged' },
  hedgedStock: { strikeRate: 0.1, collarRate: 0.25 },
}

/** Regulation T and the Cboe’s strategy rules, with coins as shares. */
export const regT: MarginSpec = {
  plimsoll: 'spec/1',
  id: 'reg-t',
  version: '1',
  asOf: '2026-11-21',
  title: 'Reg T / Cboe strategy margin',
  description:
    'The legs of each underlying are divided into covered, spread and naked strategies; each asks for what its kind costs, and the division with the least total counts.',
  sources: [margin, maintenanceRule],
  generation: 'isolated',
  currency: 'USD',
  decimals: 2,
  parameters: {},
  provenance: [
    {
      of: 'initial',
      status: 'third-party',
      source: margin,
      note: 'Short option 20 % less out of the money, at least 10 %; long 100 %, beyond nine months 75 %; shares 50 %, short 150 % with the proceeds.',
    },
    {
      of: 'maintenance',
      status: 'third-party',
      source: maintenanceRule,
      note: 'Shares 25 %, short 130 % with the proceeds; shares with an option bought against them 10 % of the strike and what it is out of the money.',
    },
    { of: 'collateral', status: 'own', note: 'A coin held as a balance has the loan value of a share.' },
  ],
  notes: [
    'The account’s value contains options and shares owed at their mark, so that neither premiums nor proceeds of sales are asked for again; an option held asks for its own value: it has none for a loan.',
    'Rates are those of shares; a broad index has 15 % instead of 20 %. Coins, which the rules do not know, count as shares; futures and perpetuals count as shares bought on margin or sold short.',
    'Open orders count in initial margin only: up to three of an underlying at the worst of their being filled or not, more of them each by itself.',
    'What was bought and sold within the day, minimum equity and concentration are not margined here.',
  ],
  scenarios: {},
  collateral: countedInFull(['USD', 'USDC', 'USDT'], { initial: 0.5, maintenance: 0.25 }),
  initial: sum('initial margin', { node: 'strategy', rule: initialRule }, where({ kind: ['amm'] }, unlistedCoins)),
  maintenance: sum(
    'maintenance margin',
    where({ orders: false }, { node: 'strategy', rule: keptRule }),
    where({ kind: ['amm'] }, unlistedCoins),
  ),
}
