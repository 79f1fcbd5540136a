import type { ErrorBody } from '@plimsoll/server/contract'
import { serverClock } from '../stream/serverClock'
import { apiKey } from './key'

/** A refusal of the service, or of the way to it, with the stable code a person can look up. */
export class ApiError extends Error {
  readonly code: string
  readonly status: number
  readonly where: string | undefined
  readonly expected: string | undefined

  constructor(status: number, error: ErrorBody['error']) {
    super(error.message)
    this.name = 'ApiError'
    this.status = status
    this.code = error.code
    this.where = error.where
    this.expected = error.expected
  }

  /** The last part of `where`, e.g. `quantity` of `/orders/0/quantity`: the field to show the message at. */
  get field(): string | undefined {
    return this.where
      ?.split(/[/.[\]]+/)
      .filter(Boolean)
      .at(-1)
  }
}

interface Options {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly body?: unknown
  /** A body that is JSON already; sent as it is, so that its decimals stay exact. */
  readonly text?: string
  readonly signal?: AbortSignal
}

async function send(path: string, options: Options): Promise<Response> {
  const body = options.text ?? (options.body === undefined ? undefined : JSON.stringify(options.body))
  const headers: Record<string, string> = {}
  if (body !== undefined) headers['content-type'] = 'application/json'
  const key = apiKey()
  if (key !== null) headers.authorization = `Bearer ${key}`
  let response: Response
  try {
    response = await fetch(path, {
      method: options.method ?? 'GET',
      headers,
      ...(body === undefined ? {} : { body }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    })
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiError(0, { code: 'UNREACHABLE', message: 'The service does not answer.' })
  }
  serverClock.observe(Date.parse(response.headers.get('date') ?? ''), Date.now())
  if (response.ok) return response
  throw new ApiError(response.status, await errorOf(response))
}

/** Proxies and crashes answer without our error body; the status then has to be enough. */
async function errorOf(response: Response): Promise<ErrorBody['error']> {
  try {
    const body = (await response.json()) as Partial<ErrorBody>
    if (typeof body.error?.code === 'string' && typeof body.error.message === 'string') return body.error
  } catch {
    // Not JSON: fall through to the status.
  }
  return { code: `HTTP_${response.status}`, message: `The service answered ${response.status}.` }
}

export async function requestJson<T>(path: string, options: Options = {}): Promise<T> {
  const response = await send(path, options)
  return (response.status === 204 ? undefined : await response.json()) as T
}

export async function requestText(path: string, options: Options = {}): Promise<string> {
  return (await send(path, options)).text()
}
