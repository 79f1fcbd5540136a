import { assess } from '../account/assess.js'
import { holdingsOf } from '../account/holdings.js'
import { healthOf } from '../account/margin.js'
import type { Portfolio } from '../account/portfolio.js'
import { PlimsollError } from '../error/plimsollError.js'
import type { MarginSpec } from '../requirement/spec.js'
import type { Valuation } from '../valuation/valuation.js'
import { HeldMoves, type SpacedLines } from './spacedLines.js'
import type { Spacing } from './spacing.js'

/** An account's numbers at the market of the last tick. */
export interface LiveNumbers {
  readonly equity: number
  readonly maintenance: number
  readonly health: number
  /** Of how many of the book's levels its equity is enough for; 0 where it cannot be valued. */
  readonly level: number
  /** Whether everything that it holds has a price. */
  readonly isValued: boolean
}

interface Entry {
  readonly portfolio: Portfolio
  /** As they were when the account was last computed, and with what. */
  numbers: LiveNumbers
  valuation: Valuation
  /** What it holds, where it can be spared. */
  lines: SpacedLines | undefined
  /** How much equity and requirement can still change before the level can be another. */
  room: number
}

/** 1 + 2^−20: covers the roundings of what is spent. */
const spendOutward = 1.0000009536743164
/** 2^−36, as a share of all that is added up for equity and requirement. */
const roundingShare = 1.4551915228366852e-11

/**
 * Accounts that the general evaluator computes: those of rule books and portfolios that no quicker path is right for. Where the rule
 * book has a spacing, an account is computed again only when what it holds has moved as far as its level is away.
 */
export class FullAccounts {
  readonly #spec: MarginSpec
  readonly #levels: readonly number[]
  readonly #moves: HeldMoves | undefined
  readonly #accounts = new Map<number, Entry>()

  /** @param valuation of the market that the book begins with */
  constructor(spec: MarginSpec, levels: readonly number[], spacing: Spacing | undefined, valuation: Valuation) {
    this.#spec = spec
    this.#levels = levels
    this.#moves = spacing === undefined ? undefined : new HeldMoves(spec, spacing, levels.at(-1) ?? 0, valuation)
  }

  /** Throws what the market cannot value, and keeps what there was. */
  set(account: number, portfolio: Portfolio, valuation: Valuation): LiveNumbers {
    const numbers = this.#numbersOf(portfolio, valuation)
    const entry: Entry = { portfolio, numbers, valuation, lines: undefined, room: 0 }
    this.#accounts.set(account, entry)
    this.#space(entry)
    return numbers
  }

  remove(account: number): void {
    this.#accounts.delete(account)
  }

  portfolio(account: number): Portfolio | undefined {
    return this.#accounts.get(account)?.portfolio
  }

  /** An account's numbers now. */
  numbers(account: number, valuation: Valuation): LiveNumbers | undefined {
    const entry = this.#accounts.get(account)
    if (entry !== undefined && entry.valuation !== valuation) this.#compute(entry, valuation)
    return entry?.numbers
  }

  /** Follows all accounts to another market; answers the numbers of those that were computed, by account. */
  *tick(valuation: Valuation): Generator<readonly [account: number, numbers: LiveNumbers]> {
    const isSpaced = this.#moves?.tick(valuation) ?? false
    for (const [account, entry] of this.#accounts) {
      if (isSpaced && isSpared(entry)) continue
      this.#compute(entry, valuation)
      yield [account, entry.numbers]
    }
  }

  #compute(entry: Entry, valuation: Valuation): void {
    entry.numbers = this.#numbersOrNone(entry.portfolio, valuation)
    entry.valuation = valuation
    this.#space(entry)
  }

  /** Gives an account as much room as its numbers are away from every level, less what they can err by at both ends. */
  #space(entry: Entry): void {
    const { portfolio, numbers, valuation } = entry
    const { equity, maintenance, isValued } = numbers
    entry.room = 0
    entry.lines = isValued ? this.#moves?.linesOf(portfolio, valuation) : undefined
    if (this.#moves === undefined || entry.lines === undefined) return
    const { held, sizes } = entry.lines
    const { base } = this.#moves.spacing
    const highest = this.#levels.at(-1) ?? 0
    let added = Math.abs(equity) + highest * (maintenance + base)
    for (const [k, size] of sizes.entries()) added += size * held[k]!.size
    let room = Infinity
    for (const level of this.#levels) room = Math.min(room, Math.abs(equity - level * maintenance))
    entry.room = room - 2 * roundingShare * added
  }

  #numbersOrNone(portfolio: Portfolio, valuation: Valuation): LiveNumbers {
    try {
      return this.#numbersOf(portfolio, valuation)
    } catch (error) {
      if (!(error instanceof PlimsollError)) throw error
      return { equity: Number.NaN, maintenance: Number.NaN, health: Number.NaN, level: 0, isValued: false }
    }
  }

  #numbersOf(portfolio: Portfolio, valuation: Valuation): LiveNumbers {
    const assessment = assess(holdingsOf(portfolio, valuation), this.#spec, valuation)
    const equity = assessment.accountValue - assessment.maintenanceHaircut
    const maintenance = assessment.maintenance.value
    return {
      equity,
      maintenance,
      health: healthOf(equity, maintenance),
      level: this.#levels.filter((level) => equity >= level * maintenance).length,
      isValued: true,
    }
  }
}

/** Takes what its holdings have moved by off an account's room; whether there is some left. */
function isSpared(entry: Entry): boolean {
  if (entry.lines === undefined) return false
  const { held, sizes } = entry.lines
  let spent = 0
  for (let k = 0; k < sizes.length; k++) spent += sizes[k]! * held[k]!.cost
  entry.room -= spent * spendOutward
  return entry.room > 0
}
