import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseBook } from '../account/parseBook.js'
import { compareSpecs } from '../explain/compareSpecs.js'
import { parseMarket } from '../market/parseMarket.js'
import { rulebook, rulebooks } from '../specs/rulebook.js'
import { canonicalJson } from './canonicalJson.js'
import { engineVersion } from './engineVersion.js'
import { marginRecord } from './marginRecord.js'
import { sha256Hex } from './sha256.js'
import { verifyRecord } from './verifyRecord.js'

const examples = new URL('../../../../examples/', import.meta.url)
const market = parseMarket(JSON.parse(readFileSync(new URL('market.json', examples), 'utf8')))
const book = parseBook(JSON.parse(readFileSync(new URL('iron-condor.json', examples), 'utf8')))

// FIPS 180-4, example B.1.
test('SHA-256 of "abc"', () => {
  expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})

// RFC 8785, §3.2.2 and §3.2.3: its own sample, sorted by UTF-16 code units.
test('canonical JSON is that of RFC 8785', () => {
  const sample = {
    numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
    literals: [null, true, false],
  }
  expect(canonicalJson(sample)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]}',
  )
  expect(canonicalJson({ '\u20ac': 1, '\r': 2, '1': 3, '\u00f6': 4 })).toBe('{"\\r":2,"1":3,"ö":4,"€":1}')
  expect(() => canonicalJson({ a: [Number.NaN] })).toThrow('document.a[0]')
})

describe('a margin record', () => {
  test('is computed again, bit for bit, from its own text', () => {
    const complete = rulebooks().filter((spec) => 'result' in compareSpecs(book, market, [spec])[0]!)
    expect(complete.length).toBeGreaterThan(12)
    for (const spec of complete) {
      const record = marginRecord(book, market, spec)
      expect(verifyRecord(JSON.parse(canonicalJson(record))), spec.id).toMatchObject({ holds: true, differences: [] })
    }
  })

  test('that says another number, input or hash does not hold, and says where', () => {
    const record = marginRecord(book, market, rulebook('portfolio'))
    const text = canonicalJson(record)
    const changed = JSON.parse(text) as typeof record
    const worse = { ...changed, result: { ...changed.result, initial: nextUp(changed.result.initial) } }
    const { holds, differences } = verifyRecord(worse)
    expect(holds).toBe(false)
    expect(differences.map(({ where }) => where)).toEqual(['record.hash', 'record.result.initial'])
    const richer = JSON.parse(text.replace(/"amount":"(\d)/u, '"amount":"9$1')) as unknown
    expect(verifyRecord(richer).differences.map(({ where }) => where)).toContain('record.hashes.book')
    expect(() => verifyRecord({ ...record, plimsoll: 'record/2' })).toThrow('record/1')
    expect(() => verifyRecord({ ...record, inputs: { ...record.inputs, more: 1 } })).toThrow('record.inputs.more')
  })

  test('does not depend on the order of the book’s lines', () => {
    const shuffled = { ...book, positions: [...book.positions].reverse() }
    const { result } = marginRecord(book, market, rulebook('portfolio'))
    expect(canonicalJson(marginRecord(shuffled, market, rulebook('portfolio')).result)).toBe(canonicalJson(result))
  })

  test('names the version of the package', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string
    }
    expect(engineVersion).toBe(version)
  })
})

function nextUp(x: number): number {
  const bits = new BigUint64Array(Float64Array.of(x).buffer)
  bits[0] = bits[0]! + 1n
  return new Float64Array(bits.buffer)[0]!
}
