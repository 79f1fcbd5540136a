import { expect } from 'vitest'
import { plain } from './derivatives.js'
import type { OracleCase } from './oracleCase.js'
import { expectNear } from './venueBook.js'

/** Every expected field by its plain name; one that nothing computes fails. */
export function expectAll(oracle: OracleCase, computed: Readonly<Record<string, number | undefined>>): void {
  const known = new Map(Object.entries(computed).map(([name, value]) => [plain(name), value]))
  for (const [name, value] of Object.entries(oracle.expected)) {
    if (typeof value !== 'number') continue
    const found = known.get(plain(name))
    expect(found, `expected.${name} is computed`).toBeDefined()
    expectNear(found!, value, oracle, name)
  }
}
