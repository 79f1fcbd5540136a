/** One node of the evaluated requirement. */
export interface NodeResult {
  readonly kind: string
  readonly label: string
  /** ≥ 0, reporting currency. */
  readonly value: number
  /** The scenario that decided, when exactly one did. */
  readonly scenario?: { readonly id: string; readonly label: string }
  /** Scenario nodes: one entry per netting cell. */
  readonly cells?: readonly CellResult[]
  readonly children: readonly NodeResult[]
}

/** A netting cell of a scenario node: what it is, what decides it, and each leg's part. */
export interface CellResult {
  /** `BTC`, `account`, or an instrument name. */
  readonly cell: string
  readonly scenario: { readonly id: string; readonly label: string }
  /** max(0, loss in the worst scenario). */
  readonly value: number
  /** Weighted profit of each leg in that scenario; their sum in this order is minus the loss, to the bit. */
  readonly legs: readonly { readonly leg: string; readonly pnl: number }[]
}

/** What a book needs and what stands behind it, in the rule book's currency (float64, official bits). */
export interface MarginResult {
  readonly specId: string
  readonly currency: string
  readonly asOf: number
  /** Net liquidation value before haircuts: balances + unrealised profit + value of paid instruments. */
  readonly accountValue: number
  /** Account value less maintenance haircuts. */
  readonly equity: number
  /** Account value less initial haircuts. */
  readonly initialEquity: number
  /** Balances after initial haircuts. */
  readonly collateralValue: number
  readonly unrealised: number
  /** Value of options, spot and pool positions. */
  readonly optionValue: number
  readonly initial: number
  readonly maintenance: number
  /** equity / maintenance; Infinity when nothing is required. */
  readonly health: number
  /** initial / initialEquity; Infinity when there is a requirement and no equity; 0 when nothing is required. */
  readonly utilisation: number
  readonly excess: number
  readonly withdrawable: number
  /** The scenario that decides the initial requirement, per netting cell. */
  readonly worst: readonly CellResult[]
  readonly tree: { readonly initial: NodeResult; readonly maintenance: NodeResult }
}
