import { foldBytes, jointMultiple, KernelMemory, soloTeam } from '@plimsoll/kernel'
import { expect, test } from 'vitest'
import type { Instrument } from '../instrument/instrument.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { createValuation } from '../valuation/valuation.js'
import { liveSpecs, nextPrices, randomFrom, startPrices, venueMarket } from './fixture/venue.js'
import { FoldedRows } from './foldedRows.js'
import { RowTable } from './rowTable.js'

const spec = liveSpecs.find(({ id }) => id === 'shortfall')!

/** A table of rows and their folds, with what a test asks of them. */
function folding(market: MarketSnapshot) {
  const memory = new KernelMemory()
  const team = soloTeam(memory)
  const { set } = createValuation(market, spec).arrays('moves')
  const table: RowTable = new RowTable(team, spec, set, jointMultiple, (rows) => folded?.resize(rows))
  const folded: FoldedRows = new FoldedRows(team, table)
  const names: string[] = []
  const price = (now: MarketSnapshot, moved?: ReadonlySet<string>): readonly number[] => {
    const valuation = createValuation(now, spec)
    return table.price(valuation, valuation.arrays('moves'), moved).rows
  }
  return {
    memory,
    table,
    folded,
    price,
    hold(instruments: Iterable<Instrument>): void {
      const valuation = createValuation(market, spec)
      for (const instrument of instruments) {
        for (const { row } of table.linesOf(instrument, 1, false, valuation)) names[row] = instrument.id
      }
      folded.resize(table.capacity)
      table.priceNew(valuation, valuation.arrays('moves'))
    },
    rowOf: (name: string): number => names.indexOf(name),
    /** Names of the rows that stand for themselves; each row has to be its parts, to what rounding explains. */
    standing(): readonly string[] {
      const { padded } = table
      return names.filter((_, row) => {
        const at = folded.folds + row * foldBytes
        const [factor, reach] = memory.doubles(at, 2) as unknown as [number, number]
        const [first, second] = memory.words(at + 16, 2) as unknown as [number, number]
        const slot = (number: number): Float32Array => memory.floats(folded.rows + 4 * padded * number, padded)
        const [one, other] = [slot(first), slot(second)]
        const off = memory
          .doubles(table.rows + 8 * padded * row, padded)
          .reduce((most, profit, s) => Math.max(most, Math.abs(profit - (one[s]! + factor * other[s]!))), 0)
        expect(off).toBeLessThanOrEqual(6e-8 * reach)
        return second === 0
      })
    },
  }
}

const market = venueMarket(startPrices)
const contracts = [...market.instruments.values()].filter(({ kind }) => kind !== 'spot')
const all = (table: RowTable): readonly number[] => Array.from({ length: table.count }, (_, row) => row)

test('of each strike one right is kept, and the contracts’ own where parity does not hold', () => {
  const made = folding(market)
  made.hold(contracts)
  made.folded.write(all(made.table))
  const standing = made.standing()
  const isOption = (name: string): boolean => /-(call|put)$/.test(name)
  // Three expiries of seven strikes on each coin. Ether has a rate and this set a horizon: of a put and its call another part is
  // discounted a day less at every strike.
  const perCoin = (coin: string): number => standing.filter((name) => name.startsWith(coin) && isOption(name)).length
  expect([perCoin('ADA'), perCoin('BTC')]).toEqual([21, 21])
  expect(perCoin('ETH')).toBeGreaterThan(21)
  // Bitcoin’s options are paid in coin: its perpetual in dollars has nothing to stand on.
  expect(standing.filter((name) => !isOption(name))).toEqual(['BTC-PERP', 'ETH-PERP'])
  // The right that is kept is the one out of the money.
  expect(standing.filter((name) => name.startsWith('BTC-2026-03-27-4.900e+4'))).toEqual(['BTC-2026-03-27-4.900e+4-put'])
})

test('after every kind of write each row is what it is made of', () => {
  const made = folding(market)
  made.hold(contracts)
  made.folded.write(all(made.table))
  const random = randomFrom(3)
  let prices = startPrices
  for (let step = 0; step < 12; step++) {
    prices = nextPrices(prices, random, 0.2)
    const only = [undefined, new Set(['BTC']), new Set(['mark ADA-PERP'])][step % 3]
    made.folded.write(made.price(venueMarket(prices), only))
    expect(made.standing().length).toBeLessThan(0.8 * contracts.length)
  }
})

test('what stands on a row that changed is folded anew', () => {
  const made = folding(market)
  made.hold(contracts)
  made.folded.write(all(made.table))
  const before = made.standing()
  const { padded, rows } = made.table
  const [call, put] = ['call', 'put'].map((right) => made.rowOf(`BTC-2026-02-27-4.900e+4-${right}`)) as [number, number]
  for (const row of [call, put]) made.memory.doubles(rows + 8 * padded * row, padded)[7]! *= 1.5
  made.folded.write([call, put])
  expect(made.standing().length).toBeGreaterThan(before.length + 18)
})

test('a right that comes later folds, or is folded on, when all rows are written', () => {
  const made = folding(market)
  const puts = contracts.filter(({ id }) => id.endsWith('put'))
  made.hold(puts)
  made.folded.write(all(made.table))
  expect(made.standing().length).toBe(puts.length)
  made.hold(contracts)
  made.folded.write(all(made.table).slice(puts.length))
  const between = made.standing().length
  made.folded.write(all(made.table))
  expect(made.standing().length).toBeLessThan(between)
})

test('without a price nothing is folded, and nothing stays so', () => {
  const made = folding(market)
  made.hold(contracts)
  made.folded.write(all(made.table))
  const before = made.standing()
  const { padded, rows } = made.table
  for (const row of all(made.table)) made.memory.doubles(rows + 8 * padded * row, padded).fill(Number.NaN)
  made.folded.write(all(made.table))
  for (const row of all(made.table)) {
    expect(made.memory.doubles(made.folded.folds + row * foldBytes + 8, 1)[0]).toBeNaN()
  }
  made.price(market)
  made.folded.write(all(made.table))
  expect(made.standing()).toEqual(before)
})
