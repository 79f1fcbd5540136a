/** A figure that stands in the rule book’s table of parameters. */
export interface ParameterReference {
  readonly parameter: string
}

/** A document in which any number may be a reference. */
export type Referenced<Document> = Document extends number
  ? number | ParameterReference
  : Document extends string | boolean | undefined
    ? Document
    : Document extends readonly (infer Item)[]
      ? readonly Referenced<Item>[]
      : { readonly [Key in keyof Document]: Referenced<Document[Key]> }

/** Documents without references: nobody goes through them twice. */
const plain = new WeakSet<object>()
const made = new WeakMap<object, { readonly values: string; readonly document: unknown }>()

/**
 * The document with every reference replaced; the very same object where it has none, and where its parameters are what they
 * were the last time.
 */
export function resolved<Document extends object>(
  document: Referenced<Document>,
  numberOf: (parameter: string) => number,
): Document {
  if (plain.has(document)) return document as Document
  const used: string[] = []
  const fresh = replaced(document, (parameter) => {
    const value = numberOf(parameter)
    used.push(`${parameter}=${value}`)
    return value
  })
  const key = document as object
  if (used.length === 0 && fresh === document) {
    plain.add(key)
    return fresh as Document
  }
  const values = used.join(';')
  const known = made.get(key)
  if (known?.values === values) return known.document as Document
  made.set(key, { values, document: fresh })
  return fresh as Document
}

function replaced(value: unknown, numberOf: (parameter: string) => number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => replaced(item, numberOf))
    return items.some((item, row) => item !== value[row]) ? items : value
  }
  if ('parameter' in value && typeof value.parameter === 'string') return numberOf(value.parameter)
  const entries = Object.entries(value).map(([key, item]) => [key, replaced(item, numberOf), item] as const)
  if (entries.every(([, after, before]) => after === before)) return value
  return Object.fromEntries(entries.map(([key, after]) => [key, after]))
}
