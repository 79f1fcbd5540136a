import { type PlimsollError, type SpecResult, specSummary } from 'plimsoll'
import type { Paint } from '../terminal/paint.js'
import { paragraph } from './wrap.js'

/** Names shown of a long list. */
const namesMax = 6

type Refused = Extract<SpecResult, { readonly refusal: PlimsollError }>

export function refusedOf(compared: readonly SpecResult[]): readonly Refused[] {
  return compared.filter((each) => 'refusal' in each)
}

/** Rule books under which the book could not be evaluated, with what is missing and how it is supplied. */
export function refusedText(
  rows: readonly Refused[],
  hasHistory: boolean,
  paint: Paint,
  columns: number | undefined,
): string {
  // Many lack the same: told once.
  const byReason = new Map<string, string[]>()
  for (const row of rows) {
    const reason = `${paint.yellow(row.refusal.code)} ${[reasonOf(row), ...furtherOf(row, hasHistory)].join(' ')}`
    byReason.set(reason, [...(byReason.get(reason) ?? []), row.spec.id])
  }
  return [...byReason].map(([reason, ids]) => paragraph(`${ids.join(', ')}: ${reason}`, columns, ' ', '   ')).join('')
}

function reasonOf({ spec, refusal }: Refused): string {
  const { missing, facts } = specSummary(spec)
  switch (refusal.code) {
    case 'SPEC_INCOMPLETE': {
      const name = neededOf(refusal)
      const more = missing.length - 1
      const others = more > 0 ? ` (and ${more} more, which may count here or not)` : ''
      return `nobody published ${name}${others}. --set ${spec.id}:${name}=VALUE supplies it.`
    }
    case 'FACT_MISSING': {
      const required = facts.filter((name) => !name.endsWith('?'))
      return `no ${refusal.where} in the documents; the rule book asks for ${some(required)}.`
    }
    case 'HISTORY_MISSING':
      return `${refusal.expected}. --history FILE supplies them.`
    default:
      return refusal.message
  }
}

/** The parameter that was asked for first. */
function neededOf({ where }: PlimsollError): string {
  return where.slice(where.indexOf('parameters.') + 'parameters.'.length)
}

/** What it would be refused for next. */
function furtherOf({ spec, refusal: { code } }: Refused, hasHistory: boolean): readonly string[] {
  const { missing, needsHistory } = specSummary(spec)
  return [
    ...(code === 'SPEC_INCOMPLETE' || missing.length === 0 ? [] : [`Nobody published ${some(missing)} either.`]),
    ...(code === 'HISTORY_MISSING' || hasHistory || !needsHistory
      ? []
      : ['It also looks back on past prices: --history FILE.']),
  ]
}

function some(names: readonly string[]): string {
  const more = names.length - namesMax
  return names.slice(0, namesMax).join(', ') + (more > 0 ? ` and ${more} more` : '')
}
