import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { errorCodes } from 'plimsoll'
import { afterAll, expect, test } from 'vitest'
import { capture, example } from '../../test/capture.js'
import { cliErrorCodes } from './cliError.js'

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}
const market = ['--market', example('market.json')]
const condor = example('iron-condor.json')
const condorText = readFileSync(condor, 'utf8')
const spec = example('historical-shortfall.json')
const specText = readFileSync(spec, 'utf8')
const closes = example('closes.csv')

test('every refusal: its exit code, its code, the file and the place', async () => {
  const packed = gzipSync(condorText)
  const broken = Buffer.from(packed)
  broken.fill(0x55, 20, 60)
  const row = '2026-02-05T12:00:00Z,BTC-27MAR26-80000-C,,,0.0503,0.62,71900,71500'
  const chain = `time,instrument,bid,ask,mark,mark_iv,forward,index\n${row}\n`
  const cutChain = file('cut.csv.gz', gzipSync(chain).subarray(0, -20))
  const cases: readonly (readonly [string, readonly string[], number, string])[] = [
    ['no file', ['margin', 'no.json', ...market], 3, 'error FILE_MISSING: no.json: there is no such file.'],
    ['no market', ['margin', condor, '-m', 'no.json'], 3, 'error FILE_MISSING: no.json'],
    ['folder', ['margin', folder, ...market], 3, `error FILE_IS_DIRECTORY: ${folder}: is a folder`],
    ['cut gzip', ['margin', file('cut.json.gz', packed.subarray(0, -20)), ...market], 2, 'are truncated'],
    ['broken gzip', ['margin', file('broken.json.gz', broken), ...market], 2, 'error GZIP_DAMAGED'],
    ['no UTF-8', ['margin', file('latin.json', Buffer.from([0x22, 0xe4, 0x22])), ...market], 2, 'error FILE_NOT_TEXT'],
    [
      'no JSON',
      ['margin', file('bad.json', '{\n "id": "x",,\n}'), ...market],
      2,
      'line 2, column 12: got ",", expected a field name',
    ],
    ['empty', ['margin', file('empty.json', ''), ...market], 2, 'line 1, column 1: got "the end of the text"'],
    [
      'newer',
      ['margin', file('new.json', '{"plimsoll":"book/2","shape":1}'), ...market],
      2,
      'plimsoll: got "book/2", expected "book/1"',
    ],
    ['swapped', ['margin', example('market.json'), '-m', condor], 2, 'error DOCUMENT_VERSION'],
    [
      'number',
      ['margin', file('num.json', condorText.replace('"5"', '5')), ...market],
      2,
      'positions[0].quantity: got 5, expected a decimal string, "5"',
    ],
    ['unlisted', ['margin', example('real-chain-book.json'), ...market], 2, 'error INSTRUMENT_UNKNOWN'],
    ['both from input', ['margin', '-', '-m', '-'], 2, 'error STDIN_TWICE'],
    [
      'no rule book',
      ['margin', condor, ...market, '--spec', 'nowhere'],
      2,
      'error SPEC_UNKNOWN: --spec: got "nowhere", expected one of isolated, cross, portfolio',
    ],
    ['no rule book file', ['margin', condor, ...market, '--spec', './no.json'], 3, 'error FILE_MISSING: ./no.json'],
    [
      'wrong rule book',
      ['margin', condor, ...market, '--spec', file('wrong.json', specText.replace('"rockafellar"', '"r9"'))],
      2,
      'wrong.json: initial.of[0].of[0].quantile: got "r9", expected one of',
    ],
    [
      'loose rule book',
      ['specs', file('loose.json', specText.replaceAll('"scenarios": "past"', '"scenarios": "passed"'))],
      2,
      'loose.json: initial.of[0].of[0].scenarios: got "passed", expected one of past',
    ],
    ['specs without such', ['specs', 'nowhere'], 2, 'error SPEC_UNKNOWN'],
    ['a book as a rule book', ['margin', condor, ...market, '--spec', condor], 2, 'error DOCUMENT_VERSION'],
    ['no value', ['margin', condor, ...market, '--spec', spec, '--history', closes], 2, 'error SPEC_INCOMPLETE: '],
    ['no history', ['margin', condor, ...market, '--spec', spec, '--set', 'size=0'], 2, '--history FILE supplies past'],
    [
      'history of something else',
      ['margin', condor, ...market, '--history', file('sol.csv', 'date,SOL\n2026-01-01,1\n')],
      2,
      'sol.csv: columns: got "date,SOL"',
    ],
    ['unknown parameter', ['margin', condor, ...market, '--set', 'rate=1'], 2, '--set rate=1: got "rate"'],
    ['not a number', ['margin', condor, ...market, '--spec', spec, '--set', 'size=x'], 2, 'expected a number'],
    ['against nobody', ['compare', condor, ...market, '--specs', 'cross', '--against', 'portfolio'], 2, '--against'],
    ['twice one id', ['compare', condor, ...market, '--specs', `${spec},${file('twin.json', specText)}`], 2, '--specs'],
    ['depth', ['explain', condor, ...market, '--depth', '-1'], 2, 'error INPUT_INVALID: --depth'],
    ['record over a file', ['record', condor, ...market, '--output', condor], 3, 'error FILE_EXISTS'],
    ['no record', ['verify', 'no.json'], 3, 'error FILE_MISSING: no.json'],
    ['not a record', ['verify', condor], 2, 'plimsoll: got "book/1", expected "record/1"'],
    ['damaged record', ['verify', file('half.json', '{"plimsoll":"record/1"}')], 2, 'half.json: inputs: got nothing'],
    ['cut record', ['verify', file('cutrecord.json.gz', packed.subarray(0, -20))], 2, 'are truncated'],
    [
      'no option',
      ['margin', condor, ...market, '--spce', 'cross'],
      2,
      "error USAGE: unknown option '--spce' (Did you mean --spec?)",
    ],
    [
      'no market option',
      ['margin', condor],
      2,
      "error USAGE: required option '-m, --market <file>' not specified. See `plimsoll margin --help`.",
    ],
    ['no command', ['margn'], 2, 'Did you mean margin?'],
    ['no order', ['what-if', condor, ...market], 2, 'error USAGE'],
    [
      'order',
      ['what-if', condor, ...market, '-o', 'buy one BTC-PERPETUAL'],
      2,
      'error INPUT_INVALID: order "buy one BTC-PERPETUAL", quantity',
    ],
    ['no chain', ['import', 'no.csv', '--list'], 3, 'error FILE_MISSING'],
    ['chain folder', ['import', folder, '--list'], 3, 'error FILE_IS_DIRECTORY'],
    ['not a chain', ['import', file('x.csv', 'a,b\n1,2\n'), '--list'], 2, 'error CHAIN_MALFORMED: x.csv, row 1'],
    ['cut chain', ['import', cutChain, '--list'], 2, `error GZIP_DAMAGED: ${cutChain}: ends before its end`],
    ['no replay', ['serve', '--replay', 'no.csv'], 3, 'error FILE_MISSING: no.csv'],
    ['not a replay', ['serve', '--replay', file('y.csv', 'a,b\n1,2\n')], 2, 'error CHAIN_MALFORMED: y.csv, row 1'],
    ['cut replay', ['serve', '--replay', cutChain], 2, 'are truncated'],
    ['import without --at', ['import', condor], 2, 'error USAGE: import needs --at INSTANT and --out FILE, or --list.'],
    [
      'import over a file',
      ['import', file('c.csv', 'a'), '--at', '2026-02-05', '--out', condor],
      3,
      'error FILE_EXISTS',
    ],
    [
      'instant',
      ['import', file('c.csv', 'a'), '--at', 'noon', '--out', 'x'],
      2,
      'error INPUT_INVALID: --at: got "noon"',
    ],
    ['port', ['serve', '--port', '99999'], 2, 'error INPUT_INVALID: --port'],
    ['two markets', ['serve', '--simulate', '7', '--replay', 'x.csv'], 2, 'error USAGE'],
    [
      'short key',
      ['serve', '--data', ':memory:', '--port', '0', '--api-key-file', file('key', 'short')],
      5,
      'error KEY_REQUIRED',
    ],
    ['shell', ['completion', 'tcsh'], 2, 'error USAGE'],
  ]
  for (const [name, words, code, message] of cases) {
    const captured = await capture(words)
    expect(captured.err, name).toContain(message)
    expect(captured, name).toMatchObject({ code, out: '' })
    const asJson = await capture([...words, '--json'])
    if (words[0] === 'serve' || words[0] === 'completion') continue
    const { error } = JSON.parse(asJson.err) as { error: { code: string } }
    expect(captured.err, name).toContain(`error ${error.code}:`)
    expect(asJson, name).toMatchObject({ code, out: '' })
  }
})

