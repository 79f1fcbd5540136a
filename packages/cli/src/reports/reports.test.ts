import { readFileSync } from 'node:fs'
import {
  liquidationPrices,
  margin,
  type NodeResult,
  parseBook,
  parseMarket,
  rulebook,
  rulebooks,
  stress,
} from 'plimsoll'
import { describe, expect, test } from 'vitest'
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

test('version', async () => {
  expect((await answer<{ node: string }>(['version'])).node).toBe(process.versions.node)
})
