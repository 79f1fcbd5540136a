import { language } from './language.js'

/** A JSON Schema, as far as the language uses it. */
export interface JsonSchema {
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, JsonSchema>>
  readonly type?: string
  readonly const?: string | number | boolean
  readonly anyOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean
  readonly items?: JsonSchema
  readonly minItems?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly pattern?: string
  readonly minLength?: number
  readonly description?: string
}

/** Keywords of JSON Schema; an object with the second written out would pass for a promise. */
const branch = ['if', 'then'] as const

const tags = ['node', 'profile', 'kind', 'mode', 'model'] as const

/** The language’s schema with unions as they are: what our own reader walks, choosing a member by its tag. */
export const languageSchema: JsonSchema = Object.freeze(local(language) as JsonSchema)

/**
 * The published JSON Schema (2020-12) of rule books. What it cannot say (that a named scenario set, parameter or volatility row
 * exists) `parseSpec` checks as well.
 *
 * @example
 * import { specSchema } from 'plimsoll'
 * specSchema.$ref // => '#/$defs/MarginSpec'
 */
export const specSchema: Readonly<Record<string, unknown>> = Object.freeze({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Plimsoll margin spec, spec/1',
  $ref: languageSchema.$ref,
  $defs: Object.fromEntries(
    Object.entries(languageSchema.$defs ?? {}).map(([name, schema]) => [name, branched(schema)]),
  ),
})

/**
 * A union of tagged objects as branches on the tag. A plain `anyOf` makes a validator try every member on every child, which is
 * exponential in the depth of a tree.
 */
function branched(schema: JsonSchema): unknown {
  const members = (schema.anyOf ?? []).map((member) => ({ schema: member, open: opened(member) }))
  const tag = tags.find(
    (name) => members.length > 1 && members.every(({ open }) => open.properties?.[name] !== undefined),
  )
  if (tag === undefined) return schema
  const words = members.map(({ open }) => constantsOf(open.properties![tag]!))
  const always = members.every(({ open }) => open.required?.includes(tag))
  return {
    ...(schema.description === undefined ? {} : { description: schema.description }),
    type: 'object',
    ...(always ? { required: [tag] } : {}),
    properties: { [tag]: { enum: words.flat() } },
    allOf: members.map(({ schema: member, open }, row) => {
      const named = { required: [tag], properties: { [tag]: { enum: words[row] } } }
      const condition = open.required?.includes(tag) ? named : { anyOf: [{ not: { required: [tag] } }, named] }
      return Object.fromEntries([condition, member].map((part, place) => [branch[place]!, part]))
    }),
  }
}

function opened(schema: JsonSchema): JsonSchema {
  return schema.$ref === undefined ? schema : languageSchema.$defs![schema.$ref.slice('#/$defs/'.length)]!
}

function constantsOf(schema: JsonSchema): readonly unknown[] {
  return schema.const === undefined ? (schema.anyOf ?? []).flatMap(constantsOf) : [schema.const]
}

/** References by place in this document instead of by name. */
function local(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(local)
  if (typeof schema !== 'object' || schema === null) return schema
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => key !== '$id' || typeof value !== 'string')
      .map(([key, value]) => [key, key === '$ref' && typeof value === 'string' ? `#/$defs/${value}` : local(value)]),
  )
}
