import type { DifferenceView, TermView } from '@plimsoll/server/contract'
import { amount, fixed } from '../format/number'

export const kindWords: Readonly<Record<TermView['kind'], string>> = {
  scan: 'Loss in scenarios',
  charge: 'Charges and minimums',
  haircut: 'Haircuts on collateral',
}

export const legName = (leg: string): string =>
  leg.replace(/^balance:(.*)$/, '$1 collateral').replace(/^order:/, 'order ')

/** Why one rule book asks for more than the other, in sentences. */
export function differenceWords(view: DifferenceView, first: string, second: string): readonly string[] {
  const { difference, kinds, main, legs } = view
  const { currency, capital } = view.first.numbers
  const other = view.second.numbers.capital
  if (difference === 0) return [`${first} and ${second} ask for the same capital, ${amount(capital)} ${currency}.`]
  const times =
    capital > 0 && other > 0 ? `, ${fixed(Math.max(capital / other, other / capital), 2)} times as much` : ''
  const [dear, cheap] = difference > 0 ? [first, second] : [second, first]
  const sentences = [`${dear} asks for ${amount(Math.abs(difference))} ${currency} more capital than ${cheap}${times}.`]
  const leading = kinds[0]
  if (leading !== undefined && leading.difference !== 0) {
    sentences.push(
      `Most of it is ${kindWords[leading.kind].toLowerCase()}: ${amount(leading.first)} under ${first}, ${amount(leading.second)} under ${second}.`,
    )
  }
  if (main !== null) {
    const scenario = main.term.scenario === null ? '' : `, in the scenario “${main.term.scenario}”`
    sentences.push(
      `The term behind it is “${main.term.label}” of ${main.of === 'first' ? first : second}, ${amount(main.term.value)} ${currency}${scenario}.`,
    )
  }
  const leg = legs[0]
  if (leg !== undefined && leg.difference !== 0) {
    sentences.push(
      `Of the legs, ${legName(leg.leg)} differs most: it adds ${amount(leg.first)} under ${first} and ${amount(leg.second)} under ${second}.`,
    )
  }
  return sentences
}
