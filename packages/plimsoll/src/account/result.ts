import type { CellResult, NodeResult } from '../requirement/nodeResult.js'

/** What a book needs and what stands behind it, in the rule book's currency (float64, official bits). */
export interface MarginResult {
  readonly specId: string
  readonly currency: string
  /** The market's instant, milliseconds since 1970. */
  readonly asOf: number
  /** Net liquidation value before haircuts: balances + unrealised profit + value of paid instruments. */
  readonly accountValue: number
  /** Account value less maintenance haircuts. */
  readonly equity: number
  /** Account value less initial haircuts. */
  readonly initialEquity: number
  readonly initialHaircut: number
  readonly maintenanceHaircut: number
  /** Of futures and perpetuals, since entry. */
  readonly unrealised: number
  /** Value of options, spot and pool positions. */
  readonly optionValue: number
  readonly initial: number
  readonly maintenance: number
  /**
   * equity / maintenance; below 1 the account is to be liquidated. When nothing is required: Infinity, or −Infinity where
   * equity is negative.
   */
  readonly health: number
  /** initial / initialEquity; Infinity when there is a requirement and no equity; 0 when nothing is required. */
  readonly utilisation: number
  /** initialEquity − initial; may be negative. */
  readonly excess: number
  /** Worth of the most that may leave in one asset; unrealised profit is never part of it. */
  readonly withdrawable: number
  /** Units of each asset that may leave, each if it alone leaves. */
  readonly withdrawableAssets: Readonly<Record<string, number>>
  /** The scenario that decides the initial requirement, per netting cell. */
  readonly worst: readonly CellResult[]
  readonly tree: ResultTree
}

/** Every node of the rule book with its number. */
export interface ResultTree {
  readonly initial: NodeResult
  readonly maintenance: NodeResult
  /** What is taken off the account's value, where the rule book writes it as an expression over the balances. */
  readonly haircuts?: { readonly initial: NodeResult; readonly maintenance: NodeResult }
}
