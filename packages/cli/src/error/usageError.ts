import type { Command, CommanderError } from 'commander'
import { CliError } from './cliError.js'

/** What commander refused, in our form: without its prefix, in one line, and with where help is. */
export function usageError(error: CommanderError, program: Command, words: readonly string[]): CliError {
  const command = program.commands.find((candidate) => words.includes(candidate.name()))
  const help = `plimsoll ${command === undefined ? '' : `${command.name()} `}--help`
  const text = error.message
    .replace(/^error: /, '')
    .replace(/\n/g, ' ')
    .replace(/\.?$/, '')
  return new CliError('USAGE', `${text}. See \`${help}\`.`, undefined, { cause: error })
}
