import type { Paint } from '../terminal/paint.js'
import { widthOf } from '../terminal/paint.js'

/** One line of a summary: what it is, its number, its unit, and a remark. */
export interface Fact {
  readonly name: string
  readonly value: string
  readonly unit?: string
  readonly remark?: string
}

/** Facts under one another, numbers aligned right. */
export function facts(list: readonly Fact[], paint: Paint): string {
  const nameWidth = Math.max(...list.map((fact) => widthOf(fact.name)))
  const valueWidth = Math.max(...list.map((fact) => widthOf(fact.value)))
  const unitWidth = Math.max(...list.map((fact) => widthOf(fact.unit ?? '')))
  return list
    .map(({ name, value, unit = '', remark = '' }) => {
      const space = ' '.repeat(valueWidth - widthOf(value))
      return ` ${name.padEnd(nameWidth)}  ${space}${value} ${unit.padEnd(unitWidth)}  ${remark === '' ? '' : paint.dim(remark)}`.trimEnd()
    })
    .join('\n')
    .concat('\n')
}
