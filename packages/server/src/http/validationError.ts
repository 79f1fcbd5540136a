import type { FastifyError } from 'fastify'
import { type ErrorDetails, PlimsollError } from 'plimsoll'

/** What AJV says of one failed keyword, with the schema and the data it stood at (`verbose`). */
interface Failure {
  readonly keyword: string
  readonly instancePath: string
  readonly params: Readonly<Record<string, unknown>>
  readonly message?: string
  readonly data?: unknown
  readonly parentSchema?: Readonly<Record<string, unknown>>
}

/** A schema's refusal in the library's words: the same code whether the service or the library finds the fault. */
export function validationError(error: FastifyError): PlimsollError {
  const failures = (error.validation ?? []) as unknown as readonly Failure[]
  // Of a failed choice the choice itself says more than each alternative that did not match.
  const failure = failures.find(({ keyword }) => keyword === 'anyOf') ?? failures[0]
  const part = error.validationContext ?? 'request'
  if (failure === undefined) return new PlimsollError('INPUT_INVALID', { where: part, expected: error.message })
  const where = placeOf(part, failure.instancePath)
  const { keyword, params } = failure
  if (keyword === 'additionalProperties') {
    const field = String(params.additionalProperty)
    const known = Object.keys((failure.parentSchema?.properties as object | undefined) ?? {})
    return new PlimsollError('INPUT_UNKNOWN_FIELD', {
      where: `${where}.${field}`,
      expected: `only the fields ${known.join(', ')}`,
    })
  }
  if (keyword === 'required') {
    return new PlimsollError('INPUT_INVALID', {
      where: `${where}.${String(params.missingProperty)}`,
      expected: 'this field; it is missing',
    })
  }
  const details: ErrorDetails = { where, value: failure.data, expected: expectation(failure) }
  if (typeof failure.data === 'number' && keyword === 'type' && isDecimal(failure)) {
    return new PlimsollError('NUMBER_INSTEAD_OF_DECIMAL', {
      ...details,
      expected: `a decimal string, "${failure.data}"`,
    })
  }
  return new PlimsollError('INPUT_INVALID', details)
}

/** `/quantity` of a body → `body.quantity`; inside a list as the library names it: `/orders/0/price` → `orders[0].price`. */
function placeOf(part: string, path: string): string {
  const inside = path
    .slice(1)
    .replace(/\/(\d+)(?=\/|$)/g, '[$1]')
    .replaceAll('/', '.')
  if (inside.includes('[')) return inside
  return inside === '' ? part : `${part}.${inside}`
}

function isDecimal({ parentSchema }: Failure): boolean {
  return typeof parentSchema?.description === 'string' && parentSchema.description.startsWith('An exact decimal')
}

function expectation(failure: Failure): string {
  const { keyword, params, parentSchema, message = 'another value' } = failure
  const choices = (parentSchema?.anyOf as readonly { readonly const?: unknown }[] | undefined)?.map(
    (choice) => choice.const,
  )
  if (keyword === 'anyOf' && choices?.every((choice) => choice !== undefined)) return `one of ${choices.join(', ')}`
  if (isDecimal(failure)) return 'a decimal string such as "-2.5"'
  if (keyword === 'type') return `a value of type ${String(params.type)}`
  return message
}
