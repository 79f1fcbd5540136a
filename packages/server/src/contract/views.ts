import { type Static, Type } from 'typebox'
import { Instant } from './instant.js'
import { NodeView } from './tree.js'

/**
 * The shapes that cross the wire. Money (balances, quantities, prices of fills and orders) is a decimal string; risk
 * numbers (requirements, profit and loss, Greeks) are float64 JSON numbers in the reporting currency, with the official
 * rounding to money beside them where somebody could be asked to pay. Instants are ISO 8601 in UTC.
 */

export const DecimalString = Type.String({
  pattern: '^-?(0|[1-9]\\d{0,29})(\\.\\d{1,30})?$',
  description: 'An exact decimal, e.g. "-2.5".',
})

/** Health of an account as a level, in the order of danger. */
export const HealthLevel = Type.Union([
  Type.Literal('safe'),
  Type.Literal('warning'),
  Type.Literal('call'),
  Type.Literal('liquidation'),
])

export const AccountSummary = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  specId: Type.String(),
  /** Net liquidation value before haircuts. */
  accountValue: Type.Number(),
  /** After maintenance haircuts. */
  equity: Type.Number(),
  /** After initial haircuts. */
  initialEquity: Type.Number(),
  initial: Type.Number(),
  maintenance: Type.Number(),
  /** equity / maintenance; null when nothing is required. */
  health: Type.Union([Type.Number(), Type.Null()]),
  /** initial / initialEquity; null when equity is not positive. */
  utilisation: Type.Union([Type.Number(), Type.Null()]),
  excess: Type.Number(),
  withdrawable: Type.Number(),
  /** Never better than `warning` while `error` is set. */
  level: HealthLevel,
  /** Set when the account cannot be valued now; the numbers are then the last good ones. */
  error: Type.Union([Type.Object({ code: Type.String(), message: Type.String() }), Type.Null()]),
  positions: Type.Integer(),
  /** Instant of the market that the numbers are from; null: never valued, the numbers are then zeros that mean nothing. */
  valuedAt: Type.Optional(Type.Union([Instant, Type.Null()])),
})

export const PositionView = Type.Object({
  instrument: Type.String(),
  kind: Type.String(),
  underlying: Type.String(),
  quantity: DecimalString,
  entryPrice: Type.Union([DecimalString, Type.Null()]),
  /** In the instrument's own price unit. */
  mark: Type.Number(),
  priceUnit: Type.String(),
  /** All below in reporting currency, for the whole position. */
  value: Type.Number(),
  unrealised: Type.Number(),
  delta: Type.Number({ description: 'Units of the underlying.' }),
  gamma: Type.Number({ description: 'Change of delta per 1 of price.' }),
  vega: Type.Number({ description: 'Per 1 volatility point (0.01).' }),
  theta: Type.Number({ description: 'Per calendar day.' }),
  impliedVolatility: Type.Union([Type.Number(), Type.Null()]),
  expiry: Type.Union([Instant, Type.Null()]),
  /** This position's part of the scan requirement: its loss in the deciding scenario (negative = it helps). */
  part: Type.Number(),
  /** Requirement of the position standing alone. */
  alone: Type.Number(),
  /** Initial margin without it, minus with it: positive = the position saves margin. */
  saves: Type.Number(),
})

export const BalanceView = Type.Object({
  asset: Type.String(),
  amount: DecimalString,
  price: Type.Number(),
  value: Type.Number(),
  haircut: Type.Number(),
  collateralValue: Type.Number(),
  /** Its part of the requirement where the rule book shocks collateral with its underlying; negative: it hedges. */
  part: Type.Optional(Type.Number()),
})

export const OrderView = Type.Object({
  id: Type.String(),
  instrument: Type.String(),
  side: Type.Union([Type.Literal('buy'), Type.Literal('sell')]),
  quantity: DecimalString,
  price: DecimalString,
  reduceOnly: Type.Boolean(),
})

/** Capital under one generation of margin. */
export const GenerationView = Type.Object({
  id: Type.Union([Type.Literal('isolated'), Type.Literal('cross'), Type.Literal('portfolio')]),
  label: Type.String(),
  capital: Type.Number(),
  requirement: Type.Number(),
  haircut: Type.Number(),
})

