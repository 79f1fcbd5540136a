import { StartError } from './error/serviceError.js'
import type { Api } from './http/api.js'
import { apiKeyLengthMin } from './http/apiKey.js'
import { isLoopback } from './http/loopback.js'

/** Refuses to be reachable from elsewhere without a key, or with one that can be guessed. */
export function requireSafeBinding(host: string, apiKey: string | undefined): void {
  if (apiKey === undefined ? isLoopback(host) : apiKey.length >= apiKeyLengthMin) return
  const reason =
    apiKey === undefined
      ? `Listening on ${host} would let other machines change accounts. Set PLIMSOLL_API_KEY, or listen on 127.0.0.1.`
      : `The API key is shorter than ${apiKeyLengthMin} characters.`
  throw new StartError('KEY_REQUIRED', reason)
}

/** Starts to listen; the errors that people meet are told in their words. */
export async function listen(api: Api, host: string, port: number): Promise<{ address: string; port: number }> {
  try {
    await api.listen({ host, port })
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') {
      throw new StartError(
        'PORT_BUSY',
        `Port ${port} on ${host} is in use by another program; stop it or choose another --port.`,
        { cause },
      )
    }
    throw new StartError('ADDRESS_UNUSABLE', `Cannot listen on ${host}:${port}: ${message}`, { cause })
  }
  const bound = api.server.address()
  const boundPort = typeof bound === 'object' && bound !== null ? bound.port : port
  return { address: `http://${host.includes(':') ? `[${host}]` : host}:${boundPort}`, port: boundPort }
}
