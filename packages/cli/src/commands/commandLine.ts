import type { Command } from 'commander'
import type { ExitCode } from '../exitCode.js'
import type { Terminal } from '../terminal/terminal.js'

/** What a command is declared on. The declarations are loaded at every start and stay light; the work is imported when it is called. */
export interface CommandLine {
  readonly program: Command
  readonly terminal: Terminal
  /** The exit code that a command ends with, unless it throws; `done` when it says nothing. */
  readonly finish: (code: ExitCode) => void
}

/** Declares a command that asks something about a book in a market. */
export function bookCommand(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .argument('<book>', 'book document (book/1, .json or .json.gz; - for standard input)')
    .requiredOption('-m, --market <file>', 'market document (market/1, .json or .json.gz; - for standard input)')
    .option('-s, --spec <id|file>', 'rule book, by its id (`plimsoll specs`) or from a file (default: portfolio)')
    .option('--set <name=value>', 'a parameter of the rule book, supplied or replaced; repeatable', collect)
    .option('--history <file>', 'past prices (CSV) for rule books that look back, where the market carries none')
    .option('--json', 'JSON for programs instead of text')
}

/** Gathers an option that may be given more than once. */
export function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text]
}

/** Examples below a command's help. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ plimsoll ${line}`).join('\n')}`
}
