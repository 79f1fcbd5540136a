import { type Command, CommanderError } from 'commander'
import { type ExitCode, exitCode } from './exitCode.js'
import { createProgram } from './program.js'
import type { Terminal } from './terminal/terminal.js'

export { processTerminal, type Terminal } from './terminal/terminal.js'

/** The word after which completion scripts ask for suggestions. */
const suggestCommand = 'complete'

/** Runs one command line and gives its exit code; nothing is thrown and the process is not ended. */
export async function main(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = exitCode.done
  const program = createProgram(terminal, (finished) => {
    code = finished
  })
  try {
    if (words[0] === suggestCommand && words[1] === '--') {
      const { suggest } = await import('./completion/suggest.js')
      terminal.write(suggest(program, words.slice(2)))
      return code
    }
    if (words.length === 0) program.outputHelp()
    else await program.parseAsync(words, { from: 'user' })
    return code
  } catch (error) {
    return failed(error, program, words, terminal)
  }
}

async function failed(
  error: unknown,
  program: Command,
  words: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  // Help and version end with an error of exit code 0.
  if (error instanceof CommanderError && error.exitCode === 0) return exitCode.done
  const { reportError } = await import('./error/reportError.js')
  const asJson = words.includes('--json')
  if (!(error instanceof CommanderError)) return reportError(error, terminal, asJson)
  const { usageError } = await import('./error/usageError.js')
  return reportError(usageError(error, program, words), terminal, asJson)
}
