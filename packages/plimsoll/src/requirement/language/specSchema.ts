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

/**
 * The published JSON Schema (2020-12) of rule books. What it cannot say (that a named scenario set, parameter or volatility row
 * exists) `parseSpec` checks as well.
 *
 * @example
 * import { specSchema } from 'plimsoll'
 * specSchema.$ref // => '#/$defs/MarginSpec'
 */
export const specSchema: JsonSchema & { readonly $schema: string; readonly title: string } = Object.freeze({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Plimsoll margin spec, spec/1',
  ...(local(language) as JsonSchema),
})

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
