import { expect } from 'vitest'

/** Fields of a case whose spelling is known only by its kind: read by pattern, and none may stay unread. */
export interface LooseFields {
  /** The first number whose name matches, in the order of the patterns. */
  number(...patterns: readonly RegExp[]): number | undefined
  /** The same, where the case must have it. */
  required(what: string, ...patterns: readonly RegExp[]): number
  text(...patterns: readonly RegExp[]): string | undefined
  value(...patterns: readonly RegExp[]): unknown
  has(...patterns: readonly RegExp[]): boolean
  /** Fails where a field is left that nobody asked for. */
  expectAllRead(where: string): void
}

export function looseFields(fields: Readonly<Record<string, unknown>>): LooseFields {
  const read = new Set<string>()
  const find = (patterns: readonly RegExp[], fits: (value: unknown) => boolean): string | undefined => {
    for (const pattern of patterns) {
      const name = Object.keys(fields).find((key) => !read.has(key) && pattern.test(key) && fits(fields[key]))
      if (name !== undefined) return name
    }
    return undefined
  }
  const take = (name: string | undefined): unknown => {
    if (name === undefined) return undefined
    read.add(name)
    return fields[name]
  }
  const isNumber = (value: unknown): boolean => typeof value === 'number'
  const number = (...patterns: readonly RegExp[]): number | undefined =>
    take(find(patterns, isNumber)) as number | undefined
  return {
    number,
    required(what, ...patterns) {
      const found = number(...patterns)
      expect(found, `${what} among ${Object.keys(fields).join(', ')}`).toBeDefined()
      return found!
    },
    text: (...patterns) => take(find(patterns, (value) => typeof value === 'string')) as string | undefined,
    value: (...patterns) => take(find(patterns, () => true)),
    has: (...patterns) => find(patterns, () => true) !== undefined,
    expectAllRead(where) {
      const left = Object.keys(fields).filter((name) => !read.has(name) && !/^(note|comment|source|unit)/iu.test(name))
      expect(left, `fields of ${where} that nobody reads`).toEqual([])
    },
  }
}
