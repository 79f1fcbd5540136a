import type { Instrument } from '../instrument/instrument.js'
import type { Decimal } from '../money/decimal.js'

/** An amount of one asset held as collateral; negative = borrowed. */
export interface Balance {
  readonly asset: string
  readonly amount: Decimal
}

/** A holding of one instrument; quantity > 0 long, < 0 short, never zero. */
export interface Position {
  readonly instrument: string
  readonly quantity: Decimal
  /**
   * Average price at which a perpetual or future was entered, in its price unit; its unrealised profit is measured from
   * there. Absent: as if entered at the mark of now. Options, spot and pool positions are fully paid; their value
   * counts and an entry price is only a note.
   */
  readonly entryPrice?: Decimal
}

/** An open order, counted at the worst of its being filled or not. */
export interface Order {
  readonly id: string
  readonly instrument: string
  readonly side: 'buy' | 'sell'
  /** > 0. */
  readonly quantity: Decimal
  /** Limit price in the instrument's price unit. */
  readonly price: Decimal
  /** Can only shrink the position: counted up to what there is to shrink, since that may be the hedge of another leg. */
  readonly reduceOnly: boolean
}

/** What one account holds and has asked for. */
export interface Portfolio {
  readonly id: string
  readonly name: string
  readonly balances: readonly Balance[]
  readonly positions: readonly Position[]
  readonly orders: readonly Order[]
  /** Definitions that the book carries, for instruments which the market does not list (any more). */
  readonly instruments: readonly Instrument[]
  /** Observations about the account that a rule book may ask for by name, e.g. a leverage that the trader has chosen. */
  readonly facts?: Readonly<Record<string, number>>
}
