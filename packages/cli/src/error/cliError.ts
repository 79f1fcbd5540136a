/** What the command line itself refuses, beside the library's own codes. Checked against docs/cli.md by a test. */
export const cliErrorCodes = {
  USAGE: 'The command line cannot be read: an unknown command or option, or one that is missing.',
  STDIN_TWICE: 'Two documents were asked from standard input.',
  FILE_MISSING: 'There is no such file.',
  FILE_IS_DIRECTORY: 'A folder was named where a file is meant.',
  FILE_UNREADABLE: 'The file cannot be read.',
  FILE_TOO_LARGE: 'The file is larger than what is read (256 MiB unpacked).',
  FILE_NOT_TEXT: 'The file is not UTF-8 text.',
  GZIP_DAMAGED: 'The compressed file is truncated or damaged.',
  FILE_EXISTS: 'The file exists already and --force was not given.',
  FILE_UNWRITABLE: 'The file cannot be written.',
} as const

export type CliErrorCode = keyof typeof cliErrorCodes

/** A refusal by the command line. Nothing has been written when it is thrown. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly code: CliErrorCode
  /** The file or option that it is about. */
  readonly file: string | undefined

  constructor(code: CliErrorCode, message: string, file?: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.file = file
  }
}
