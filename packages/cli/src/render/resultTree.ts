import type { MarginResult } from 'plimsoll'
import type { Paint } from '../terminal/paint.js'
import { section } from './heading.js'
import { formatRequirement } from './number.js'
import { renderTree, type TreeOptions } from './tree.js'

/** Everything that a rule book asks for and takes off, as trees. */
export function resultTree(result: MarginResult, paint: Paint, options: TreeOptions): string {
  const { initial, maintenance, haircuts } = result.tree
  const { initialHaircut, maintenanceHaircut } = result
  const flat = ` Flat rates per asset: ${formatRequirement(initialHaircut, 2)} initial, ${formatRequirement(maintenanceHaircut, 2)} maintenance.\n`
  return [
    section(`Rule book, ${result.currency}`, paint),
    renderTree('Initial', initial, paint, options),
    '\n',
    renderTree('Maintenance', maintenance, paint, { ...options, before: { name: 'Initial', root: initial } }),
    section('Haircuts', paint),
    haircuts === undefined
      ? flat
      : `${renderTree('Initial', haircuts.initial, paint, options)}\n${renderTree('Maintenance', haircuts.maintenance, paint, options)}`,
  ].join('')
}