/** Why capital falls from one generation to the next; the steps add up to the difference exactly. */
export const GenerationStepView = Type.Object({
  from: Type.String(),
  to: Type.String(),
  cause: Type.Union([
    Type.Literal('gains-used'),
    Type.Literal('netting'),
    Type.Literal('offset'),
    Type.Literal('collateral'),
  ]),
  label: Type.String(),
  saved: Type.Number(),
})

export const LiquidationPricesView = Type.Object({
  underlying: Type.String(),
  index: Type.Number(),
  below: Type.Union([Type.Number(), Type.Null()]),
  above: Type.Union([Type.Number(), Type.Null()]),
  /** Equity is below maintenance already; below and above are then null. */
  breached: Type.Optional(Type.Boolean()),
})

export const AccountDetail = Type.Object({
  summary: AccountSummary,
  balances: Type.Array(BalanceView),
  positions: Type.Array(PositionView),
  orders: Type.Array(OrderView),
  /** The scenario that decides the initial requirement, by netting cell. */
  worst: Type.Array(
    Type.Object({ cell: Type.String(), scenario: Type.String(), label: Type.String(), loss: Type.Number() }),
  ),
  initialTree: NodeView,
  maintenanceTree: NodeView,
  generations: Type.Array(GenerationView),
  /** The rule book that measured the generations: the account's own if it is a portfolio rule book. */
  generationsSpecId: Type.Optional(Type.String()),
  steps: Type.Array(GenerationStepView),
  liquidation: Type.Array(LiquidationPricesView),
  /** Official money amounts: requirement rounded up, equity and withdrawable rounded down. */
  money: Type.Object({
    currency: Type.String(),
    equity: DecimalString,
    initial: DecimalString,
    maintenance: DecimalString,
    withdrawable: DecimalString,
  }),
})

export const FeedView = Type.Object({
  kind: Type.Union([Type.Literal('simulated'), Type.Literal('replay'), Type.Literal('live')]),
  name: Type.String(),
  /** VALID, or STALE when no tick came for longer than the feed promises. HALT: the feed ended or failed. */
  state: Type.Union([Type.Literal('VALID'), Type.Literal('STALE'), Type.Literal('HALT')]),
  /** In HALT: `ended` when nothing is left to send, `failed` when the feed cannot go on. */
  halt: Type.Optional(
    Type.Object({ reason: Type.Union([Type.Literal('ended'), Type.Literal('failed')]), message: Type.String() }),
  ),
  asOf: Type.Union([Instant, Type.Null()]),
  receivedAt: Type.Union([Instant, Type.Null()]),
  paused: Type.Boolean(),
  /** Market seconds per wall second. */
  speed: Type.Number(),
  /** Replay: first and last instant and progress 0..1; null for others. */
  range: Type.Union([Type.Object({ from: Instant, to: Instant, progress: Type.Number() }), Type.Null()]),
})

/** Whether there is a simulated venue, and what became of it. */
export const VenueStatus = Type.Object({
  accounts: Type.Integer(),
  state: Type.Union([Type.Literal('starting'), Type.Literal('running'), Type.Literal('failed')]),
})

export const StatusView = Type.Object({
  version: Type.String(),
  startedAt: Instant,
  feed: FeedView,
  underlyings: Type.Array(
    Type.Object({
      id: Type.String(),
      index: Type.Number(),
      change: Type.Number({ description: 'Relative change since the desk opened its feed.' }),
    }),
  ),
  /** Assets that the market prices: what balances may be in. */
  assets: Type.Optional(Type.Array(Type.String())),
  accounts: Type.Integer(),
  tickMilliseconds: Type.Number({ description: 'How long the last tick took to recompute every account.' }),
  /** The simulated venue, where the service runs one. */
  venue: Type.Optional(VenueStatus),
})

export const InstrumentView = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  underlying: Type.String(),
  settlement: Type.Union([Type.String(), Type.Null()]),
  currency: Type.Union([Type.String(), Type.Null()]),
  contractSize: Type.Union([Type.Number(), Type.Null()]),
  strike: Type.Union([Type.Number(), Type.Null()]),
  right: Type.Union([Type.Literal('call'), Type.Literal('put'), Type.Null()]),
  expiry: Type.Union([Instant, Type.Null()]),
  mark: Type.Number(),
  priceUnit: Type.String(),
})

