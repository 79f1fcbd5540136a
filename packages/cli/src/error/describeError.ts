import { type ErrorCode, PlimsollError } from 'plimsoll'
import { type ExitCode, exitCode } from '../exitCode.js'
import { CliError, type CliErrorCode } from './cliError.js'
import { InputError } from './inputError.js'

/** An error as it is shown: `error CODE: file: text`, or as JSON with the same fields. */
export interface DescribedError {
  readonly exit: ExitCode
  readonly code: string
  readonly message: string
  readonly file?: string
  readonly where?: string
  readonly value?: unknown
  readonly expected?: string
  /** What to do about it, on a line of its own. */
  readonly hint?: string
}

/** Of the file and not of what stands in it. */
const fileCodes: ReadonlySet<string> = new Set<CliErrorCode>([
  'FILE_MISSING',
  'FILE_IS_DIRECTORY',
  'FILE_UNREADABLE',
  'FILE_TOO_LARGE',
  'FILE_EXISTS',
  'FILE_UNWRITABLE',
])

/** What went wrong, for whoever called the command. */
export function describeError(error: unknown): DescribedError {
  if (error instanceof InputError) return { ...describeRefusal(error.cause, error.where), file: error.file }
  if (error instanceof PlimsollError) return describeRefusal(error, error.where)
  if (error instanceof CliError) {
    const { code, message, file } = error
    const exit = fileCodes.has(code) ? exitCode.file : exitCode.badInput
    return { exit, code, message, ...(file === undefined ? {} : { file }) }
  }
  // Recognised by name: importing the server only to recognise its errors would slow every command.
  if (error instanceof Error && error.name === 'StartError' && 'code' in error) {
    return { exit: exitCode.notStarted, code: String(error.code), message: error.message }
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return {
    exit: exitCode.bug,
    code: 'INTERNAL',
    message,
    hint: 'This is a defect of Plimsoll. Please report it with the command and its input; PLIMSOLL_DEBUG=1 shows the stack.',
  }
}

/** What somebody at a terminal can do about a refusal. */
const hints: Readonly<Partial<Record<ErrorCode, string>>> = {
  SPEC_INCOMPLETE: '--set NAME=VALUE supplies a parameter; `plimsoll specs ID` lists those that are missing.',
  FACT_MISSING:
    'Observations stand under `facts` in the market or the book; `plimsoll specs ID` lists those asked for.',
  HISTORY_MISSING: '--history FILE supplies past prices (CSV).',
}

function describeRefusal(error: PlimsollError, where: string): DescribedError {
  const hint = hints[error.code]
  const text = error.message.slice(error.where.length)
  return {
    exit: fileCodes.has(error.code) ? exitCode.file : exitCode.badInput,
    code: error.code,
    message: where === '' ? text.replace(/^: /, '') : `${where}${text}`,
    where,
    ...(error.value === undefined ? {} : { value: error.value }),
    expected: error.expected,
    ...(hint === undefined ? {} : { hint }),
  }
}
