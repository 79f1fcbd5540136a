import { type Static, type TSchema, Type } from 'typebox'
import { Instant } from './instant.js'
import { DecimalString, HealthLevel } from './views.js'

/**
 * The simulated venue: many made-up accounts under one rule book, followed from tick to tick. Whoever shows these numbers
 * says `label` beside them.
 */
const Count = Type.Integer({ minimum: 0 })
const OrNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()])
const Label = Type.Literal('simulated accounts')

/**
 * Equity over maintenance from which an account stands at each level. `call` is where initial equity is below the initial
 * requirement, 1.1 times maintenance in the venue's own rule book; `warning` is a utilisation of 1.1/1.4, about 79 %.
 */
export const venueLevelsFrom = Object.freeze({ call: 1, warning: 1.1, safe: 1.4 })

/**
 * Edges of the histogram of health, about evenly spaced in its logarithm: the bins are below the first, between neighbours, and
 * from the last on. The levels' own edges are among them.
 */
export const venueHealthEdges: readonly number[] = Object.freeze([
  1, 1.05, 1.1, 1.2, 1.3, 1.4, 1.6, 1.8, 2, 2.3, 2.6, 3, 3.5, 4, 5,
])

/** How many crossings a view lists. */
export const venueCrossedMax = 50

export const VenueCrossing = Type.Object({
  /** From 0 on. */
  account: Count,
  from: HealthLevel,
  to: HealthLevel,
  equity: OrNull(Type.Number()),
  maintenance: OrNull(Type.Number()),
  /** equity / maintenance; null when nothing is required or the account cannot be valued. */
  health: OrNull(Type.Number()),
})

export const VenueCounts = Type.Object({ liquidation: Count, call: Count, warning: Count, safe: Count })

export const VenueView = Type.Object({
  label: Label,
  /** Instant of the market that the numbers are of. */
  asOf: Instant,
  /** Ticks since the venue was made; one more than in the view before unless views were left out. */
  tick: Count,
  accounts: Count,
  positions: Count,
  /** Accounts at each level, exactly. */
  levels: VenueCounts,
  /** Accounts by health, exactly: `from` is null in the first bin, `to` in the last. */
  histogram: Type.Array(Type.Object({ from: OrNull(Type.Number()), to: OrNull(Type.Number()), accounts: Count })),
  /** Whose level the last tick changed: the most dangerous first, at most 50 of them listed. */
  crossed: Type.Object({ total: Count, listed: Type.Array(VenueCrossing) }),
  /** What one tick takes: repricing, bounds or scans of all accounts, and evaluating whom a bound does not clear. */
  tickMilliseconds: Type.Object({
    last: OrNull(Type.Number()),
    /** Over the last 100 ticks. */
    p50: OrNull(Type.Number()),
    p99: OrNull(Type.Number()),
  }),
  /** Accounts over the median tick; null before the first tick. */
  accountsPerSecond: OrNull(Type.Number()),
  /** Accounts that the last tick computed in full; the others were cleared by a rigorous bound. */
  evaluated: Count,
  /** Instruments and assets that the last tick priced anew. */
  repriced: Count,
  /** Markets that came while an earlier one was worked on, and were passed over for a newer one. */
  skipped: Count,
  rulebook: Type.Object({
    id: Type.String(),
    title: Type.String(),
    scenarios: Count,
    /** How accounts are followed: `exact` computes all at each tick, `bounded` only whom a bound does not clear. */
    path: Type.Union([Type.Literal('exact'), Type.Literal('bounded')]),
    because: Type.String(),
  }),
  /** Kernel memory and holdings. */
  memoryBytes: Count,
  buildMilliseconds: Type.Number(),
  /** The last time that expired positions were paid out and opened anew in a later expiry. */
  settlement: OrNull(Type.Object({ asOf: Instant, positions: Count, milliseconds: Type.Number() })),
  /** Accounts that hold what the market does not price now; they stand at `liquidation` until it does. */
  unvalued: Type.Object({ accounts: Count, instruments: Type.Array(Type.String()) }),
})

/** What the venue's last ticks were, oldest first; each array has one entry for each tick. */
export const VenueHistoryView = Type.Object({
  asOf: Type.Array(Instant),
  tick: Type.Array(Count),
  levels: Type.Object({
    liquidation: Type.Array(Count),
    call: Type.Array(Count),
    warning: Type.Array(Count),
    safe: Type.Array(Count),
  }),
  /** The last crossings that were listed, newest first. */
  crossed: Type.Array(Type.Object({ ...VenueCrossing.properties, asOf: Instant })),
})

export const VenueAccountView = Type.Object({
  label: Label,
  account: Count,
  asOf: Instant,
  specId: Type.String(),
  level: HealthLevel,
  equity: OrNull(Type.Number()),
  maintenance: OrNull(Type.Number()),
  initial: OrNull(Type.Number()),
  health: OrNull(Type.Number()),
  /** initial / equity; null when equity is not positive. */
  utilisation: OrNull(Type.Number()),
  balances: Type.Array(Type.Object({ asset: Type.String(), amount: DecimalString })),
  positions: Type.Array(
    Type.Object({
      instrument: Type.String(),
      kind: Type.String(),
      underlying: Type.String(),
      quantity: DecimalString,
      entryPrice: OrNull(DecimalString),
      mark: OrNull(Type.Number()),
      priceUnit: Type.String(),
      /** In reporting currency: what is paid for, or the unrealised profit of a future. */
      value: OrNull(Type.Number()),
    }),
  ),
})

/** Trades that are only being thought about, together. */
export const VenueTrades = Type.Object(
  {
    trades: Type.Array(
      Type.Object(
        {
          instrument: Type.String(),
          side: Type.Union([Type.Literal('buy'), Type.Literal('sell')]),
          quantity: DecimalString,
          /** In the instrument's price unit. */
          price: DecimalString,
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 50 },
    ),
  },
  { additionalProperties: false },
)

const VenueInitial = Type.Object({
  initial: Type.Number(),
  /** After the haircuts of initial margin. */
  equity: Type.Number(),
})

/** Whether an account may trade so: enough initial equity afterwards, or short before and nothing made worse. */
export const VenueWhatIfView = Type.Object({
  label: Label,
  account: Count,
  accepted: Type.Boolean(),
  after: VenueInitial,
  /** Null where the answer did not depend on it. */
  before: OrNull(VenueInitial),
})

export type VenueTrades = Static<typeof VenueTrades>
export type VenueWhatIfView = Static<typeof VenueWhatIfView>
export type VenueCrossing = Static<typeof VenueCrossing>
export type VenueCounts = Static<typeof VenueCounts>
export type VenueView = Static<typeof VenueView>
export type VenueHistoryView = Static<typeof VenueHistoryView>
export type VenueAccountView = Static<typeof VenueAccountView>
