import type { ComparedNumbers, ComparisonRow, Refusal, SpecView } from '@plimsoll/server/contract'

/** A rule book with what it asks of the book. */
export interface Compared {
  readonly spec: SpecView
  readonly numbers: ComparedNumbers
  /** Capital over that of the cheapest rule book that asks for any; null without such, or in another currency. */
  readonly multiple: number | null
}

export interface Unevaluated {
  readonly spec: SpecView
  readonly refusal: Refusal
}

export interface Joined {
  readonly compared: readonly Compared[]
  readonly unevaluated: readonly Unevaluated[]
}

/** The rows of a comparison with their rule books. */
export function joined(rows: readonly ComparisonRow[], specs: readonly SpecView[], ownSpecId: string): Joined {
  const known = new Map(specs.map((spec) => [spec.id, spec]))
  const currency = (rows.find((row) => row.specId === ownSpecId) ?? rows[0])?.numbers?.currency
  const capitals = rows.flatMap(({ numbers }) =>
    numbers !== null && numbers.currency === currency && numbers.capital > 0 ? [numbers.capital] : [],
  )
  const cheapest = capitals.length === 0 ? null : Math.min(...capitals)
  const compared: Compared[] = []
  const unevaluated: Unevaluated[] = []
  for (const { specId, numbers, refusal } of rows) {
    const spec = known.get(specId)
    if (spec === undefined) continue
    if (numbers !== null) {
      const multiple = cheapest === null || numbers.currency !== currency ? null : numbers.capital / cheapest
      compared.push({ spec, numbers, multiple })
    } else if (refusal !== null) unevaluated.push({ spec, refusal })
  }
  return { compared, unevaluated }
}

export type SortKey = 'title' | 'capital' | 'initial' | 'maintenance' | 'health' | 'worst' | 'asOf' | 'published'

export interface Sorting {
  readonly key: SortKey
  readonly isDescending: boolean
}

const textOf: Partial<Readonly<Record<SortKey, (row: Compared) => string>>> = {
  title: ({ spec }) => spec.title,
  worst: ({ numbers }) => numbers.worst?.label ?? '',
  asOf: ({ spec }) => spec.asOf,
}

function numberOf({ spec, numbers }: Compared, key: SortKey): number {
  switch (key) {
    case 'health':
      // Endless where nothing is required.
      return numbers.health ?? Number.POSITIVE_INFINITY
    case 'published':
      return spec.missing.length * 1000 + spec.completeness['third-party']
    case 'initial':
    case 'maintenance':
      return numbers[key]
    default:
      return numbers.capital
  }
}

/** Sorted by one column; equal ones by title, so that rows do not change places from tick to tick. */
export function sorted(rows: readonly Compared[], { key, isDescending }: Sorting): readonly Compared[] {
  const text = textOf[key]
  const order = (a: Compared, b: Compared): number => {
    if (text !== undefined) return text(a).localeCompare(text(b), 'en')
    const [first, second] = [numberOf(a, key), numberOf(b, key)]
    return first === second ? 0 : first - second
  }
  return [...rows].sort(
    (a, b) => (isDescending ? -1 : 1) * order(a, b) || a.spec.title.localeCompare(b.spec.title, 'en'),
  )
}

/** The two whose difference is shown: a third choice replaces the older of the two. */
export function chosen(pair: readonly string[], id: string): readonly string[] {
  return pair.includes(id) ? pair.filter((one) => one !== id) : [...pair, id].slice(-2)
}
