/**
 * An account that stands on the winning side of a bankrupt position. All money of a request is in one fine unit of the settlement
 * asset in which the value of a lot is a whole number (the ledger's unit of cost).
 */
export interface DeleveragingCandidate {
  readonly account: string
  /** Accounts of one owner are rounded together, so that a split among them changes nothing. */
  readonly owner: string
  /** Size of the position, above 0. */
  readonly lots: bigint
  /** Of the account (isolated: of the position), at the mark. */
  readonly equity: bigint
  /** What the lots cost when they were entered, above 0; only rules that look at profit since entry read it. */
  readonly entryCost: bigint
  /**
   * What the account has won on this instrument since the last settlement, realised and unrealised: the most that a fill worse than
   * the mark may take from it. Not the profit since entry, which somebody sets to zero by closing and reopening.
   */
  readonly gain: bigint
  /**
   * Loss of the whole account in the stress that hurts this side, per lot of the position: the request's `stressLossPerLot` for an
   * account without hedges, 0 or less where its other legs win as much. Only stress water-filling reads it.
   */
  readonly stressLossPerLot: number
}

/** A leg of another instrument that is closed together with a reduction so that the account stays above maintenance. */
export interface PairedLeg {
  readonly instrument: string
  readonly lots: bigint
}

/** How many of the lots asked for an account may lose, 0 to the number asked, and what has to be closed with them. */
export interface HealthVerdict {
  readonly lots: bigint
  readonly paired: readonly PairedLeg[]
}

/**
 * Asked for every account that is about to be touched. It answers with fewer lots, or with legs to be closed as well, where the fill
 * would take a healthy account below maintenance: closing the hedged leg of a portfolio raises what it needs.
 */
export type HealthCheck = (candidate: DeleveragingCandidate, lots: bigint) => HealthVerdict

/** What has to be closed, and against whom. */
export interface DeleveragingRequest {
  /** The side of the candidates: `short` when a long went bankrupt. */
  readonly side: 'long' | 'short'
  /** Lots of the bankrupt position still open. */
  readonly required: bigint
  /** Value of one lot at the mark. */
  readonly mark: bigint
  /** Value of one lot at the bankrupt position's bankruptcy price, at which every fill is made. */
  readonly bankruptcyPrice: bigint
  /** What one lot alone loses in that stress, above 0, in the unit of money. Only stress water-filling reads it. */
  readonly stressLossPerLot: number
  readonly candidates: readonly DeleveragingCandidate[]
  /** Largest part of a position that one round takes, parts per million, rounded up to a lot. */
  readonly roundCapPpm: bigint
  /** Decides who gives the last lots among equals; see {@link drawOf}. */
  readonly seed: string
}
