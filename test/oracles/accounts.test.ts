import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkResponse } from './deribitResponse.js'

const shared = process.env.PLIMSOLL_SHARED ?? join(import.meta.dirname, '../../../shared')
const folder = join(shared, 'oracles/accounts')

/** Positions are printed with nine decimals, and vectors follow from more of them. */
const printedTolerance = 1e-8

describe.skipIf(!existsSync(folder))('account snapshots with margin numbers', () => {
  const files = existsSync(folder)
    ? readdirSync(folder).filter((file) => /^deribit_pme_simulate.*\.json$/u.test(file))
    : []

  test('are there', () => {
    expect(files.length).toBeGreaterThan(0)
  })

  for (const file of files) {
    test(`${file}: the simulation’s margins and vectors`, () => {
      const { result } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { result: Record<string, unknown> }
      checkResponse(result, printedTolerance)
    })
  }
})
