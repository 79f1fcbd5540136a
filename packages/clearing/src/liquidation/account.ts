import { PlimsollError } from 'plimsoll'

/** What may be traded in an episode, as the risk room sees it now. Floating-point figures are risk numbers, never money. */
export interface InstrumentTerms {
  readonly underlying: string
  /** Mark price in ticks; negative where the instrument's price may be. */
  readonly mark: bigint
  /** What one lot gains when its price rises by a tick, in the reporting currency; at the mark, where it is not linear in its price. */
  readonly tickValue: number
  /** Notional of one lot at the mark, in the reporting currency: what size limits, fees and dust are counted in. */
  readonly lotNotional: number
  /** Change of one lot's value for 1 of the underlying's price, in units of the underlying. */
  readonly lotDelta: number
  /** One standard deviation of one lot's value over a day, in the reporting currency (σ·p). */
  readonly dailyMove: number
  /** Volume of a day under stress, in lots: ADV of the impact law. */
  readonly stressVolumeLots: bigint
  /** What the market could take now inside the band, in lots; quotes that nobody stands by are not volume. */
  readonly executableLots: bigint
  /** No order is priced further than this from the mark, in ticks. */
  readonly bandTicks: bigint
  /** A perpetual or dated future, with which delta may be hedged; false for options and spot. */
  readonly hedges: boolean
}

/** Lots of each instrument; bought > 0, sold < 0. Absent is 0. */
export type Lots = Readonly<Record<string, bigint>>

/** Risk numbers of an account, in the reporting currency. */
export interface Standing {
  readonly equity: number
  readonly maintenance: number
}

/** What the account would be worth and need if these lots were traded, without fees: at these prices, in ticks, or else at the mark. */
export type Assess = (change: Lots, prices?: Prices) => Standing

/** In ticks, by instrument. */
export type Prices = Readonly<Record<string, bigint>>

export interface AccountView extends Standing {
  readonly positions: Lots
  /** Orders rest that could enlarge a position. */
  readonly hasOpenOrders: boolean
}

/**
 * What the engine may trust at the moment. `normal`: the account's prices are VALID or UNCERTAIN; `degraded`: one of them is STALE;
 * `protected`: customers cannot reach the venue; `halt`: a price is HALT, or nothing may act.
 */
export type SystemState = 'normal' | 'degraded' | 'protected' | 'halt'

/** Names that hold lots, in one order whatever the record's. */
export function heldInstruments(lots: Lots): readonly string[] {
  return Object.keys(lots)
    .filter((name) => lots[name] !== 0n)
    .sort()
}

/** Terms of an instrument; whoever made the view must have listed it. */
export function termsOf(instruments: Readonly<Record<string, InstrumentTerms>>, name: string): InstrumentTerms {
  const terms = instruments[name]
  if (terms === undefined) {
    throw new PlimsollError('INSTRUMENT_UNKNOWN', {
      where: 'instruments',
      value: name,
      expected: 'terms of everything that the account holds',
    })
  }
  return terms
}

export function size(lots: bigint): bigint {
  return lots < 0n ? -lots : lots
}
