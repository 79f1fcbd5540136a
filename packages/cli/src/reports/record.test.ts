import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canonicalJson } from 'plimsoll'
import { afterAll, describe, expect, test } from 'vitest'
import { capture, example } from '../../test/capture.js'

const books = ['covered-call.json', 'iron-condor.json', 'basis-trade.json', 'short-strangle.json', 'amm-hedge.json']
const asked = (command: string, book: string): string[] => [command, example(book), '--market', example('market.json')]

describe('record and verify', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const path = (name: string): string => join(folder, name)
  const given = [
    '--spec',
    example('historical-shortfall.json'),
    '--set',
    'size=0.01',
    '--history',
    example('closes.csv'),
  ]

  test('a record is canonical, and holds', async () => {
    for (const [row, name] of books.entries()) {
      const { code, err } = await capture([...asked('record', name), ...given, '--output', path(`${row}.json`)])
      expect({ code, err }).toEqual({ code: 0, err: '' })
      const text = readFileSync(path(`${row}.json`), 'utf8')
      expect(text).toBe(`${canonicalJson(JSON.parse(text))}\n`)
      expect((await capture([...asked('record', name), ...given])).out).toBe(text)
    }
    const files = books.map((_, row) => path(`${row}.json`))
    const { code, out } = await capture(['verify', ...files])
    expect(code).toBe(0)
    expect(out.split('\n').filter((line) => line.startsWith('holds '))).toHaveLength(books.length)
  })

  test('one that was changed does not hold, says where, and ends with 1', async () => {
    const text = (await capture(asked('record', 'iron-condor.json'))).out
    const changed = text.replace('"initial":7281', '"initial":7280')
    const plain = await capture(['verify', '-'], { input: changed })
    expect(plain).toMatchObject({ code: 1, err: '' })
    expect(plain.out).toMatch(/record\.result\.initial +7280\.82\d+ +7281\.82\d+/)
    const json = await capture(['verify', '-', '--json'], { input: changed })
    expect(json.code).toBe(1)
    expect(JSON.parse(json.out)).toMatchObject({
      plimsoll: 'verify/1',
      records: [{ file: 'standard input', holds: false, differences: [{ where: 'record.hash' }, {}] }],
    })
  })

  test('whatever field is missing, there is an answer in words', async () => {
    const text = (await capture(asked('record', 'iron-condor.json'))).out
    for (const name of Object.keys(JSON.parse(text) as object)) {
      const { [name]: _, ...rest } = JSON.parse(text) as Record<string, unknown>
      const { code, out, err } = await capture(['verify', '-'], { input: JSON.stringify(rest) })
      expect([1, 2], name).toContain(code)
      expect(code === 1 ? out : err, name).toMatch(/does not hold|^error (?!INTERNAL)/)
    }
  })

  test('a damaged file among others does not hide them, and weighs most', async () => {
    const good = path('good.json')
    await capture([...asked('record', 'iron-condor.json'), '--output', good])
    const { code, out, err } = await capture(['verify', example('iron-condor.json'), good])
    expect(code).toBe(2)
    expect(out).toContain(`holds ${good}`)
    expect(err).toContain('error DOCUMENT_VERSION')
    const json = await capture(['verify', good, 'no.json', '--json'])
    expect(json.code).toBe(3)
    expect(JSON.parse(json.out)).toMatchObject({
      records: [{ holds: true }, { file: 'no.json', holds: null, error: { code: 'FILE_MISSING' } }],
    })
  })
})
