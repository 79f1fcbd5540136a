import type { ServiceErrorCode, StartErrorCode } from './codes.js'

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

/** Why a service did not start. */
export class StartError extends Error {
  override readonly name = 'StartError'
  readonly code: StartErrorCode

  constructor(code: StartErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
