import { Compile } from 'typebox/compile'
import type { RawData } from 'ws'
import { ClientMessage } from '../contract/index.js'

const compiled = Compile(ClientMessage)

/** What a client said, or why it is not what the contract defines. */
export function readClientMessage(
  data: RawData,
  isBinary: boolean,
): ClientMessage | { readonly error: { code: string; message: string } } {
  const refused = (message: string) => ({ error: { code: 'MESSAGE_INVALID', message } })
  if (isBinary) return refused('Messages are JSON text.')
  let value: unknown
  try {
    value = JSON.parse(data.toString())
  } catch {
    return refused('The message is not JSON.')
  }
  return compiled.Check(value)
    ? value
    : refused(
        'A message is {"type":"watch","account":"<id>"}, the account null to watch none, or {"type":"watch-venue","on":true}, or the same with "watch-rehearsal".',
      )
}
