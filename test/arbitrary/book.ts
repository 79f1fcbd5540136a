import fc from 'fast-check'
import { formatBook, type MarketSnapshot, type Portfolio, parseBook } from 'plimsoll'

export interface BookOptions {
  readonly balances?: boolean
  readonly orders?: boolean
  readonly legsMax?: number
}

/** A quantity as a decimal string, other than zero. */
const quantity = fc
  .integer({ min: -50_000, max: 50_000 })
  .filter((units) => units !== 0)
  .map((units) => (units / 1000).toString())
const size = fc.integer({ min: 1, max: 50_000 }).map((units) => (units / 1000).toString())

/** A random book on instruments that the market lists. */
export function arbitraryBook(market: MarketSnapshot, options: BookOptions = {}): fc.Arbitrary<Portfolio> {
  const names = [...market.instruments.keys()]
  const position = fc.record({
    instrument: fc.constantFrom(...names),
    quantity,
    entry: fc.double({ min: 0.7, max: 1.4, noNaN: true }),
  })
  const order = fc.record({
    instrument: fc.constantFrom(...names.filter((name) => !/POOL|RANGE/.test(name))),
    side: fc.constantFrom('buy', 'sell'),
    quantity: size,
    at: fc.double({ min: 0.7, max: 1.4, noNaN: true }),
  })
  return fc
    .record({
      positions: fc.uniqueArray(position, {
        selector: (entry) => entry.instrument,
        minLength: 1,
        maxLength: options.legsMax ?? 10,
      }),
      balances:
        options.balances === false
          ? fc.constant<never[]>([])
          : fc.uniqueArray(fc.record({ asset: fc.constantFrom('USDC', 'USDT', 'BTC', 'ETH'), amount: quantity }), {
              selector: (entry) => entry.asset,
              maxLength: 4,
            }),
      orders: options.orders === true ? fc.array(order, { maxLength: 5 }) : fc.constant<never[]>([]),
    })
    .map(({ positions, balances, orders }) =>
      parseBook({
        plimsoll: 'book/1',
        id: 'random',
        balances: balances.map(({ asset, amount }) => ({ asset, amount })),
        positions: positions.map((entry) => ({
          instrument: entry.instrument,
          quantity: entry.quantity,
          ...(isFuture(entry.instrument) ? { entryPrice: priceNear(market, entry.instrument, entry.entry) } : {}),
        })),
        orders: orders.map((entry, row) => ({
          id: `o${row}`,
          instrument: entry.instrument,
          side: entry.side,
          quantity: entry.quantity,
          price: priceNear(market, entry.instrument, entry.at),
        })),
      }),
    )

  function isFuture(name: string): boolean {
    const kind = market.instruments.get(name)?.kind
    return kind === 'perpetual' || kind === 'future'
  }
}

export interface Case {
  readonly market: MarketSnapshot
  readonly book: Portfolio
}

/** A market and a book on it. */
export function arbitraryCase(options: BookOptions, market: fc.Arbitrary<MarketSnapshot>): fc.Arbitrary<Case> {
  return market.chain((snapshot) =>
    arbitraryBook(snapshot, options).map((book) => printable({ market: snapshot, book })),
  )
}

/** A failing case is shown by its book and index prices; the seed gives the rest. */
function printable(found: Case): Case {
  const show = (): string => {
    const indexes = Object.entries(found.market.underlyings).map(([id, { index }]) => `${id} ${index}`)
    return `${indexes.join(', ')}; ${JSON.stringify(formatBook(found.book))}`
  }
  return Object.defineProperty({ ...found }, fc.toStringMethod, { value: show })
}

/** The price unit's order of magnitude times a factor, as a decimal string. */
function priceNear(market: MarketSnapshot, name: string, factor: number): string {
  const instrument = market.instruments.get(name)!
  const index = market.underlyings[instrument.underlying]!.index
  const unit = instrument.kind === 'option' ? (instrument.settlement.kind === 'inverse' ? 0.05 : index * 0.05) : index
  return (unit * factor).toFixed(8)
}