/** Profit and loss of the book over price moves (columns) and volatility moves (rows). */
export const HeatmapView = Type.Object({
  underlying: Type.String(),
  index: Type.Number(),
  priceMoves: Type.Array(Type.Number()),
  volatilityMoves: Type.Array(Type.Number()),
  /** pnl[row][column], reporting currency. */
  pnl: Type.Array(Type.Array(Type.Number())),
  worst: Type.Object({ row: Type.Integer(), column: Type.Integer(), pnl: Type.Number() }),
})

/** The book against the price of one underlying. */
export const CurveView = Type.Object({
  underlying: Type.String(),
  index: Type.Number(),
  prices: Type.Array(Type.Number()),
  /** Profit and loss if the price were there now. */
  pnl: Type.Array(Type.Number()),
  /** Profit and loss at the nearest expiry of the book in this underlying; empty when it holds no dated instrument. */
  pnlAtExpiry: Type.Array(Type.Number()),
  expiry: Type.Union([Instant, Type.Null()]),
  equity: Type.Array(Type.Number()),
  initial: Type.Array(Type.Number()),
  maintenance: Type.Array(Type.Number()),
  below: Type.Union([Type.Number(), Type.Null()]),
  above: Type.Union([Type.Number(), Type.Null()]),
})

export const StressView = Type.Object({
  scenarios: Type.Array(
    Type.Object({
      id: Type.String(),
      label: Type.String(),
      date: Type.Union([Type.String(), Type.Null()]),
      source: Type.Union([Type.String(), Type.Null()]),
      moves: Type.Record(Type.String(), Type.Object({ price: Type.Number(), volatility: Type.Number() })),
      /** Relative moves of assets that follow no underlying, e.g. a stable coin that loses its peg. */
      assets: Type.Optional(Type.Record(Type.String(), Type.Number())),
      pnl: Type.Number(),
      equityAfter: Type.Number(),
      maintenanceAfter: Type.Number(),
      healthAfter: Type.Union([Type.Number(), Type.Null()]),
      level: HealthLevel,
    }),
  ),
})

/** What an order (or several) would change. Nothing is stored. */
export const WhatIfView = Type.Object({
  before: AccountSummary,
  after: AccountSummary,
  /** initial margin after minus before. */
  initialChange: Type.Number(),
  /** Whether the order would pass: enough initial equity after it, or a requirement that does not rise. */
  accepted: Type.Boolean(),
  reason: Type.String(),
  /** Along the underlyings of the orders. */
  liquidation: Type.Array(LiquidationPricesView),
  computeMicroseconds: Type.Number(),
})

/** One remembered change of an account, newest first in a list. */
export const ChangeView = Type.Object({
  sequence: Type.Integer(),
  kind: Type.Union([
    Type.Literal('create'),
    Type.Literal('settings'),
    Type.Literal('book'),
    Type.Literal('fill'),
    Type.Literal('order'),
    Type.Literal('cancel'),
    Type.Literal('transfer'),
    Type.Literal('settlement'),
    Type.Literal('undo'),
    Type.Literal('delete'),
  ]),
  instant: Instant,
  /** The sequence that an undo took back. */
  undoes: Type.Union([Type.Integer(), Type.Null()]),
})

export type AccountSummary = Static<typeof AccountSummary>
export type PositionView = Static<typeof PositionView>
export type BalanceView = Static<typeof BalanceView>
export type OrderView = Static<typeof OrderView>
export type AccountDetail = Omit<Static<typeof AccountDetail>, 'initialTree' | 'maintenanceTree'> & {
  initialTree: NodeView
  maintenanceTree: NodeView
}
export type FeedView = Static<typeof FeedView>
export type VenueStatus = Static<typeof VenueStatus>
export type StatusView = Static<typeof StatusView>
export type InstrumentView = Static<typeof InstrumentView>
export type HeatmapView = Static<typeof HeatmapView>
export type CurveView = Static<typeof CurveView>
export type StressView = Static<typeof StressView>
export type WhatIfView = Static<typeof WhatIfView>
export type GenerationView = Static<typeof GenerationView>
export type GenerationStepView = Static<typeof GenerationStepView>
export type LiquidationPricesView = Static<typeof LiquidationPricesView>
export type HealthLevel = Static<typeof HealthLevel>
export type ChangeView = Static<typeof ChangeView>
