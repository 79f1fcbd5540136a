import { assess } from '../account/assess.js'
import { holdingsOf } from '../account/holdings.js'
import { healthOf } from '../account/margin.js'
import type { Portfolio } from '../account/portfolio.js'
import { PlimsollError } from '../error/plimsollError.js'
import type { MarginSpec } from '../requirement/spec.js'
import type { Valuation } from '../valuation/valuation.js'

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

/** Accounts that no quicker path is right for, computed anew at every tick by the general evaluator. */
export class FullAccounts {
  readonly #spec: MarginSpec
  readonly #levels: readonly number[]
  readonly #accounts = new Map<number, { portfolio: Portfolio; numbers: LiveNumbers }>()

  constructor(spec: MarginSpec, levels: readonly number[]) {
    this.#spec = spec
    this.#levels = levels
  }

  get size(): number {
    return this.#accounts.size
  }

  has(account: number): boolean {
    return this.#accounts.has(account)
  }

  /** Throws what the market cannot value, and keeps what there was. */
  set(account: number, portfolio: Portfolio, valuation: Valuation): LiveNumbers {
    const numbers = this.#numbersOf(portfolio, valuation)
    this.#accounts.set(account, { portfolio, numbers })
    return numbers
  }

  remove(account: number): void {
    this.#accounts.delete(account)
  }

  portfolio(account: number): Portfolio | undefined {
    return this.#accounts.get(account)?.portfolio
  }

  numbers(account: number): LiveNumbers | undefined {
    return this.#accounts.get(account)?.numbers
  }

  /** Computes every account under another market; answers the numbers of all, by account. */
  *tick(valuation: Valuation): Generator<readonly [account: number, numbers: LiveNumbers]> {
    for (const [account, entry] of this.#accounts) {
      entry.numbers = this.#numbersOrNone(entry.portfolio, valuation)
      yield [account, entry.numbers]
    }
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
