import { existsSync, readFileSync } from 'node:fs'
import { exp } from '@plimsoll/kernel'
import { describe, expect, test } from 'vitest'
import { americanImpliedVolatility, americanOptionPrice } from '../pricing/americanOption.js'
import { blackScholes } from '../pricing/blackScholes.js'
import { impliedVolatility } from '../pricing/impliedVolatility.js'
import type { StrategyLeg } from '../strategy/strategyBook.js'
import { strategyMargin } from '../strategy/strategyMargin.js'
import type { StrategyRule } from '../strategy/strategyRule.js'
import { timsPriceMoves } from './pricePoints.js'
import { type TimsLeg, timsRequirement } from './timsRequirement.js'

/**
 * shared/oracles/classical/tims_cpm_cboe_2007.json: the sample sheet of Cboe and OCC for the close of 2007-02-23, portfolio
 * margin beside strategy-based margin. Skipped, loudly, where the folder is absent.
 */
const shared = process.env.PLIMSOLL_SHARED ?? new URL('../../../../../shared', import.meta.url).pathname
const file = `${shared}/oracles/classical/tims_cpm_cboe_2007.json`
const present = existsSync(file)
if (!present) console.warn(`SKIPPED: TIMS oracles, no ${file} (set PLIMSOLL_SHARED)`)

interface SheetLeg {
  readonly type: 'C' | 'P'
  readonly strike: number
  readonly price: number
  readonly contracts: number
}
interface SheetCase {
  readonly id: string
  readonly underlying: 'IBM' | 'SPX'
  readonly sharesLong?: number
  readonly spdrsLong?: number
  readonly legs: readonly SheetLeg[]
  readonly expected: { readonly portfolio: number; readonly strategyBased: number }
}
interface Sheet {
  readonly inputs: {
    readonly IBM: number
    readonly SPX: number
    readonly SPY: number
    readonly multiplier: number
    readonly suggested: {
      readonly T: number
      readonly rEquity: number
      readonly qEquity: number
      readonly rIndex: number
      readonly qIndex: number
    }
  }
  readonly tolerance: {
    readonly relEquity: number
    readonly relIndexNaked: number
    readonly relIndexWithSPDR: number
    readonly strategyAbs: number
  }
  readonly cases: readonly SheetCase[]
  readonly moreExamples: {
    readonly cases: readonly {
      readonly id: string
      readonly legs: string
      readonly strategy: number
      readonly portfolio: number
    }[]
  }
}
const sheet = present ? (JSON.parse(readFileSync(file, 'utf8')) as Sheet) : undefined

/** Ranges of the sheet's conventions; $0.375 × 100 per contract. */
const ranges = {
  IBM: { down: 0.15, up: 0.15, pointsPerSide: 5 },
  SPX: { down: 0.08, up: 0.06, pointsPerSide: 5 },
} as const
const minimumPerUnit = 0.375
/** An SPDR is a tenth of the index. */
const spdrsPerIndexUnit = 10
const steps = 400

/** What one unit of the option is worth at a price of the underlying, at its own implied volatility. */
function pricer(sheetCase: SheetCase, leg: SheetLeg, { inputs }: Sheet): (spot: number) => number {
  const { T: years, rEquity, qEquity, rIndex, qIndex } = inputs.suggested
  const right = leg.type === 'C' ? 'call' : 'put'
  const { strike, price } = leg
  if (sheetCase.underlying === 'IBM') {
    const terms = { strike, rate: rEquity, dividend: qEquity, years, right, steps } as const
    const volatility = americanImpliedVolatility({ ...terms, spot: inputs.IBM, price })
    return (spot) => americanOptionPrice({ ...terms, spot, volatility })
  }
  const forward = inputs.SPX * exp((rIndex - qIndex) * years)
  const volatility = impliedVolatility({ price, forward, strike, years, right, discount: exp(-rIndex * years) })
  return (spot) => blackScholes({ spot, strike, rate: rIndex, dividend: qIndex, years, volatility, right }).price
}

function portfolioColumn(sheetCase: SheetCase, from: Sheet): number {
  const { multiplier } = from.inputs
  const spot = from.inputs[sheetCase.underlying]
  const moves = timsPriceMoves(ranges[sheetCase.underlying])
  const legs: TimsLeg[] = sheetCase.legs.map((leg, at) => {
    const worth = pricer(sheetCase, leg, from)
    const profits = Float64Array.from(moves, (move) => multiplier * (worth(spot * (1 + move)) - worth(spot)))
    return { id: `option ${at}`, quantity: leg.contracts, profits, minimumPerContract: minimumPerUnit * multiplier }
  })
  const shares = (id: string, quantity: number, price: number): TimsLeg => ({
    id,
    quantity,
    profits: Float64Array.from(moves, (move) => price * move),
    minimumPerContract: 0,
  })
  legs.push(
    shares('shares', sheetCase.sharesLong ?? 0, spot),
    shares('SPDRs', sheetCase.spdrsLong ?? 0, from.inputs.SPY),
  )
  // The fund on an index is of the index's own class: gains and losses net in full.
  return timsRequirement([{ id: 'group', offset: 0, classes: [{ id: sheetCase.underlying, legs }] }]).value
}

