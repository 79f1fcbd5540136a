import fc from 'fast-check'
import type { JsonSchema } from 'plimsoll'

/** Where a value stands: the field that holds it, and the definition whose field it is. */
export interface Place {
  readonly field: string
  readonly owner: string
}

/** What a schema leaves open and only the meaning of a field can say. */
export interface Choices {
  number(place: Place, schema: JsonSchema): fc.Arbitrary<number>
  text(place: Place): fc.Arbitrary<string>
  /** Names of the entries of a record. */
  keys(place: Place): readonly string[]
  /** Brings a definition's random value into an order that the schema cannot ask for. */
  readonly repairs: Readonly<Record<string, (value: never) => unknown>>
  /** In the place of what a definition says. */
  readonly definitions: Readonly<Record<string, fc.Arbitrary<unknown>>>
}

const itemsMax = 3

/**
 * Random values of the definitions of a JSON Schema, so that what is added to the schema later is drawn without a change
 * here. Unions take part in the depth: at depth 0 only their shallowest members are drawn.
 */
export function fromSchema(
  defs: Readonly<Record<string, JsonSchema>>,
  choices: Choices,
): (definition: string, depth: number) => fc.Arbitrary<unknown> {
  const known = new Map<string, fc.Arbitrary<unknown>>()
  const heights = heightsOf(defs)

  function definition(name: string, depth: number): fc.Arbitrary<unknown> {
    const own = choices.definitions[name]
    if (own !== undefined) return own
    const left = isUnion(defs[name]!) ? depth - 1 : depth
    const key = `${name} ${Math.max(left, 0)}`
    let arbitrary = known.get(key)
    if (arbitrary === undefined) {
      const repair = choices.repairs[name] as ((value: unknown) => unknown) | undefined
      const plain = drawn(defs[name]!, { field: name, owner: name }, Math.max(left, 0))
      arbitrary = repair === undefined ? plain : plain.map(repair)
      known.set(key, arbitrary)
    }
    return arbitrary
  }

  function drawn(schema: JsonSchema, place: Place, depth: number): fc.Arbitrary<unknown> {
    if (schema.$ref !== undefined) return definition(nameOf(schema), depth)
    if (schema.anyOf !== undefined) return union(schema.anyOf, place, depth)
    if (schema.const !== undefined) return fc.constant(schema.const)
    switch (schema.type) {
      case 'number':
      case 'integer':
        return choices.number(place, schema)
      case 'string':
        return choices.text(place)
      case 'boolean':
        return fc.boolean()
      case 'null':
        return fc.constant(null)
      case 'array':
        return list(schema, place, depth)
      default:
        return record(schema, place, depth)
    }
  }

  function union(members: readonly JsonSchema[], place: Place, depth: number): fc.Arbitrary<unknown> {
    const shallowest = Math.min(...members.map((member) => heights.of(member)))
    const open = members.filter((member) => heights.of(member) <= Math.max(depth, shallowest))
    // Where a tree may go on it mostly does.
    const arbitraries = open.map((member) => ({
      arbitrary: drawn(member, place, depth),
      weight: heights.of(member) > shallowest ? 4 : 1,
    }))
    return fc.oneof(...arbitraries)
  }

  function list(schema: JsonSchema, place: Place, depth: number): fc.Arbitrary<unknown> {
    const minLength = schema.minItems ?? 0
    const maxLength = heights.of(schema.items!) <= depth ? Math.max(itemsMax, minLength) : minLength
    if (maxLength === 0) return fc.constant([])
    return fc.array(drawn(schema.items!, place, depth), { minLength, maxLength })
  }

  function record(
    { properties, patternProperties, required = [] }: JsonSchema,
    place: Place,
    depth: number,
  ): fc.Arbitrary<unknown> {
    if (patternProperties !== undefined) {
      const [of] = Object.values(patternProperties)
      const value = heights.of(of!) <= depth ? drawn(of!, place, depth) : undefined
      return value === undefined
        ? fc.constant({})
        : fc.dictionary(fc.constantFrom(...choices.keys(place)), value, { maxKeys: itemsMax, noNullPrototype: true })
    }
    const fields: Record<string, fc.Arbitrary<unknown>> = {}
    for (const [field, of] of Object.entries(properties ?? {})) {
      const needed = required.includes(field)
      if (!needed && (field === 'label' || heights.of(of) > depth)) continue
      fields[field] = drawn(of, { field, owner: place.owner }, depth)
    }
    return fc.record(fields, { requiredKeys: [...required], noNullPrototype: true })
  }

  return definition
}

function nameOf(schema: JsonSchema): string {
  return schema.$ref!.slice('#/$defs/'.length)
}

function isUnion(schema: JsonSchema): boolean {
  return schema.anyOf !== undefined
}

/** The least number of unions that a value of a schema passes through. */
function heightsOf(defs: Readonly<Record<string, JsonSchema>>): { of(schema: JsonSchema): number } {
  const heights = new Map<string, number>(Object.keys(defs).map((name) => [name, Number.POSITIVE_INFINITY]))
  const of = (schema: JsonSchema): number => {
    if (schema.$ref !== undefined) return heights.get(nameOf(schema))!
    if (schema.anyOf !== undefined) return Math.min(...schema.anyOf.map(of))
    if (schema.type === 'array') return (schema.minItems ?? 0) > 0 ? of(schema.items!) : 0
    return Math.max(0, ...(schema.required ?? []).map((field) => of(schema.properties![field]!)))
  }
  for (let changed = true; changed; ) {
    changed = false
    for (const [name, schema] of Object.entries(defs)) {
      const height = of(schema) + (isUnion(schema) ? 1 : 0)
      if (height < heights.get(name)!) {
        heights.set(name, height)
        changed = true
      }
    }
  }
  return { of }
}
