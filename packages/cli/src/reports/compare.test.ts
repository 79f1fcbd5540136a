import { readFileSync } from 'node:fs'
import { formatInstant, margin, parseBook, parseMarket, rulebook } from 'plimsoll'
import { describe, expect, test } from 'vitest'
import { answer, capture, example } from '../../test/capture.js'

/** The library is the oracle here: the command line must say what it computes. */
const read = (name: string): unknown => JSON.parse(readFileSync(example(name), 'utf8'))
const market = parseMarket(read('market.json'))
const asked = (command: string, book: string): string[] => [command, example(book), '--market', example('market.json')]

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
      (
        await answer<{ readonly initial: number }>([
          ...asked('margin', 'iron-condor.json'),
          ...given,
          '--set',
          `size=${size}`,
        ])
      ).initial
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
    const own = await answer<{ readonly initial: number }>(
      ['margin', example('iron-condor.json'), '-m', '-', ...spec],
      {
        input: document,
      },
    )
    expect(own).toEqual(await answer<{ readonly initial: number }>([...asked('margin', 'iron-condor.json'), ...given]))
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
    // One that lacks something does not end the comparison; the ladder is then measured with our own.
    expect(await against('--spec', file)).toBe('portfolio')
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
