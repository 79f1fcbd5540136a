import type { FastifyError, FastifyRequest } from 'fastify'
import { PlimsollError } from 'plimsoll'
import { ServiceError } from '../error/serviceError.js'
import { bodyBytesMax } from './bodyLimit.js'

/** Fastify's own refusals of a body or a path in the service's codes and words; undefined for what is none of them. */
export function bodyError(error: Partial<FastifyError>, request: FastifyRequest): Error | undefined {
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new ServiceError('BODY_TOO_LARGE', `The body is larger than ${bodyBytesMax} bytes.`, {
        where: 'body',
        ...given(request.headers['content-length']),
        expected: `at most ${bodyBytesMax} bytes`,
      })
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new ServiceError('MEDIA_TYPE_UNSUPPORTED', 'Bodies are application/json.', {
        where: 'content-type',
        ...given(request.headers['content-type']),
        expected: 'application/json',
      })
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new PlimsollError('JSON_MALFORMED', { where: 'body', value: '', expected: 'a JSON text' })
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return new PlimsollError('JSON_MALFORMED', { where: 'body', expected: 'a JSON text' })
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new ServiceError('REQUEST_MALFORMED', 'The body is not as long as its content-length says.', {
        where: 'content-length',
        ...given(request.headers['content-length']),
        expected: 'the length of the body in bytes',
      })
    case 'FST_ERR_BAD_URL':
      return new ServiceError('REQUEST_MALFORMED', 'The path holds an escape that is none.', {
        where: 'path',
        value: request.url,
        expected: 'a path whose % escapes are UTF-8',
      })
    case 'FST_ERR_NOT_FOUND':
      return new ServiceError('NOT_FOUND', `There is nothing at ${request.method} ${request.url}.`, { where: 'path' })
  }
  // What the JSON parser refuses beyond grammar: names that would reach into the prototype of objects.
  if (error.statusCode === 400 && error instanceof SyntaxError) {
    return new PlimsollError('JSON_MALFORMED', {
      where: 'body',
      expected: 'a JSON text without fields called __proto__ or constructor',
    })
  }
  return undefined
}

function given(value: string | undefined): { value?: string } {
  return value === undefined ? {} : { value }
}