test('a defect says that it is one', async () => {
  const { reportError } = await import('./reportError.js')
  const { paintFor } = await import('../terminal/paint.js')
  let err = ''
  const terminal = {
    input: (async function* () {})(),
    write: () => undefined,
    writeError: (text: string) => {
      err += text
    },
    paint: paintFor(false),
    errorPaint: paintFor(false),
    columns: undefined,
    progress: false,
    debug: false,
  }
  expect(reportError(new TypeError('x is not a function'), terminal, false)).toBe(1)
  expect(err).toContain('error INTERNAL: TypeError: x is not a function')
  expect(err).toContain('report')
})

test('books come from standard input, plain or compressed, with or without a byte order mark', async () => {
  const plain = await capture(['margin', condor, ...market])
  for (const input of [condorText, `\ufeff${condorText}`, gzipSync(condorText)]) {
    expect(await capture(['margin', '-', ...market], { input })).toEqual(plain)
  }
  const packed = file('market.json.gz', gzipSync(readFileSync(example('market.json'))))
  expect(await capture(['margin', condor, '-m', packed])).toEqual(plain)
})

test('docs/cli.md has every code of the command line, and the library’s are its own', () => {
  const documentation = readFileSync(new URL('../../../../docs/cli.md', import.meta.url), 'utf8')
  for (const [code, sentence] of Object.entries(cliErrorCodes)) {
    expect(documentation).toContain(`| \`${code}\` | ${sentence} |`)
    const shared: Readonly<Record<string, string>> = errorCodes
    if (code !== 'FILE_UNREADABLE') expect(shared[code]).toBeUndefined()
  }
})
