import type { ErrorBody } from '../contract/index.js'
import type { ClearingErrorCode, ServiceErrorCode, StartErrorCode } from './codes.js'

export interface ServiceErrorDetails {
  readonly where?: string
  readonly value?: unknown
  readonly expected?: string
}

/** A refusal by the service; nothing has been changed when it is thrown. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError'
  readonly code: ServiceErrorCode
  readonly details: ServiceErrorDetails

  constructor(code: ServiceErrorCode, message: string, details: ServiceErrorDetails = {}, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.details = details
  }
}

/** A refusal that was written where the question was answered: on another thread. */
export class RefusedQuestion extends Error {
  override readonly name = 'RefusedQuestion'
  readonly body: ErrorBody['error']

  constructor(body: ErrorBody['error']) {
    super(body.message)
    this.body = body
  }
}

/** Why a service did not start. */
export class StartError extends Error {
  override readonly name = 'StartError'
  readonly code: StartErrorCode

  constructor(code: StartErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** Why the clearing host did not decide a command, could not keep it, or did not open. */
export class ClearingError extends Error {
  override readonly name = 'ClearingError'
  readonly code: ClearingErrorCode

  constructor(code: ClearingErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
