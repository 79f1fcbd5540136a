export type { ClearingHost, ClearingStatus, ClearingWarning } from './clearing/host.js'
export { type ClearingOptions, openClearing } from './clearing/openClearing.js'
export * from './contract/index.js'
export {
  type ClearingErrorCode,
  clearingErrorCodes,
  type ServiceErrorCode,
  type StartErrorCode,
  serviceErrorCodes,
  startErrorCodes,
} from './error/codes.js'
export { ClearingError, ServiceError, StartError } from './error/serviceError.js'
export * from './feed/index.js'
export { httpStatusOf, type WireErrorCode } from './http/errors.js'
export type { ServiceOptions, VenueOptions } from './options.js'
export { createService, type Service } from './service.js'
export { version } from './version.js'
