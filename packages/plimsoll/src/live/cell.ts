import { haircutOf } from '../collateral/haircut.js'
import type { MarginSpec } from '../requirement/spec.js'

/** A netting cell: an underlying with everything on it, or an asset of which a haircut is taken. */
export interface Cell {
  readonly name: string
  readonly initialHaircut: number
  readonly maintenanceHaircut: number
}

/** Sorts after every underlying, so that it changes the order of no sum of risks. */
const assetPrefix = '\uffff'
/** The cell of all assets without haircut and risk. */
export const plainAssets = assetPrefix + assetPrefix

/** The name of the cell of an asset with a haircut. */
export function assetCell(asset: string): string {
  return assetPrefix + asset
}

/** The cell of a name: an underlying's, or one of those above. */
export function cellNamed(name: string, { collateral }: MarginSpec): Cell {
  const { initial, maintenance } =
    name.startsWith(assetPrefix) && name !== plainAssets
      ? haircutOf(collateral, name.slice(assetPrefix.length))
      : { initial: 0, maintenance: 0 }
  return { name, initialHaircut: initial, maintenanceHaircut: maintenance }
}
