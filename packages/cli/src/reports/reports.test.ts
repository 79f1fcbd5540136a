import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  canonicalJson,
  formatInstant,
  liquidationPrices,
  margin,
  type NodeResult,
  parseBook,
  parseMarket,
  parseSpec,
  rulebook,
  rulebooks,
  type SpecSummary,
  specSchema,
  specSummary,
  stress,
} from 'plimsoll'
import { afterAll, describe, expect, test } from 'vitest'
import { answer, capture, example } from '../../test/capture.js'
import { formatMoney } from '../render/number.js'
import { widthOf } from '../terminal/paint.js'

/** The library is the oracle here: the command line must say what it computes, in either form. */
const read = (name: string): unknown => JSON.parse(readFileSync(example(name), 'utf8'))
const market = parseMarket(read('market.json'))
const escapeCode = String.fromCharCode(27)
const books = ['covered-call.json', 'iron-condor.json', 'basis-trade.json', 'short-strangle.json', 'amm-hedge.json']
const asked = (command: string, book: string): string[] => [command, example(book), '--market', example('market.json')]

interface MarginAnswer {
  readonly plimsoll: string
  readonly initial: number
  readonly maintenance: number
  readonly health: number | null
  readonly money: { readonly initial: string }
  readonly positions: readonly {
    readonly instrument: string
    readonly quantity: string
    readonly part: number
    readonly saves: number
  }[]
  readonly liquidation: unknown
  readonly tree: { readonly initial: { readonly value: number } }
  readonly accepted: boolean
  readonly after: MarginAnswer
  readonly before: MarginAnswer
}

