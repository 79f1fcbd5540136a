import { type Verification, verifyRecord } from 'plimsoll'
import { describeError } from '../error/describeError.js'
import { aboutFile } from '../error/inputError.js'
import { reportError } from '../error/reportError.js'
import { type ExitCode, exitCode } from '../exitCode.js'
import { parseJson } from '../input/parseJson.js'
import { nameOf, readText } from '../input/readText.js'
import { toJson } from '../output/json.js'
import { verificationText } from '../render/verification.js'
import type { Terminal } from '../terminal/terminal.js'

export interface VerifyOptions {
  readonly json?: boolean
}

/** What became of one file. */
type Outcome =
  | { readonly file: string; readonly record: unknown; readonly verification: Verification }
  | { readonly file: string; readonly error: unknown }

/** `plimsoll verify`: the exit code says whether all records hold; a file that cannot be read weighs more than that. */
export async function reportVerify(
  files: readonly string[],
  options: VerifyOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const outcomes: Outcome[] = []
  for (const file of files) {
    const outcome = await verified(file, terminal)
    // One alone that cannot be read is refused like any other document.
    if ('error' in outcome && files.length === 1) throw outcome.error
    outcomes.push(outcome)
    if (options.json === true) continue
    if ('error' in outcome) reportError(outcome.error, terminal, false)
    else
      terminal.write(
        verificationText(outcome.file, outcome.record, outcome.verification, terminal.paint, terminal.columns),
      )
  }
  if (options.json === true) terminal.write(toJson({ plimsoll: 'verify/1', records: outcomes.map(view) }))
  return worstOf(outcomes)
}

async function verified(file: string, terminal: Terminal): Promise<Outcome> {
  try {
    const text = await readText(file, terminal)
    return aboutFile(
      nameOf(file),
      () => {
        const value = parseJson(text)
        const verification = verifyRecord(value)
        return { file: nameOf(file), record: value, verification }
      },
      'record',
    )
  } catch (error) {
    return { file: nameOf(file), error }
  }
}

function view(outcome: Outcome): object {
  if ('error' in outcome) {
    const { exit: _, hint: __, ...error } = describeError(outcome.error)
    return { file: outcome.file, holds: null, error }
  }
  const { file, verification } = outcome
  const record = outcome.record as Readonly<Record<string, unknown>>
  return { file, ...verification, hash: record.hash, spec: record.spec, asOf: record.asOf }
}

function worstOf(outcomes: readonly Outcome[]): ExitCode {
  let code: ExitCode = exitCode.done
  for (const outcome of outcomes) {
    const own =
      'error' in outcome
        ? describeError(outcome.error).exit
        : outcome.verification.holds
          ? exitCode.done
          : exitCode.doesNotHold
    if (own > code) code = own
  }
  return code
}
