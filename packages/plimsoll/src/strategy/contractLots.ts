import type { StrategyLeg } from './strategyBook.js'

/** The steps in which strategies are formed: contracts and the stock that serves them are counted in whole ones. */
export interface ContractLots {
  /** Steps in one contract: 1, or a power of ten where contracts are traded in fractions. */
  readonly perContract: number
  /** Units of stock that serve one contract of the smallest multiplier; 1 without options. */
  readonly stockUnits: number
  /** Steps of each leg, for stock in `stockUnits`. */
  readonly counts: readonly number[]
  /** What each leg holds beyond them, in contracts or units of stock: it can only stand alone. */
  readonly rests: readonly number[]
}

const finest = 1e8

/** Counts the legs in the finest decimal step that makes every option quantity whole, at most 10⁻⁸ of a contract. */
export function lotsOf(legs: readonly StrategyLeg[]): ContractLots {
  const options = legs.filter((leg) => leg.kind === 'option')
  let perContract = 1
  const isWhole = (quantity: number): boolean =>
    Math.abs(quantity * perContract - Math.round(quantity * perContract)) < 1e-9 * perContract
  while (perContract < finest && !options.every(({ quantity }) => isWhole(quantity))) perContract *= 10

  const smallest = options.reduce((least, { multiplier }) => Math.min(least, multiplier), Number.POSITIVE_INFINITY)
  const stockUnits = options.length === 0 ? 1 : smallest
  // Where every contract takes a whole number of units, stock short of one is of no use to any.
  const inWholeUnits =
    options.length > 0 && options.every(({ multiplier }) => Number.isInteger(multiplier / stockUnits))
  const counts = legs.map((leg) => {
    const count = Math.abs(leg.quantity) * perContract
    if (leg.kind === 'option') return perContract < finest ? Math.round(count) : Math.floor(count)
    // A hair below a whole one is one: 0.3 / 0.1 is not 3 in floating point.
    return inWholeUnits ? Math.floor(count / stockUnits + 1e-9) : count / stockUnits
  })
  const rests = legs.map((leg, at) => {
    if (leg.kind === 'option' && perContract < finest) return 0
    const units = leg.kind === 'stock' ? stockUnits : 1
    return Math.max(0, Math.abs(leg.quantity) - (counts[at]! / perContract) * units)
  })
  return { perContract, stockUnits, counts, rests }
}
