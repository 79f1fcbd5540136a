import type { ExitCode } from '../exitCode.js'
import { toJson } from '../output/json.js'
import type { Terminal } from '../terminal/terminal.js'
import { describeError } from './describeError.js'

/** Writes an error to standard error, as a line or as JSON, and gives the exit code that it asks for. */
export function reportError(error: unknown, terminal: Terminal, asJson: boolean): ExitCode {
  const { exit, hint, ...described } = describeError(error)
  if (asJson) {
    terminal.writeError(toJson({ error: described }))
    return exit
  }
  const file = described.file === undefined ? '' : `${described.file}: `
  terminal.writeError(`${terminal.errorPaint.red('error')} ${described.code}: ${file}${described.message}\n`)
  if (hint !== undefined) terminal.writeError(`${hint}\n`)
  if (terminal.debug && error instanceof Error) terminal.writeError(`${error.stack ?? ''}\n`)
  return exit
}
