import { type SpecDifference, specDifference } from 'plimsoll'
import type { Paint } from '../terminal/paint.js'
import { widthOf } from '../terminal/paint.js'
import { formatNumber } from './number.js'
import type { Evaluated } from './specTable.js'
import { noBreak, paragraph } from './wrap.js'

/** Legs that are named for each difference. */
const legsMax = 3
/** What is less than a hundredth is no difference to a reader. */
const least = 0.005

const kindNames = { scan: 'scenarios', charge: 'charges', haircut: 'haircuts' } as const

/** Why each rule book asks for more or less capital than one of them: of which kind, by which term, in which legs. */
export function differenceText(
  rows: readonly Evaluated[],
  against: Evaluated,
  paint: Paint,
  columns: number | undefined,
): string {
  const blocks = rows
    .filter((row) => row !== against)
    .map((row) => ({ row, difference: specDifference(row.result, against.result) }))
  const nameWidth = Math.max(...blocks.map(({ row }) => widthOf(row.spec.id)))
  const amounts = blocks.map(({ difference }) => moneyMove(difference.difference))
  const amountWidth = Math.max(...amounts.map(widthOf))
  return blocks
    .map(({ row, difference }, at) => {
      const amount = amounts[at]!.padStart(amountWidth)
      const painted = difference.difference > 0 ? paint.red(amount) : paint.green(amount)
      const head = ` ${row.spec.id.padEnd(nameWidth)}  ${painted}`
      const kinds = kindsText(difference)
      const wide = columns === undefined || widthOf(head) + widthOf(kinds) + 2 <= columns
      const lines = [wide ? '' : kinds, mainText(difference, row, against), legsText(difference)]
      return [
        wide ? `${head}  ${kinds.replaceAll(noBreak, ' ')}\n` : `${head}\n`,
        ...lines
          .filter((line) => line !== '')
          .map((line) => paint.dim(paragraph(line, columns, '     ', '       ').trimEnd()).concat('\n')),
      ].join('')
    })
    .join('')
}

function kindsText({ kinds }: SpecDifference): string {
  const words = kinds
    .filter(({ difference }) => Math.abs(difference) >= least)
    .map(
      ({ kind, first, second, difference }) =>
        `${kindNames[kind]}${noBreak}${moneyMove(difference)} (${formatNumber(first, 2)} instead of ${formatNumber(second, 2)})`,
    )
  return words.length === 0 ? 'no difference' : words.join(', ')
}

function mainText({ main }: SpecDifference, row: Evaluated, against: Evaluated): string {
  if (main === undefined) return ''
  const { label, value, scenario } = main.term
  const owner = main.of === 'first' ? row.spec.id : against.spec.id
  const where = scenario === undefined ? '' : `, decided by ${scenario}`
  return `main: ${owner} asks ${formatNumber(value, 2)} for ${label === '' ? kindNames[main.term.kind] : label}${where}`
}

function legsText({ legs }: SpecDifference): string {
  const moved = legs.filter(({ difference }) => Math.abs(difference) >= least)
  if (moved.length === 0) return ''
  const shown = moved.slice(0, legsMax).map(({ leg, difference }) => `${leg}${noBreak}${moneyMove(difference)}`)
  const more = moved.length - shown.length
  return `legs: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function moneyMove(value: number): string {
  const text = formatNumber(value, 2)
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text
}
