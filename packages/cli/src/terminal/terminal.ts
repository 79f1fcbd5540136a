import { type Paint, paintFor } from './paint.js'

/** Where a command reads and writes. Commands get it as an argument, so that a test can look at what they wrote. */
export interface Terminal {
  /** Standard input, in pieces. */
  readonly input: AsyncIterable<Uint8Array | string>
  readonly write: (text: string) => void
  readonly writeError: (text: string) => void
  readonly paint: Paint
  readonly errorPaint: Paint
  /** Width of standard output; undefined when it is no terminal, and nothing then has to fit. */
  readonly columns: number | undefined
  /** Whether a line on standard error may be overwritten by the next. */
  readonly progress: boolean
  /** Show stacks of errors. */
  readonly debug: boolean
}

/** The process's own streams. `NO_COLOR` and `TERM=dumb` are respected, `FORCE_COLOR` too. */
export function processTerminal(): Terminal {
  // A reader that has seen enough (`plimsoll … | head`) closes the pipe; that is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  return {
    input: process.stdin,
    write: (text) => void process.stdout.write(text),
    writeError: (text) => void process.stderr.write(text),
    paint: paintFor(colourOf(process.stdout, process.env)),
    errorPaint: paintFor(colourOf(process.stderr, process.env)),
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    progress: process.stderr.isTTY === true && process.env.TERM !== 'dumb',
    debug: process.env.PLIMSOLL_DEBUG === '1',
  }
}

/** Whether a stream gets colour: https://no-color.org, then https://force-color.org, then a terminal that is not dumb. */
export function colourOf(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  if ((env.NO_COLOR ?? '') !== '') return false
  if ((env.FORCE_COLOR ?? '') !== '') return env.FORCE_COLOR !== '0'
  return stream.isTTY === true && env.TERM !== 'dumb'
}
