import type { JsonSchema } from './language/specSchema.js'

/** What is wrong with a document, where. */
export interface Flaw {
  readonly where: string
  readonly value: unknown
  readonly expected: string
}

const depthMax = 200
/** Fields whose constant says which member of a union is meant. */
const discriminators = ['node', 'profile', 'kind', 'mode', 'rule', 'model'] as const

/**
 * The first flaw of a document under a schema, named as a person would: of a union the member that the document’s own tag
 * chooses is checked, so that the complaint is about the field that is wrong and not about the union.
 */
export function flawOf(value: unknown, root: JsonSchema, where: string): Flaw | undefined {
  return check(value, root, where, root.$defs ?? {}, 0)
}

type Definitions = Readonly<Record<string, JsonSchema>>

function check(value: unknown, schema: JsonSchema, where: string, defs: Definitions, depth: number): Flaw | undefined {
  if (depth > depthMax) return { where, value: '…', expected: `a document no deeper than ${depthMax} levels` }
  if (schema.$ref !== undefined) return check(value, deref(schema, defs), where, defs, depth)
  if (schema.anyOf !== undefined) return checkUnion(value, schema, where, defs, depth)
  if (schema.const !== undefined) {
    return value === schema.const ? undefined : { where, value, expected: JSON.stringify(schema.const) }
  }
  switch (schema.type) {
    case 'number':
    case 'integer':
      return checkNumber(value, schema, where)
    case 'string':
      return checkString(value, schema, where)
    case 'boolean':
      return typeof value === 'boolean' ? undefined : { where, value, expected: 'true or false' }
    case 'null':
      return value === null ? undefined : { where, value, expected: 'null' }
    case 'array':
      return checkArray(value, schema, where, defs, depth)
    default:
      return checkObject(value, schema, where, defs, depth)
  }
}

function deref(schema: JsonSchema, defs: Definitions): JsonSchema {
  return schema.$ref === undefined ? schema : defs[schema.$ref.slice('#/$defs/'.length)]!
}

function checkNumber(value: unknown, schema: JsonSchema, where: string): Flaw | undefined {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, type } = schema
  const fits =
    typeof value === 'number' &&
    Number.isFinite(value) &&
    (type !== 'integer' || Number.isInteger(value)) &&
    (minimum === undefined || value >= minimum) &&
    (maximum === undefined || value <= maximum) &&
    (exclusiveMinimum === undefined || value > exclusiveMinimum) &&
    (exclusiveMaximum === undefined || value < exclusiveMaximum)
  if (fits) return undefined
  const bounds = [
    minimum === undefined ? '' : `at least ${minimum}`,
    exclusiveMinimum === undefined ? '' : `above ${exclusiveMinimum}`,
    maximum === undefined ? '' : `at most ${maximum}`,
    exclusiveMaximum === undefined ? '' : `below ${exclusiveMaximum}`,
  ].filter((bound) => bound !== '')
  const noun = type === 'integer' ? 'a whole number' : 'a finite number'
  return { where, value, expected: [noun, ...bounds].join(', ') }
}

function checkString(value: unknown, { pattern, minLength }: JsonSchema, where: string): Flaw | undefined {
  if (typeof value !== 'string') return { where, value, expected: 'a text' }
  if (minLength !== undefined && value.length < minLength) return { where, value, expected: 'a text that is not empty' }
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(value)) {
    return { where, value, expected: `a text of the form ${pattern}` }
  }
  return undefined
}

function checkArray(
  value: unknown,
  schema: JsonSchema,
  where: string,
  defs: Definitions,
  depth: number,
): Flaw | undefined {
  if (!Array.isArray(value)) return { where, value, expected: 'a list' }
  if (schema.minItems !== undefined && value.length < schema.minItems) {
    return { where, value, expected: `a list of at least ${schema.minItems}` }
  }
  for (const [row, item] of value.entries()) {
    const flaw = check(item, schema.items!, `${where}[${row}]`, defs, depth + 1)
    if (flaw !== undefined) return flaw
  }
  return undefined
}

