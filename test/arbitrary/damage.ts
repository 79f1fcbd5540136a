/** Paths of all fields and items of a document. */
export function pathsOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, item]) => [[...path, name], ...pathsOf(item, [...path, name])])
}

/** The document with something else at a path, or without the field where it is undefined. */
export function damaged(value: unknown, path: readonly string[], by: unknown): unknown {
  const [first, ...rest] = path
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>
  if (rest.length > 0) copy[first!] = damaged(copy[first!], rest, by)
  else if (by === undefined && !Array.isArray(copy)) delete copy[first!]
  else copy[first!] = by
  return copy
}
