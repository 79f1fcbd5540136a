/** What one underlying did: relative moves, prior close to the worst price of the day. */
export interface StressMove {
  readonly price: number
  readonly volatility: number
}

/** A day that happened, or a round number that everybody asks about. */
export interface StressScenario {
  readonly id: string
  readonly label: string
  /** UTC day, YYYY-MM-DD; absent for a standard shock. */
  readonly date?: string
  /** Where the moves were read; `assumed` says what was not observed. */
  readonly source?: string
  /** Per underlying; `*` is everyone else's. */
  readonly moves: Readonly<Record<string, StressMove>>
  /** Relative moves of assets that follow no underlying. */
  readonly assets?: Readonly<Record<string, number>>
}

const spot = 'Binance spot daily candles, previous close to the day’s low (high for rallies)'

/**
 * Days that broke books. Price moves are exchange facts; volatility moves are observed where a volatility index existed
 * (Deribit DVOL, or the at-the-money volatility of a listed expiry) and otherwise assumed, and the source says which.
 */
export const historicalShocks: readonly StressScenario[] = Object.freeze([
  {
    id: '2020-03-12',
    label: 'Black Thursday',
    date: '2020-03-12',
    source: `${spot}; volatility move assumed`,
    moves: {
      BTC: { price: -0.444, volatility: 1 },
      ETH: { price: -0.48, volatility: 1 },
      '*': { price: -0.48, volatility: 1 },
    },
  },
  {
    id: '2021-05-19',
    label: 'Leverage flush of May 2021',
    date: '2021-05-19',
    source: `${spot}; volatility move assumed`,
    moves: {
      BTC: { price: -0.3, volatility: 0.6 },
      ETH: { price: -0.441, volatility: 0.6 },
      SOL: { price: -0.527, volatility: 0.6 },
      '*': { price: -0.465, volatility: 0.6 },
    },
  },
  {
    id: '2022-11-09',
    label: 'Failure of FTX',
    date: '2022-11-09',
    source: `${spot}; Deribit DVOL BTC 76.66 → 114.72, same relative move assumed for the others`,
    moves: {
      BTC: { price: -0.16, volatility: 0.496 },
      ETH: { price: -0.196, volatility: 0.496 },
      SOL: { price: -0.493, volatility: 0.496 },
      '*': { price: -0.222, volatility: 0.496 },
    },
  },
  {
    id: '2024-08-05',
    label: 'Yen carry unwind',
    date: '2024-08-05',
    source: `${spot}; Deribit DVOL BTC 56.13 → 63.08, daily values, same relative move assumed for the others`,
    moves: {
      BTC: { price: -0.158, volatility: 0.124 },
      ETH: { price: -0.215, volatility: 0.124 },
      SOL: { price: -0.205, volatility: 0.124 },
      '*': { price: -0.174, volatility: 0.124 },
    },
  },
  {
    id: '2025-10-10',
    label: 'Auto-deleveraging cascade of October 2025',
    date: '2025-10-10',
    source: `${spot}; Deribit DVOL BTC 39.73 → 44.11, daily values, same relative move assumed for the others`,
    moves: {
      BTC: { price: -0.162, volatility: 0.11 },
      ETH: { price: -0.214, volatility: 0.11 },
      SOL: { price: -0.236, volatility: 0.11 },
      '*': { price: -0.552, volatility: 0.11 },
    },
  },
  {
    id: '2026-02-05',
    label: 'February 2026 sell-off',
    date: '2026-02-05',
    source: `${spot}; at-the-money volatility of the 27 March expiry on Deribit, 50.1 → 71.0 (BTC) and 70.5 → 85.2 % (ETH), ETH’s assumed for the others`,
    moves: {
      BTC: { price: -0.148, volatility: 0.417 },
      ETH: { price: -0.154, volatility: 0.208 },
      SOL: { price: -0.158, volatility: 0.208 },
      '*': { price: -0.248, volatility: 0.208 },
    },
  },
  {
    id: '2020-03-13',
    label: 'Rebound after Black Thursday',
    date: '2020-03-13',
    source: `${spot}; volatility move assumed`,
    moves: {
      BTC: { price: 0.241, volatility: 0 },
      ETH: { price: 0.296, volatility: 0 },
      '*': { price: 0.226, volatility: 0 },
    },
  },
  {
    id: '2021-02-08',
    label: 'Rally of February 2021',
    date: '2021-02-08',
    source: `${spot}; volatility move assumed`,
    moves: {
      BTC: { price: 0.206, volatility: 0.2 },
      ETH: { price: 0.102, volatility: 0.2 },
      SOL: { price: 0.206, volatility: 0.2 },
      '*': { price: 0.121, volatility: 0.2 },
    },
  },
  {
    id: '2023-03-11',
    label: 'USDC loses its peg',
    date: '2023-03-11',
    source: 'USDC-USD daily low 0.8774; prices and volatility of coins left unchanged',
    moves: { '*': { price: 0, volatility: 0 } },
    assets: { USDC: -0.1226 },
  },
])

/** Round moves of everything together. */
export const standardShocks: readonly StressScenario[] = Object.freeze([
  { id: 'down-10', label: 'Everything −10 %', moves: { '*': { price: -0.1, volatility: 0 } } },
  { id: 'up-10', label: 'Everything +10 %', moves: { '*': { price: 0.1, volatility: 0 } } },
  { id: 'down-30', label: 'Everything −30 %, volatility +50 %', moves: { '*': { price: -0.3, volatility: 0.5 } } },
  { id: 'up-30', label: 'Everything +30 %, volatility +25 %', moves: { '*': { price: 0.3, volatility: 0.25 } } },
  { id: 'down-60', label: 'Everything −60 %, volatility doubled', moves: { '*': { price: -0.6, volatility: 1 } } },
  { id: 'volatility-up', label: 'Volatility +50 %, prices unchanged', moves: { '*': { price: 0, volatility: 0.5 } } },
  {
    id: 'volatility-down',
    label: 'Volatility −40 %, prices unchanged',
    moves: { '*': { price: 0, volatility: -0.4 } },
  },
])
