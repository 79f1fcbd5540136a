import { join } from 'node:path'
import { main } from '../src/main.js'
import { paintFor } from '../src/terminal/paint.js'

/** What a command line wrote and how it ended. */
export interface Captured {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface CaptureOptions {
  readonly input?: string | Uint8Array
  readonly columns?: number
  readonly colour?: boolean
}

const examplesFolder = new URL('../../../examples/', import.meta.url).pathname

/** Path of an example document. */
export function example(name: string): string {
  return join(examplesFolder, name)
}

/** Runs a command line in this process. */
export async function capture(words: readonly string[], options: CaptureOptions = {}): Promise<Captured> {
  let out = ''
  let err = ''
  const paint = paintFor(options.colour === true)
  const { input } = options
  const code = await main(words, {
    input: (async function* () {
      if (input !== undefined) yield input
    })(),
    write: (text) => {
      out += text
    },
    writeError: (text) => {
      err += text
    },
    paint,
    errorPaint: paint,
    columns: options.columns,
    progress: false,
    debug: false,
  })
  return { code, out, err }
}

/** Runs a command line with --json, which must succeed, and reads its answer. */
export async function answer<Shape>(words: readonly string[], options: CaptureOptions = {}): Promise<Shape> {
  const { code, out, err } = await capture([...words, '--json'], options)
  if (code !== 0 && code !== 4) throw new Error(`exit ${code}: ${err}`)
  return JSON.parse(out) as Shape
}
