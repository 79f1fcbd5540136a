import type { AddOnTable } from './calibration.js'
import type { AddOnRow } from './crif.js'
import { type Measured, type RowPart, type SensitivityNode, scaleParts } from './node.js'

/** A surcharge row with its place in the input. */
export interface PlacedAddOn extends AddOnRow {
  readonly place: number
}

/**
 * Σ (multiplier − 1) · margin of the product class + Σ fixed amounts + Σ factor · |notional|. A row replaces what the
 * calibration's table says for the same product class or product; several rows for one add up. Undefined where nothing is
 * agreed. A multiplier's surcharge is attributed to the sensitivities it multiplies, a fixed amount of the table to no row.
 */
export function addOnMargin(
  rows: readonly PlacedAddOn[],
  table: AddOnTable,
  productClasses: readonly Measured[],
): Measured | undefined {
  const children: SensitivityNode[] = []
  const parts: RowPart[] = []
  const amountOf = (type: AddOnRow['riskType'], qualifier: string): number | undefined => {
    const found = rows.filter((row) => row.riskType === type && row.qualifier === qualifier)
    if (found.length === 0) return undefined
    // Two multipliers of 1.2 are a surcharge of 0.4; two factors of 10 % are 20 %.
    const base = type === 'Param_ProductClassMultiplier' ? 1 : 0
    let sum = base
    for (const { amount } of found) sum += amount - base
    return sum
  }
  for (const { node, parts: below } of productClasses) {
    const agreed = Object.hasOwn(table.productClassMultipliers, node.label)
      ? table.productClassMultipliers[node.label]!
      : 1
    const multiplier = amountOf('Param_ProductClassMultiplier', node.label) ?? agreed
    if (multiplier === 1) continue
    const value = (multiplier - 1) * node.value
    children.push({ kind: 'addOn', label: `multiplier of ${node.label}`, value, factors: { multiplier }, children: [] })
    for (const part of scaleParts(below, multiplier - 1)) parts.push(part)
  }
  let fixed = table.fixedAmount
  const fixedRows = rows.filter(({ riskType }) => riskType === 'Param_AddOnFixedAmount')
  for (const { amount, place } of fixedRows) {
    fixed += amount
    parts.push({ row: place, part: amount })
  }
  if (fixed > 0) children.push({ kind: 'addOn', label: 'fixed amounts', value: fixed, children: [] })
  const notionals = rows.filter(({ riskType }) => riskType === 'Notional')
  for (const product of new Set(notionals.map(({ qualifier }) => qualifier))) {
    const percent = amountOf('Param_AddOnNotionalFactor', product)
    const listed = Object.hasOwn(table.notionalFactors, product) ? table.notionalFactors[product]! : 0
    const factor = percent === undefined ? listed : percent / 100
    if (factor === 0) continue
    let notional = 0
    for (const { qualifier, amount, place } of notionals) {
      if (qualifier !== product) continue
      notional += Math.abs(amount)
      parts.push({ row: place, part: factor * Math.abs(amount) })
    }
    const value = factor * notional
    children.push({
      kind: 'addOn',
      label: `notional of ${product}`,
      value,
      factors: { factor, notional },
      children: [],
    })
  }
  if (children.length === 0) return undefined
  let value = 0
  for (const child of children) value += child.value
  return { node: { kind: 'addOns', label: 'add-ons', value, children }, parts }
}