const rule = (rate: number): StrategyRule => ({
  shortOption: { rate, minimumRate: 0.1, leverage: 1, perContractMinimum: 0 },
  longOption: { rate: 1, longDated: null },
  stock: { longRate: 0.5, shortRate: 1.5, coveredInTheMoney: 'free' },
  hedgedStock: null,
  combinations: 'fourLegs',
  limits: { combinationsMost: 20_000, pivotsMost: 20_000 },
})

function strategyColumn(sheetCase: SheetCase, { inputs }: Sheet): number {
  const legs: StrategyLeg[] = sheetCase.legs.map((leg, at) => ({
    kind: 'option',
    id: `option ${at}`,
    right: leg.type === 'C' ? 'call' : 'put',
    strike: leg.strike,
    expiryDay: 57,
    multiplier: inputs.multiplier,
    premium: leg.price,
    quantity: leg.contracts,
  }))
  const underlyingPrice = inputs[sheetCase.underlying]
  legs.push({ kind: 'stock', id: 'shares', quantity: sheetCase.sharesLong ?? 0, price: underlyingPrice })
  const spdrs = (sheetCase.spdrsLong ?? 0) / spdrsPerIndexUnit
  legs.push({ kind: 'stock', id: 'SPDRs', quantity: spdrs, price: inputs.SPY * spdrsPerIndexUnit })
  const result = strategyMargin({ day: 0, underlyingPrice, legs }, rule(sheetCase.underlying === 'SPX' ? 0.15 : 0.2))
  expect(result.exact).toBe(true)
  return result.requirementExcludingPremium
}

/**
 * A long straddle is its two premiums, no rule enters. The sheet's totals are 100 off the premiums it prints for 100 contracts
 * of 100: a cent in one premium. (It prints the same SPX 1450 call as 27.57 in another row.)
 */
const contradictory = new Map([
  ['IBM long straddle', '(3.18 + 1.68) × 10,000 = 48,600, the sheet says 48,500'],
  ['SPX long straddle', '(18.72 + 27.56) × 10,000 = 462,800, the sheet says 462,900'],
])

describe.skipIf(sheet === undefined)('tims_cpm_cboe_2007.json', () => {
  const cases = sheet?.cases ?? []

  test.each(cases)('portfolio margin: $id', (sheetCase) => {
    const { relEquity, relIndexNaked, relIndexWithSPDR } = sheet!.tolerance
    const tolerance =
      sheetCase.spdrsLong !== undefined ? relIndexWithSPDR : sheetCase.underlying === 'SPX' ? relIndexNaked : relEquity
    const relative = portfolioColumn(sheetCase, sheet!) / sheetCase.expected.portfolio - 1
    expect(Math.abs(relative)).toBeLessThanOrEqual(tolerance)
  })

  test.each(cases)('strategy-based margin: $id', (sheetCase) => {
    const difference = Math.abs(strategyColumn(sheetCase, sheet!) - sheetCase.expected.strategyBased)
    const reason = contradictory.get(sheetCase.id)
    if (reason === undefined) {
      expect(difference).toBeLessThanOrEqual(sheet!.tolerance.strategyAbs)
      return
    }
    console.info(`${sheetCase.id} contradicts itself: ${reason}`)
    const paid = sheetCase.legs.reduce((sum, leg) => sum + leg.price * leg.contracts * sheet!.inputs.multiplier, 0)
    expect(strategyColumn(sheetCase, sheet!)).toBeCloseTo(paid, 6)
    expect(difference).toBeCloseTo(0.01 * 100 * sheet!.inputs.multiplier, 6)
  })

  /** Their portfolio column has no valuation date, so no time to expiry: not reproducible (the file says "only indicative"). */
  test.each(sheet?.moreExamples.cases ?? [])(
    'strategy-based margin, more examples: $id',
    ({ legs: text, strategy }) => {
      const legs = text.split(',').map((words, at) => parsedLeg(words.trim(), `leg ${at}`))
      const stock = legs.find((leg) => leg.kind === 'stock')
      if (stock === undefined) throw new Error(`no price of the underlying in "${text}"`)
      const result = strategyMargin({ day: 0, underlyingPrice: stock.price, legs }, rule(0.2))
      expect(Math.abs(result.requirementExcludingPremium - strategy)).toBeLessThanOrEqual(sheet!.tolerance.strategyAbs)
    },
  )
})

/** `long 500 IBM@91.25`, `short 5 IBM APR95 C@2.78`, `long 5 APR90 P@2.50`. */
function parsedLeg(words: string, id: string): StrategyLeg {
  const found = /^(long|short) (\d+) (?:[A-Z]+ ?)??(?:[A-Z]{3}(\d+) ?([CP]))?@([\d.]+)$/.exec(words)
  if (found === null) throw new Error(`no leg: "${words}"`)
  const [, side, count, strike, type, price] = found
  const quantity = (side === 'long' ? 1 : -1) * Number(count)
  if (strike === undefined) return { kind: 'stock', id, quantity, price: Number(price) }
  const right = type === 'C' ? 'call' : 'put'
  return {
    kind: 'option',
    id,
    right,
    strike: Number(strike),
    expiryDay: 30,
    multiplier: 100,
    premium: Number(price),
    quantity,
  }
}
