import { readFileSync } from 'node:fs'
import { journalErrorCodes } from '@plimsoll/journal'
import { clearingErrorCodes, httpStatusOf, serviceErrorCodes, startErrorCodes } from '@plimsoll/server'
import { errorCodes } from 'plimsoll'
import { expect, test } from 'vitest'

/** Codes that never cross the wire. */
const inProcess = { ...startErrorCodes, ...clearingErrorCodes, ...journalErrorCodes }

/** The page of error codes and the tables in the code say the same, line by line. */
const page = readFileSync(new URL('../docs/errors.md', import.meta.url), 'utf8')
const rows = new Map(
  [...page.matchAll(/^\| `([A-Z_]+)` \| ([^|]*) \| ([^|]*) \|$/gm)].map(([, code, status, sentence]) => [
    code!,
    { status: status!.trim(), sentence: sentence!.trim() },
  ]),
)

test('every code is on the page with its sentence and its HTTP status', () => {
  for (const [code, sentence] of Object.entries({
    ...errorCodes,
    ...serviceErrorCodes,
    ...inProcess,
  })) {
    const status = code in inProcess ? '–' : String(httpStatusOf[code as keyof typeof httpStatusOf])
    expect(rows.get(code), code).toEqual({ status, sentence })
  }
})

test('the page has no code that the tables do not know', () => {
  const known = new Set(Object.keys({ ...errorCodes, ...serviceErrorCodes, ...inProcess }))
  expect([...rows.keys()].filter((code) => !known.has(code))).toEqual([])
})
