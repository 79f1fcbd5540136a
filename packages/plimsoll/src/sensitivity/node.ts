/** One number of a sensitivity margin, and the numbers it was made of. */
export interface SensitivityNode {
  /** `total`, `productClass`, `riskClass`, `delta`, `vega`, `curvature`, `baseCorrelation`, `bucket`, `weightedSensitivity`, `addOns`, `addOn`. */
  readonly kind: string
  readonly label: string
  /** Calculation currency. A margin is ≥ 0; a weighted sensitivity has the sign of the position. */
  readonly value: number
  /** What turned the children, or the sensitivity itself, into the value: risk weight, concentration factor, λ, … */
  readonly factors?: Readonly<Record<string, number>>
  readonly children: readonly SensitivityNode[]
}

/** What one input row, named by its place in the input, adds to a value. */
export interface RowPart {
  readonly row: number
  readonly part: number
}

/** A margin with its explanation: the tree below it and what each row adds to it. */
export interface Measured {
  readonly node: SensitivityNode
  readonly parts: readonly RowPart[]
}

/** The parts, each multiplied by one factor. */
export function scaleParts(parts: readonly RowPart[], factor: number): readonly RowPart[] {
  return factor === 1 ? parts : parts.map(({ row, part }) => ({ row, part: part * factor }))
}