describe.each(books)('%s', (name) => {
  const book = parseBook(read(name))

  test.each(['isolated', 'cross', 'portfolio'])('margin --json under %s is the library’s result', async (id) => {
    const result = margin(book, market, rulebook(id))
    const said = await answer<MarginAnswer>([...asked('margin', name), '--spec', id])
    expect(said.plimsoll).toBe('margin/1')
    expect(said.initial).toBe(result.initial)
    expect(said.maintenance).toBe(result.maintenance)
    expect(said.health).toBe(Number.isFinite(result.health) ? result.health : null)
    expect(said.tree.initial.value).toBe(result.initial)
    expect(said.liquidation).toEqual(liquidationPrices(book, market, rulebook(id)))
    expect(said.positions.map(({ instrument }) => instrument)).toEqual(
      book.positions.map(({ instrument }) => instrument),
    )
  })

  test('every command answers, as text and as JSON', async () => {
    for (const words of [
      asked('margin', name),
      asked('compare', name),
      asked('stress', name),
      asked('explain', name),
    ]) {
      const text = await capture(words)
      expect(text).toMatchObject({ code: 0, err: '' })
      expect(text.out).toContain(book.name)
      expect(text.out).not.toMatch(/NaN|undefined|\[object/)
      expect(text.out).not.toContain(escapeCode)
      expect(await answer(words)).toMatchObject({ book: { id: book.id }, plimsoll: `${words[0]}/1` })
    }
  })
})

test('the parts of explain add up to the requirement', async () => {
  for (const name of books) {
    const { legs, initial } = await answer<{ legs: { part: number }[]; initial: number }>(asked('explain', name))
    expect(legs.reduce((sum, { part }) => sum + part, 0)).toBeCloseTo(initial, 6)
  }
})

test('compare: steps telescope, all rule books are there', async () => {
  const said = await answer<{
    generations: { capital: number }[]
    steps: { saved: number }[]
    saved: number
    specs: { spec: { id: string } }[]
  }>(asked('compare', 'iron-condor.json'))
  expect(said.steps.reduce((sum, { saved }) => sum + saved, 0)).toBeCloseTo(said.saved, 6)
  expect(said.specs.map(({ spec }) => spec.id)).toEqual(rulebooks().map(({ id }) => id))
  const some = await answer<{ specs: { spec: { id: string } }[] }>([
    ...asked('compare', 'iron-condor.json'),
    '--specs',
    'cross, portfolio',
  ])
  expect(some.specs.map(({ spec }) => spec.id)).toEqual(['cross', 'portfolio'])
})

test('stress is the library’s, in its order', async () => {
  const book = parseBook(read('short-strangle.json'))
  const { scenarios } = await answer<{ scenarios: { id: string; pnl: number }[] }>(
    asked('stress', 'short-strangle.json'),
  )
  expect(scenarios.map(({ id, pnl }) => [id, pnl])).toEqual(
    stress(book, market, rulebook('portfolio')).map(({ scenario, pnl }) => [scenario.id, pnl]),
  )
})

describe('what-if', () => {
  const condor = asked('what-if', 'iron-condor.json')

  test('an order that fits is accepted with exit code 0', async () => {
    const { code, out } = await capture([...condor, '--order', 'buy 1 BTC-27MAR26-95000-C @ 0.006'])
    expect(code).toBe(0)
    expect(out).toContain('Accepted.')
  })

  test('one that does not is refused with exit code 4, in both forms', async () => {
    const order = ['--order', 'sell 60 BTC-27MAR26-80000-C']
    const text = await capture([...condor, ...order])
    expect(text.code).toBe(4)
    expect(text.out).toContain('Not accepted.')
    expect(text.err).toBe('')
    const json = await capture([...condor, ...order, '--json'])
    expect(json.code).toBe(4)
    expect(JSON.parse(json.out)).toMatchObject({
      accepted: false,
      orders: [{ as: 'fill', side: 'sell', quantity: '60' }],
    })
  })

  test('several orders are taken together; --rest leaves them open', async () => {
    const legs = [
      'sell 5 BTC-27MAR26-65000-P',
      'buy 5 BTC-27MAR26-70000-P',
      'buy 5 BTC-27MAR26-90000-C',
      'sell 5 BTC-27MAR26-95000-C',
    ]
    const orders = legs.flatMap((order) => ['-o', order])
    const filled = await answer<MarginAnswer>([...condor, ...orders])
    const resting = await answer<MarginAnswer>([...condor, ...orders, '--rest'])
    expect(filled.before.initial).toBeGreaterThan(0)
    // What is left is the coin that the premiums were paid in.
    expect(filled.after.initial).toBeLessThan(filled.before.initial / 2)
    expect(resting.after.initial).toBeGreaterThanOrEqual(resting.before.initial)
  })

  test('an unknown instrument is bad input, with near names', async () => {
    const { code, err } = await capture([...condor, '-o', 'buy 1 BTC-27MAR26-81000-C'])
    expect(code).toBe(2)
    expect(err).toContain('error INSTRUMENT_UNKNOWN:')
    expect(err).toContain('BTC-27MAR26-60000-C')
  })
})

test('colour marks what is negative, and only where there is colour', async () => {
  const plain = await capture(asked('margin', 'iron-condor.json'))
  const coloured = await capture(asked('margin', 'iron-condor.json'), { colour: true })
  expect(coloured.out).toContain(`${escapeCode}[31m−`)
  expect(coloured.out.replace(new RegExp(`${escapeCode}\\[\\d+m`, 'g'), '')).toBe(plain.out)
})

test('a narrow terminal gets a narrow positions table', async () => {
  const { out } = await capture(asked('margin', 'iron-condor.json'), { columns: 72 })
  expect(out).toMatch(/No room for: .*vega/)
  const table = out.slice(out.indexOf('\nPositions'), out.indexOf('No room for'))
  expect(Math.max(...table.split('\n').map(widthOf))).toBeLessThanOrEqual(72)
})

test('--tree shows every node of both requirements, what stands above by its name', async () => {
  const result = margin(parseBook(read('iron-condor.json')), market, rulebook('portfolio'))
  const count = (node: NodeResult): number =>
    1 + (node.cells?.length ?? 0) + node.children.reduce((sum, child) => sum + count(child), 0)
  for (const command of ['margin', 'explain']) {
    const { out } = await capture([...asked(command, 'iron-condor.json'), '--tree'])
    const lines = out
      .slice(out.indexOf('\nRule book'))
      .split('\n')
      .filter((line) => /[├└]─|Initial:|Maintenance:/.test(line))
    // The maintenance requirement is a part of the initial one, in two lines.
    expect(lines.length).toBe(count(result.tree.initial) + 2)
    expect(lines.at(-1)).toContain('as in Initial')
    expect(out).toContain('\nHaircuts\n')
  }
})

test('--depth is --tree as far as it says', async () => {
  const shallow = await capture([...asked('explain', 'iron-condor.json'), '--depth', '1'])
  const whole = await capture([...asked('explain', 'iron-condor.json'), '--tree', '--depth', '50'])
  expect(shallow.out).toMatch(/└─ … \d+ more/)
  expect(whole).toEqual(await capture([...asked('explain', 'iron-condor.json'), '--tree']))
})

test('no answer is wider than the terminal', async () => {
  const history = ['--history', example('closes.csv')]
  for (const columns of [80, 100, 140]) {
    for (const words of [
      [...asked('explain', 'iron-condor.json'), '--tree', '--spec', 'plimsoll-pm'],
      [...asked('compare', 'iron-condor.json'), ...history],
      ['specs'],
      ['specs', 'plimsoll-pm'],
      ['specs', example('historical-shortfall.json')],
    ]) {
      const { out, code } = await capture(words, { columns })
      expect(code).toBe(0)
      const wide = out.split('\n').filter((line) => widthOf(line) > columns)
      expect(wide, `${words[0]} at ${columns}`).toEqual([])
    }
  }
})

test('a rule book in another currency than the market’s is refused', async () => {
  const euros = JSON.stringify({ ...(read('market.json') as object), currency: 'EUR' })
  for (const command of ['margin', 'compare', 'stress', 'explain']) {
    const { code, err } = await capture([command, example('iron-condor.json'), '-m', '-'], { input: euros })
    expect(code, command).toBe(2)
    expect(err, command).toContain('market.currency: got "EUR", expected "USD"')
  }
})

test('the initial margin is the same in margin, compare and explain: rounded up', async () => {
  for (const name of books) {
    const { money } = await answer<MarginAnswer>(asked('margin', name))
    const shown = formatMoney(money.initial, 2)
    for (const command of ['margin', 'explain', 'compare']) {
      const { out } = await capture(asked(command, name))
      expect(out, `${command} ${name}`).toMatch(new RegExp(`(?:Initial margin|portfolio .*) +${shown}\\b`))
    }
  }
})

test('a stress names the asset that moved, and a debt without a requirement has no health', async () => {
  const { out } = await capture(asked('stress', 'iron-condor.json'))
  expect(out).toContain('USDC loses its peg (USDC −12.3 %)')
  const debt = JSON.stringify({
    plimsoll: 'book/1',
    id: 'debt',
    balances: [{ asset: 'USDC', amount: '-5' }],
  })
  const owing = await capture(['margin', '-', '-m', example('market.json')], { input: debt })
  expect(owing.out).toMatch(/Health +– +equity \/ maintenance: liquidation/)
})

test('margin says what a volatility move of 30 days means', async () => {
  expect((await capture(asked('margin', 'iron-condor.json'))).out).toContain('Volatility moves are for 30 days')
})

describe('specs', () => {
  test('summaries of all, in text and in JSON', async () => {
    const all = await answer<{ plimsoll: string; specs: SpecSummary[] }>(['specs'])
    expect(all).toEqual({ plimsoll: 'specs/2', specs: rulebooks().map(specSummary) })
    const { out } = await capture(['specs'])
    for (const { id, title } of rulebooks()) expect(out).toMatch(new RegExp(`^ ${id} +${title.slice(0, 8)}`, 'm'))
  })

  test('one alone: the document, which can be read back', async () => {
    for (const { id } of rulebooks()) {
      expect(parseSpec(await answer(['specs', id])), id).toEqual(rulebook(id))
      const { out, code } = await capture(['specs', id])
      expect(code).toBe(0)
      for (const name of Object.keys(rulebook(id).parameters ?? {})) expect(out).toContain(` ${name} `)
      expect(out).not.toMatch(/NaN|undefined|\[object/)
    }
  })

  test('a file: its missing parameter and how it is supplied', async () => {
    const { out } = await capture(['specs', example('historical-shortfall.json')])
    expect(out).toMatch(/ size +– .* missing/)
    expect(out).toContain('--set size=VALUE')
    expect(out).toContain('--history FILE')
  })

  test('the published schema', async () => {
    expect(JSON.parse((await capture(['specs', '--schema'])).out)).toEqual(JSON.parse(JSON.stringify(specSchema)))
  })
})

describe('a rule book from a file', () => {
  const file = example('historical-shortfall.json')
  const given = ['--spec', file, '--set', 'size=0.01', '--history', example('closes.csv')]

  test('every command about a book takes it', async () => {
    for (const command of ['margin', 'stress', 'explain', 'compare', 'record']) {
      const { code, err } = await capture([...asked(command, 'iron-condor.json'), ...given])
      expect({ code, err }, command).toEqual({ code: 0, err: '' })
    }
    const order = ['-o', 'buy 1 BTC-27MAR26-95000-C']
    expect((await capture([...asked('what-if', 'iron-condor.json'), ...given, ...order])).code).toBe(0)
  })

  test('a parameter that is set is the one that counts', async () => {
    const initial = async (size: string): Promise<number> =>
      (await answer<MarginAnswer>([...asked('margin', 'iron-condor.json'), ...given, '--set', `size=${size}`])).initial
    const [none, some, twice] = [await initial('0'), await initial('0.01'), await initial('0.02')]
    expect(some).toBeGreaterThan(none)
    expect(twice - some).toBeCloseTo(some - none, 6)
  })

  test('the history of the file is that of a market document which says the same', async () => {
    const rows = readFileSync(example('closes.csv'), 'utf8').trim().split('\n').slice(1)
    const cells = rows.map((row) => row.split(','))
    const day = 86_400_000
    const history = {
      stepDays: 1,
      times: cells.map(([date]) => formatInstant(Date.parse(date!) + day)),
      closes: { BTC: cells.map(([, btc]) => Number(btc)) },
    }
    const document = JSON.stringify({ ...(read('market.json') as object), history })
    const spec = ['--spec', file, '--set', 'size=0.01']
    const own = await answer<MarginAnswer>(['margin', example('iron-condor.json'), '-m', '-', ...spec], {
      input: document,
    })
    expect(own).toEqual(await answer<MarginAnswer>([...asked('margin', 'iron-condor.json'), ...given]))
    // One history too many is refused: which one counts would be a guess.
    const both = await capture(['margin', example('iron-condor.json'), '-m', '-', ...given], { input: document })
    expect(both.code).toBe(2)
    expect(both.err).toContain('this one carries its own')
  })
})

describe('compare', () => {
  interface Compared {
    readonly specs: readonly {
      readonly spec: { readonly id: string }
      readonly initial?: number
      readonly initialHaircut: number
      readonly capital: number
      readonly error?: { readonly code: string }
      readonly needs: { readonly parameters: readonly string[]; readonly history: boolean }
    }[]
    readonly against: string | null
    readonly differences: readonly {
      readonly spec: string
      readonly difference: number
      readonly kinds: readonly { readonly difference: number }[]
      readonly main: { readonly of: string } | null
    }[]
  }
  const file = example('historical-shortfall.json')
  const words = [...asked('compare', 'iron-condor.json'), '--specs', `isolated,portfolio,plimsoll-pm,${file}`]

  test('each rule book is the library’s result, and each difference adds up', async () => {
    const { specs, against, differences } = await answer<Compared>(words)
    const book = parseBook(read('iron-condor.json'))
    for (const { spec, initial, capital, initialHaircut, error, needs } of specs) {
      if (error === undefined) {
        expect(initial).toBe(margin(book, market, rulebook(spec.id)).initial)
        expect(capital).toBe(initial! + initialHaircut)
      } else {
        expect({ id: spec.id, code: error.code }).toEqual({ id: 'historical-shortfall', code: 'HISTORY_MISSING' })
        expect(needs).toMatchObject({ parameters: ['size'], history: true })
      }
    }
    expect(against).toBe('portfolio')
    expect(differences.map(({ spec }) => spec)).toEqual(['isolated', 'plimsoll-pm'])
    for (const { difference, kinds } of differences) {
      expect(kinds.reduce((sum, kind) => sum + kind.difference, 0)).toBeCloseTo(difference, 6)
    }
  })

  test('--against, else --spec, else the cheapest', async () => {
    const against = async (...more: string[]): Promise<unknown> => (await answer<Compared>([...words, ...more])).against
    expect(await against('--against', 'isolated')).toBe('isolated')
    expect(await against('--spec', 'plimsoll-pm')).toBe('plimsoll-pm')
    expect(await against('--spec', 'cross')).toBe('portfolio')
  })

  test('the text names what is missing and why they differ', async () => {
    const { out } = await capture(words)
    expect(out).toMatch(/historical-shortfall: HISTORY_MISSING past prices of BTC.*--history FILE\s+supplies them/)
    expect(out).toMatch(/Nobody published\s+size either/)
    const { out: withHistory } = await capture([...words, '--history', example('closes.csv')])
    expect(withHistory).toContain('historical-shortfall: SPEC_INCOMPLETE nobody published size.')
    expect(withHistory).toContain('790 past prices up to 2026-03-02T00:00:00Z')
    expect(out).toContain('Why they differ from portfolio')
    expect(out).toMatch(/portfolio \* +7,281\.83/)
    expect(out).toMatch(/main: isolated asks [\d,.]+ for worst scenario of each position, decided by price/)
  })
})

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

test('version', async () => {
  expect((await answer<{ node: string }>(['version'])).node).toBe(process.versions.node)
})
