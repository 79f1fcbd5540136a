import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  booksOf,
  futures,
  indexes,
  classicalMarket as market,
  options,
} from '../../../../../test/oracles/classicalMarket.js'
import { mixedBook, mixedMarket, supplied } from '../../../../../test/oracles/mixedBook.js'
import { bookIn } from '../../../../../test/oracles/venueBook.js'
import { margin } from '../../account/margin.js'
import { parseSpec } from '../../requirement/parseSpec.js'
import { timsRequirement } from '../../tims/timsRequirement.js'
import { createValuation } from '../../valuation/valuation.js'
import { cmeSpan } from './cmeSpan.js'
import { occTims, timsSpec } from './occTims.js'
import { regT } from './regT.js'

describe('occ-tims', () => {
  const ranges = { BTC: { down: 0.08, up: 0.06 } }
  const spec = parseSpec(
    timsSpec(ranges, { coins: { classes: ['BTC', 'ETH'], offset: 0.7 } }, { down: 0.15, up: 0.15 }),
  )

  test('is timsRequirement on the rule book’s own risk arrays', () => {
    const ids = [...futures, ...options.map(({ id }) => id)]
    fc.assert(
      fc.property(booksOf(ids), (positions) => {
        const { row } = createValuation(market, spec).arrays('main')
        const classes = Object.keys(indexes).map((underlying) => ({
          id: underlying,
          legs: positions
            .map(({ instrument, quantity }) => ({ instrument: market.instruments.get(instrument)!, quantity }))
            .filter(({ instrument }) => instrument.underlying === underlying)
            .map(({ instrument, quantity }) => ({
              id: instrument.id,
              quantity,
              profits: row(instrument),
              minimumPerContract: 0.375 * 0.1,
            })),
        }))
        const expected = timsRequirement([{ id: 'coins', offset: 0.7, classes }]).value
        const { initial, maintenance } = margin(bookIn({ balances: { USD: 1e5 }, positions }), market, spec)
        expect(initial).toBeCloseTo(expected, 6)
        expect(maintenance).toBeCloseTo(expected, 6)
      }),
    )
  })

  test('index classes: −8 % and +6 % in steps of 1.6 % and 1.2 %', () => {
    const source = occTims.scenarios.main!
    if (source.kind !== 'list') throw new Error('a list')
    const moves = source.scenarios.map(({ moves: own }) => own!.SPX)
    const expected = [-0.08, -0.064, -0.048, -0.032, -0.016, 0.012, 0.024, 0.036, 0.048, 0.06]
    expect(moves).toHaveLength(10)
    moves.forEach((move, at) => {
      expect(move).toBeCloseTo(expected[at]!, 12)
    })
  })
})

test.each([
  supplied(cmeSpan, (name) =>
    name.startsWith('volatilityScanRange.down') ? -0.1 : name.startsWith('calendar') ? 30 : 0.2,
  ),
  occTims,
  regT,
])('$id: a book of everything, initial not below maintenance', (spec) => {
  const result = margin(mixedBook, mixedMarket, parseSpec(spec))
  expect(result.maintenance).toBeGreaterThan(0)
  expect(result.initial).toBeGreaterThanOrEqual(result.maintenance)
})
