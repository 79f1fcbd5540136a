import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { PlimsollError } from 'plimsoll'
import type { ErrorBody } from '../contract/index.js'
import { ServiceError } from '../error/serviceError.js'
import { httpStatusOf, type WireErrorCode } from './errors.js'
import { validationError } from './validationError.js'

/** Fastify's own refusals, in the service's codes. */
const codeOfFastify: Readonly<Record<string, WireErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'MEDIA_TYPE_UNSUPPORTED',
  FST_ERR_CTP_INVALID_JSON_BODY: 'JSON_MALFORMED',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'JSON_MALFORMED',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'REQUEST_MALFORMED',
  FST_ERR_BAD_URL: 'REQUEST_MALFORMED',
  FST_ERR_NOT_FOUND: 'NOT_FOUND',
}

/** Longest value that is sent back; the caller knows what was sent. */
const shownValueMax = 200

/** The one place where an error becomes an answer. */
export function errorReply(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const body = errorBody(error)
  const status = httpStatusOf[body.error.code as WireErrorCode] ?? 500
  if (status >= 500) request.log.error({ err: error }, body.error.code)
  else request.log.debug({ code: body.error.code, where: body.error.where }, 'refused')
  reply.code(status).type('application/json; charset=utf-8').send(JSON.stringify(body))
}

/** An error as the contract's body; what is no refusal of ours says nothing of the inside. */
export function errorBody(error: unknown): ErrorBody {
  if (error instanceof PlimsollError) {
    const { code, message, where, value, expected } = error
    return { error: { code, message, where, expected, ...shown(value) } }
  }
  if (error instanceof ServiceError) {
    const { code, message, details } = error
    return { error: { code, message, ...details, ...shown(details.value) } }
  }
  const failure = error as Partial<FastifyError>
  if (failure.validation !== undefined) return errorBody(validationError(failure as FastifyError))
  const code =
    codeOfFastify[failure.code ?? ''] ??
    (error instanceof SyntaxError && failure.statusCode === 400 ? 'JSON_MALFORMED' : undefined)
  if (code !== undefined) return { error: { code, message: failure.message ?? code } }
  return { error: { code: 'INTERNAL', message: 'The service failed; its log says why under the request id.' } }
}

function shown(value: unknown): { value?: unknown } {
  if (value === undefined) return {}
  if (typeof value === 'number') return { value: Number.isFinite(value) ? value : String(value) }
  if (typeof value === 'boolean' || value === null) return { value }
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return { value: text.length > shownValueMax ? `${text.slice(0, shownValueMax)}…` : text }
}
