import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Handler, Handlers, OracleCase } from './oracleCase.js'

/**
 * Every published case of a venue's margin, found in its folder and given to the handler of its kind: no test knows a case by
 * its name, so a case that is added there is run as well.
 */
const shared = process.env.PLIMSOLL_SHARED ?? join(import.meta.dirname, '../../../shared')
const folder = join(shared, 'oracles/venues')
const handlers = new Map<string, Handler>()
const unreproducible = new Map<string, string>()
for (const file of readdirSync(join(import.meta.dirname, 'handlers')).sort()) {
  const loaded = (await import(/* @vite-ignore */ `./handlers/${file}`)) as Handlers
  for (const [kind, handler] of Object.entries(loaded.handlers)) handlers.set(kind, handler)
  for (const [kind, reason] of Object.entries(loaded.unreproducible ?? {})) unreproducible.set(kind, reason)
}

/** What a venue does once there is too little: the clearing machine’s, which is not built yet. */
const clearing = /liquidation|bankruptcy|insurance|socialised|^adl$|auction|interest/

describe.skipIf(!existsSync(folder))('published cases of venues', () => {
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.json')) : []
  const cases = files.map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as OracleCase)

  test('are there', () => {
    expect(cases.length).toBeGreaterThan(100)
  })

  for (const oracle of cases) {
    const kind = `${oracle.venue}|${oracle.model}|${oracle.kind}`
    const reason = unreproducible.get(kind)
    if (reason !== undefined || (clearing.test(oracle.kind) && !handlers.has(kind))) continue
    test(`${kind} ${oracle.id}`, () => {
      // A venue may read all its kinds by what they carry.
      const handler = handlers.get(kind) ?? handlers.get(`${oracle.venue}|*|*`)
      expect(handler, `nothing reads cases of the kind ${kind}`).toBeDefined()
      handler!(oracle)
    })
  }
})
