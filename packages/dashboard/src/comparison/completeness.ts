import type { Refusal, SpecView } from '@plimsoll/server/contract'

/** How much of a rule book is published, as one mark: a shape, a word, and the counts behind it. */
export interface Completeness {
  readonly shape: '●' | '◐' | '○' | '◇'
  readonly word: string
  readonly counts: string
}

const origins = ['read', 'third-party', 'derived', 'own', 'missing'] as const

export function completenessOf({ completeness, missing }: Pick<SpecView, 'completeness' | 'missing'>): Completeness {
  const counts = origins.flatMap((origin) => (completeness[origin] > 0 ? [`${completeness[origin]} ${origin}`] : []))
  const said =
    counts.length === 0 ? 'Our own; nothing in it is taken from elsewhere' : `Parameters: ${counts.join(', ')}`
  if (missing.length > 0) return { shape: '○', word: `${missing.length} missing`, counts: said }
  if (completeness['third-party'] > 0) return { shape: '◐', word: 'third-party', counts: said }
  if (completeness.read === 0) return { shape: '◇', word: 'our own', counts: said }
  return { shape: '●', word: 'published', counts: said }
}

const named = 6

/** What a rule book wants that is not there, in words. */
export function wanting({ missing }: Pick<SpecView, 'missing'>, { code, message, where }: Refusal): string {
  if (code === 'SPEC_INCOMPLETE') {
    const needed = /parameters\.(.+)$/.exec(where ?? '')?.[1]
    if (needed === undefined) return message
    const others = missing.filter((name) => name !== needed)
    const list = others.length > named ? [...others.slice(0, named), `${others.length - named} more`] : others
    return `Needs ${needed}, which nobody published${list.length === 0 ? '' : `; neither ${list.join(', ')}`}`
  }
  if (code === 'HISTORY_MISSING') return 'Needs past prices of what the book holds; this market carries none'
  if (code === 'FACT_MISSING') {
    const name = /\.facts\.(.+)$/.exec(where ?? '')?.[1]
    return `Needs an observation that neither the market nor the book carries${name === undefined ? '' : `: ${name}`}`
  }
  return message
}
