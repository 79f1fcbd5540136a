import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { ErrorBody } from '../contract/index.js'
import { errorBody } from '../error/errorBody.js'
import { bodyError } from './bodyError.js'
import { httpStatusOf, type WireErrorCode } from './errors.js'
import { validationError } from './validationError.js'

/** The one place where an error becomes an answer. */
export function errorReply(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const body = wireBody(error, request)
  const status = httpStatusOf[body.error.code as WireErrorCode] ?? 500
  if (status >= 500) request.log.error({ err: error }, body.error.code)
  else request.log.debug({ code: body.error.code, where: body.error.where }, 'refused')
  reply.code(status).type('application/json; charset=utf-8').send(JSON.stringify(body))
}

function wireBody(error: unknown, request: FastifyRequest): ErrorBody {
  const failure = error as Partial<FastifyError>
  if (failure.validation !== undefined) return errorBody(validationError(failure as FastifyError))
  return errorBody(bodyError(failure, request) ?? error)
}
