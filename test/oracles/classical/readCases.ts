/** One case of a file, with the tolerance that applies to it. */
export interface ReadCase {
  readonly name: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly tolerance: number
}

type Fields = Readonly<Record<string, unknown>>

/**
 * The cases of a file, wherever it keeps them: under `cases` or `rows`, by blocks or at the top, each with what stands around
 * it as common fields. The innermost tolerance counts.
 */
export function readCases(document: unknown, path = '', around: Fields = {}): readonly ReadCase[] {
  if (Array.isArray(document)) return document.flatMap((item, row) => readCases(item, `${path}[${row}]`, around))
  if (typeof document !== 'object' || document === null) return []
  const own = document as Fields
  const nested = Object.entries(own).filter(
    ([key, value]) => /^(blocks|cases|rows|vectors|tests)$/iu.test(key) && Array.isArray(value),
  )
  const fields = { ...around, ...own }
  if (nested.length > 0) {
    const common = Object.fromEntries(Object.entries(fields).filter(([key]) => !nested.some(([name]) => name === key)))
    return nested.flatMap(([key, value]) => readCases(value, `${path}/${String(own.id ?? key)}`, common))
  }
  return [
    { name: `${path} ${String(own.id ?? own.name ?? '')}`.trim(), fields, tolerance: toleranceOf(fields.tolerance) },
  ]
}

function toleranceOf(tolerance: unknown): number {
  if (typeof tolerance === 'number') return tolerance
  if (typeof tolerance === 'object' && tolerance !== null) {
    const numbers = Object.values(tolerance).filter((one) => typeof one === 'number')
    if (numbers.length > 0) return Math.max(...numbers)
  }
  return 1e-6
}
