import { PlimsollError } from 'plimsoll'
import type { ErrorBody } from '../contract/index.js'
import { RefusedQuestion, ServiceError } from './serviceError.js'

/** Longest value that is sent back; the caller knows what was sent. */
const shownValueMax = 200

/** An error as the contract's body; what is no refusal of ours says nothing of the inside. */
export function errorBody(error: unknown): ErrorBody {
  if (error instanceof PlimsollError) {
    const { code, message, where, value, expected } = error
    return { error: { code, message, where, expected, ...shown(value) } }
  }
  if (error instanceof RefusedQuestion) return { error: error.body }
  if (error instanceof ServiceError) {
    const { code, message, details } = error
    return { error: { code, message, ...details, ...shown(details.value) } }
  }
  return { error: { code: 'INTERNAL', message: 'The service failed; its log says why under the request id.' } }
}

function shown(value: unknown): { value?: unknown } {
  if (value === undefined) return {}
  if (typeof value === 'number') return { value: Number.isFinite(value) ? value : String(value) }
  if (typeof value === 'boolean' || value === null) return { value }
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return { value: text.length > shownValueMax ? `${text.slice(0, shownValueMax)}…` : text }
}
