import { readFile, stat } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { CliError } from '../error/cliError.js'
import type { Terminal } from '../terminal/terminal.js'

/** Standard input as it is named in messages. */
export const standardInput = 'standard input'
const bytesMax = 256 * 1024 * 1024

/** A file as it is named in messages. */
export function nameOf(file: string): string {
  return file === '-' ? standardInput : file
}

/** The text of a file, or of standard input for `-`; compressed content is recognised by its first bytes. */
export async function readText(file: string, terminal: Terminal): Promise<string> {
  const name = nameOf(file)
  const bytes = unpacked(file === '-' ? await readInput(terminal) : await readBytes(file), name)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new CliError('FILE_NOT_TEXT', 'is not UTF-8 text.', name, { cause })
  }
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file)
    if (size > bytesMax) throw tooLarge(file)
    return await readFile(file)
  } catch (cause) {
    throw cause instanceof CliError ? cause : fileError(file, cause)
  }
}

/** An error of the file system in words. */
export function fileError(file: string, cause: unknown): CliError {
  const code = (cause as NodeJS.ErrnoException).code
  if (code === 'ENOENT') return new CliError('FILE_MISSING', 'there is no such file.', file, { cause })
  if (code === 'EISDIR')
    return new CliError('FILE_IS_DIRECTORY', 'is a folder; give the name of a file.', file, { cause })
  const reason = code === 'EACCES' ? 'no permission' : cause instanceof Error ? cause.message : String(cause)
  return new CliError('FILE_UNREADABLE', `cannot be read: ${reason}.`, file, { cause })
}

async function readInput(terminal: Terminal): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of terminal.input) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece
    size += bytes.length
    if (size > bytesMax) throw tooLarge(standardInput)
    pieces.push(bytes)
  }
  return Buffer.concat(pieces)
}

function unpacked(bytes: Uint8Array, name: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  try {
    return gunzipSync(bytes, { maxOutputLength: bytesMax })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(name)
    throw gzipError(name, cause)
  }
}

/** An error of zlib in words. */
export function gzipError(name: string, cause: unknown): CliError {
  const what =
    (cause as NodeJS.ErrnoException).code === 'Z_BUF_ERROR'
      ? 'ends before its end: the compressed data are truncated.'
      : 'is damaged: it cannot be unpacked.'
  return new CliError('GZIP_DAMAGED', what, name, { cause })
}

function tooLarge(name: string): CliError {
  return new CliError('FILE_TOO_LARGE', 'is larger than 256 MiB.', name)
}
