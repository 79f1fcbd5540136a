/** JSON for programs: two spaces of indentation, a final line end, what is not finite as null, big integers as text. */
export function toJson(value: unknown): string {
  return `${JSON.stringify(value, replace, 2)}\n`
}

function replace(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  return typeof value === 'number' && !Number.isFinite(value) ? null : value
}
