import type { SpecView } from '@plimsoll/server/contract'

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
export function wanting(spec: Pick<SpecView, 'missing' | 'facts'>, code: string, message: string): string {
  if (code === 'SPEC_INCOMPLETE') {
    const { missing } = spec
    const list = missing.length > named ? [...missing.slice(0, named), `and ${missing.length - named} more`] : missing
    return `Parameters that nobody published: ${list.join(', ')}`
  }
  if (code === 'HISTORY_MISSING') return 'Past prices of what the book holds; this market carries none'
  if (code === 'FACT_MISSING') {
    const name = /^\S+?\.facts\.([^:\s]+)/.exec(message)?.[1]
    return `An observation that the market does not carry${name === undefined ? '' : `: ${name}`}`
  }
  return message
}
