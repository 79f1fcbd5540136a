import { parseBook } from '../account/parseBook.js'
import { readFields, readFormat, readRecord } from '../document/read.js'
import { parseMarket } from '../market/parseMarket.js'
import { parseSpec } from '../requirement/parseSpec.js'
import { canonicalJson } from './canonicalJson.js'
import { engineVersion } from './engineVersion.js'
import { type MarginRecord, marginRecord, recordHash } from './marginRecord.js'
import { sha256Hex } from './sha256.js'

/** What computing a record again has shown. */
export interface Verification {
  /** Every hash and every number is what this engine computes from the record's inputs. */
  readonly holds: boolean
  /** Version of the engine that made the record, and of the one that verifies it. */
  readonly versions: { readonly record: string; readonly here: string }
  /** Where the record and the computation differ, first ones first. */
  readonly differences: readonly Difference[]
}

export interface Difference {
  /** Path in the record. */
  readonly where: string
  readonly recorded: unknown
  readonly computed: unknown
}

const differencesMax = 20

/**
 * Computes a margin record again from the inputs that it carries and compares every bit of it.
 *
 * @throws PlimsollError where the document is no record, or its inputs cannot be read
 */
export function verifyRecord(value: unknown): Verification {
  const where = 'record'
  readFormat(readRecord(value, where).plimsoll, `${where}.plimsoll`, 'record/1')
  const fields = readFields(value, where, ['plimsoll', 'engine', 'asOf', 'spec', 'hashes', 'inputs', 'result', 'hash'])
  const inputs = readFields(fields.inputs, `${where}.inputs`, ['book', 'market', 'spec'])
  const engine = readFields(fields.engine, `${where}.engine`, ['name', 'version'])
  const { hash, ...unsigned } = fields
  const differences: Difference[] = []
  const own = recordHash(unsigned as unknown as Omit<MarginRecord, 'hash'>)
  if (own !== hash) differences.push({ where: 'record.hash', recorded: hash, computed: own })
  // Of the inputs as they stand: reading them may normalise, and a hash is of what was written.
  for (const input of ['book', 'market', 'spec'] as const) {
    const computed = sha256Hex(canonicalJson(inputs[input], `inputs.${input}`))
    const recorded = readRecord(fields.hashes, `${where}.hashes`)[input]
    if (computed !== recorded) differences.push({ where: `record.hashes.${input}`, recorded, computed })
  }
  const again = marginRecord(parseBook(inputs.book), parseMarket(inputs.market), parseSpec(inputs.spec))
  const { hash: _hash, hashes: _hashes, inputs: _inputs, engine: _engine, ...computed } = again
  const { hashes: _recordedHashes, inputs: _recordedInputs, engine: _recordedEngine, ...recorded } = unsigned
  compare(JSON.parse(canonicalJson(recorded)), JSON.parse(canonicalJson(computed)), where, differences)
  return {
    holds: differences.length === 0,
    versions: { record: String(engine.version), here: engineVersion },
    differences: differences.slice(0, differencesMax),
  }
}

function compare(recorded: unknown, computed: unknown, where: string, into: Difference[]): void {
  if (into.length >= differencesMax || Object.is(recorded, computed)) return
  if (isObject(recorded) && isObject(computed) && Array.isArray(recorded) === Array.isArray(computed)) {
    for (const name of new Set([...Object.keys(recorded), ...Object.keys(computed)])) {
      const path = Array.isArray(recorded) ? `${where}[${name}]` : `${where}.${name}`
      compare(recorded[name], computed[name], path, into)
    }
    return
  }
  into.push({ where, recorded, computed })
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