function checkObject(
  value: unknown,
  schema: JsonSchema,
  where: string,
  defs: Definitions,
  depth: number,
): Flaw | undefined {
  if (!isRecord(value)) return { where, value, expected: schema.description ?? 'an object' }
  const properties = schema.properties ?? {}
  const others = schema.patternProperties === undefined ? undefined : Object.values(schema.patternProperties)[0]
  // A field that nobody knows first: it is often the missing one, misspelt.
  for (const [name, item] of Object.entries(value)) {
    if (!Object.hasOwn(properties, name) && others === undefined) {
      return {
        where: `${where}.${name}`,
        value: item,
        expected: `only the fields ${Object.keys(properties).join(', ')}`,
      }
    }
  }
  for (const name of schema.required ?? []) {
    if (value[name] === undefined)
      return { where: `${where}.${name}`, value: undefined, expected: expectation(properties[name]!, defs) }
  }
  for (const [name, item] of Object.entries(value)) {
    const property = Object.hasOwn(properties, name) ? properties[name] : others
    if (property === undefined) continue
    const flaw = check(item, property, `${where}.${name}`, defs, depth + 1)
    if (flaw !== undefined) return flaw
  }
  return undefined
}

function checkUnion(
  value: unknown,
  schema: JsonSchema,
  where: string,
  defs: Definitions,
  depth: number,
): Flaw | undefined {
  const members = membersOf(schema, defs)
  if (!isRecord(value)) {
    const simple = members.filter(
      (member) => member.const !== undefined || (member.type !== undefined && member.type !== 'object'),
    )
    const typed = simple.filter((member) => member.const === undefined && member.type === jsonType(value))
    if (typed.length > 0) return check(value, typed[0]!, where, defs, depth)
    if (simple.some((member) => member.const !== undefined && member.const === value)) return undefined
    return { where, value, expected: expectation(schema, defs) }
  }
  const objects = members.filter((member) => member.type === 'object')
  if ('parameter' in value) {
    const reference = objects.find((member) => member.required?.includes('parameter'))
    if (reference !== undefined) return check(value, reference, where, defs, depth)
  }
  for (const tag of discriminators) {
    const tagged = objects.filter((member) => member.properties?.[tag] !== undefined)
    if (tagged.length === 0) continue
    const chosen = tagged.find((member) => constants(member.properties![tag]!).includes(value[tag] as string))
    if (chosen !== undefined) return check(value, chosen, where, defs, depth)
    const untagged = value[tag] === undefined && tagged.find((member) => !member.required?.includes(tag))
    if (untagged) return check(value, untagged, where, defs, depth)
    const known = tagged.flatMap((member) => constants(member.properties![tag]!))
    return { where: `${where}.${tag}`, value: value[tag], expected: `one of ${known.join(', ')}` }
  }
  return objects.length === 1
    ? check(value, objects[0]!, where, defs, depth)
    : { where, value, expected: expectation(schema, defs) }
}

/** A union’s members with unions inside it opened. */
function membersOf(schema: JsonSchema, defs: Definitions): readonly JsonSchema[] {
  const open = deref(schema, defs)
  return open.anyOf === undefined ? [open] : open.anyOf.flatMap((member) => membersOf(member, defs))
}

function constants(schema: JsonSchema): readonly unknown[] {
  return schema.const === undefined ? (schema.anyOf ?? []).flatMap(constants) : [schema.const]
}

function expectation(schema: JsonSchema, defs: Definitions): string {
  const open = deref(schema, defs)
  const hasObjects = open.anyOf?.some((member) => deref(member, defs).type === 'object' || member.$ref !== undefined)
  if (hasObjects === true && open.description !== undefined) return open.description
  const known = constants(open)
  if (known.length > 0) return `one of ${known.map(String).join(', ')}`
  if (open.anyOf !== undefined) return [...new Set(open.anyOf.map((member) => expectation(member, defs)))].join(', or ')
  const nouns: Readonly<Record<string, string>> = {
    number: 'a finite number',
    integer: 'a whole number',
    string: 'a text',
    array: 'a list',
    boolean: 'true or false',
    null: 'null',
  }
  const reference =
    open.required?.length === 1 && open.required[0] === 'parameter' ? 'a reference to a parameter' : undefined
  return nouns[open.type ?? ''] ?? reference ?? open.description ?? 'an object'
}

function jsonType(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
