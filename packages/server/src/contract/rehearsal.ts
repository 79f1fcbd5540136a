import { type Static, type TLiteral, type TSchema, type TUnion, Type } from 'typebox'
import { Instant } from './instant.js'
import { VenueCounts } from './venue.js'
import { DecimalString } from './views.js'

/**
 * A crash, rehearsed: a made-up population of accounts goes through a path of prices, and the clearing machine calls, liquidates,
 * pays and shares losses as it would for a venue. Whoever shows these numbers says `label` beside them.
 */
const Count = Type.Integer({ minimum: 0 })
const OrNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()])
type Literals<Names extends readonly string[]> = { [Place in keyof Names]: TLiteral<Names[Place]> }
const OneOf = <const Names extends readonly string[]>(names: Names): TUnion<[...Literals<Names>]> =>
  Type.Union(names.map((name) => Type.Literal(name))) as unknown as TUnion<[...Literals<Names>]>
const Label = Type.Literal('simulated population')
const strict = { additionalProperties: false }

/** A day of the past, or a shock of one's own. */
export const rehearsalDays = ['custom', '2020-03-12', '2025-10-10'] as const

/** Who is deleveraged, by the names of the clearing machine's policies. */
export const rehearsalPolicies = [
  'plimsoll',
  'campbell',
  'chitra',
  'paradex',
  'drift',
  'hyperliquid',
  'binance',
  'bitmex',
] as const

/** How many points and events a view carries; `GET /v1/rehearsal/history` has those before them. */
export const rehearsalTailMax = 60

export const RehearsalShock = Type.Object(
  {
    /** Relative move of the lead underlying, −0.3 for a fall of 30 %. */
    move: Type.Number({ minimum: -0.9, maximum: 1, description: 'Relative move of the lead underlying.' }),
    overMinutes: Type.Integer({ minimum: 1, maximum: 720 }),
    /** The part of the move that is taken back, over as long again. */
    recovery: Type.Number({ minimum: 0, maximum: 1 }),
  },
  strict,
)

export const NewRehearsal = Type.Object(
  {
    day: OneOf(rehearsalDays),
    /** With `custom`, and only with it. */
    shock: Type.Optional(RehearsalShock),
    accounts: Type.Integer({ minimum: 100, maximum: 20_000 }),
    policy: OneOf(rehearsalPolicies),
    /** The same seed makes the same population of the same day, and the same crash. */
    seed: Type.Integer({ minimum: 0, maximum: 4_294_967_295 }),
    /** Market seconds per second. */
    speed: Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000 }),
  },
  strict,
)

export const RehearsalChange = Type.Object(
  {
    paused: Type.Optional(Type.Boolean()),
    speed: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000 })),
  },
  strict,
)

/** Where a path of prices comes from, in a word and in a sentence. */
export const RehearsalPrices = Type.Object({
  /** `recorded` prices of the day, its `shape` through a few published figures, or made up as asked. */
  kind: OneOf(['recorded', 'shape', 'custom']),
  says: Type.String(),
})

export const RehearsalDayView = Type.Object({ day: OneOf(rehearsalDays), prices: RehearsalPrices })

export const RehearsalPoint = Type.Object({
  step: Count,
  at: Instant,
  /** Of the lead underlying. */
  price: Type.Number(),
  levels: VenueCounts,
  /** Of this step alone. */
  calls: Count,
  liquidations: Count,
  deleveragings: Count,
  fund: DecimalString,
  unpaid: DecimalString,
})

/** Kinds of what happens in a rehearsal, in the order in which it gets worse. */
export const rehearsalEventKinds = [
  'call',
  'deposit',
  'liquidation',
  'auction',
  'takeover',
  'adl',
  'loss',
  'unpaid',
] as const

export const RehearsalEvent = Type.Object({
  /** Counted from 0 over the rehearsal. */
  number: Count,
  at: Instant,
  kind: OneOf(rehearsalEventKinds),
  account: Type.String(),
  what: Type.String(),
  /** In the asset of calls; null where no one figure says it. */
  amount: OrNull(DecimalString),
  why: Type.String(),
})

/** Since the rehearsal began; dollars at the marks of the moment. */
export const RehearsalTotals = Type.Object({
  /** Accounts that were called, and deposits that answered. */
  calls: Count,
  deposits: Count,
  deposited: Type.Number(),
  /** Liquidations that began, and what the market took of their orders. */
  liquidations: Count,
  fills: Count,
  filled: Type.Number(),
  auctions: Count,
  bids: Count,
  takeovers: Count,
  takenOver: Type.Number(),
  /** Fills of auto-deleveraging. */
  deleveragingFills: Count,
  deleveraged: Type.Number(),
  /** How much worse than the mark they were for those who were deleveraged. */
  deleveragingCost: Type.Number(),
  /** Accounts that were deleveraged, with the published ones that each stands for, and of them those whose position was a hedge. */
  winnersHurt: Count,
  hedgedWinnersHurt: Count,
  /** Accounts without positions that still owed, what they owed, and who paid it. */
  bankrupt: Count,
  deficit: Type.Number(),
  paidByFund: Type.Number(),
  paidByVenue: Type.Number(),
  unpaid: Type.Number(),
})

export const RehearsalView = Type.Object({
  label: Label,
  /** Counts the rehearsals of this service. */
  id: Count,
  state: OneOf(['starting', 'playing', 'paused', 'ended', 'failed']),
  /** Why it failed. */
  failure: OrNull(Type.String()),
  asked: NewRehearsal,
  prices: RehearsalPrices,
  /** Steps played, of so many; 0 while it starts. */
  step: Count,
  steps: Count,
  at: OrNull(Instant),
  speed: Type.Number(),
  underlyings: Type.Array(Type.Object({ id: Type.String(), price: Type.Number(), change: Type.Number() })),
  /** Whose price the points carry. */
  lead: Type.String(),
  /** What money is counted in. */
  asset: Type.String(),
  accounts: Count,
  /** Accounts of the population whose position is a hedge. */
  hedged: Count,
  levels: VenueCounts,
  totals: RehearsalTotals,
  fund: Type.Object({ start: DecimalString, now: DecimalString, least: DecimalString }),
  /** What nobody paid. */
  unpaid: DecimalString,
  /** What the machine takes for one step. */
  stepMilliseconds: Type.Object({ last: OrNull(Type.Number()), p50: OrNull(Type.Number()) }),
  /** The last points, oldest first. */
  points: Type.Array(RehearsalPoint),
  /** The last events, oldest first. */
  events: Type.Array(RehearsalEvent),
})

/** What the service remembers of the rehearsal: all its points, and its last events, oldest first. */
export const RehearsalHistoryView = Type.Object({
  id: Count,
  points: Type.Array(RehearsalPoint),
  events: Type.Array(RehearsalEvent),
})

export type NewRehearsal = Static<typeof NewRehearsal>
export type RehearsalShock = Static<typeof RehearsalShock>
export type RehearsalChange = Static<typeof RehearsalChange>
export type RehearsalPrices = Static<typeof RehearsalPrices>
export type RehearsalDayView = Static<typeof RehearsalDayView>
export type RehearsalPoint = Static<typeof RehearsalPoint>
export type RehearsalEvent = Static<typeof RehearsalEvent>
export type RehearsalTotals = Static<typeof RehearsalTotals>
export type RehearsalView = Static<typeof RehearsalView>
export type RehearsalHistoryView = Static<typeof RehearsalHistoryView>
