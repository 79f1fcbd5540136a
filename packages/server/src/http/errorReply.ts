import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { ErrorBody } from '../contract/index.js'
import { errorBody } from '../error/errorBody.js'
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

/** The one place where an error becomes an answer. */
export function errorReply(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const body = wireBody(error)
  const status = httpStatusOf[body.error.code as WireErrorCode] ?? 500
  if (status >= 500) request.log.error({ err: error }, body.error.code)
  else request.log.debug({ code: body.error.code, where: body.error.where }, 'refused')
  reply.code(status).type('application/json; charset=utf-8').send(JSON.stringify(body))
}

function wireBody(error: unknown): ErrorBody {
  const failure = error as Partial<FastifyError>
  if (failure.validation !== undefined) return errorBody(validationError(failure as FastifyError))
  const code =
    codeOfFastify[failure.code ?? ''] ??
    (error instanceof SyntaxError && failure.statusCode === 400 ? 'JSON_MALFORMED' : undefined)
  return code === undefined ? errorBody(error) : { error: { code, message: failure.message ?? code } }
}
