import { margin, type Portfolio, parseBook, parseMarket, rulebook, stress } from 'plimsoll'
import { describe, expect, test } from 'vitest'
import type { DeleveragingCandidate, DeleveragingRequest, HealthCheck } from './candidate.js'
import { deleverage } from './deleverage.js'
import { deleveragingPolicies } from './policy.js'

/** Hedged accounts under a real rule book: the library says what the stress costs and whether an account stays healthy. */
const market = parseMarket({
  plimsoll: 'market/1',
  asOf: '2026-02-05T12:00:00Z',
  source: { kind: 'manual', name: 'test' },
  currency: 'USD',
  assets: { USDC: { price: 1, decimals: 6 } },
  underlyings: {
    BTC: {
      index: 70_000,
      forwards: [{ expiry: '2026-03-27T08:00:00Z', price: 70_400 }],
      slices: [
        { kind: 'quotes', expiry: '2026-03-27T08:00:00Z', strikes: [60_000, 70_000, 80_000], vols: [0.62, 0.55, 0.57] },
      ],
    },
  },
  instruments: [
    {
      kind: 'perpetual',
      id: 'BTC-PERP',
      underlying: 'BTC',
      contractSize: 1,
      settlement: { kind: 'linear', currency: 'USDC' },
    },
    {
      kind: 'option',
      id: 'BTC-27MAR26-70000-C',
      underlying: 'BTC',
      contractSize: 1,
      expiry: '2026-03-27T08:00:00Z',
      strike: 70_000,
      right: 'call',
      settlement: { kind: 'linear', currency: 'USDC' },
    },
  ],
  marks: { 'BTC-PERP': 70_000 },
})
const spec = rulebook('portfolio')
const bookOf = (id: string, cash: number, perpetuals: number, calls: number): Portfolio =>
  parseBook({
    plimsoll: 'book/1',
    id,
    balances: [{ asset: 'USDC', amount: String(cash) }],
    positions: [
      ...(perpetuals === 0 ? [] : [{ instrument: 'BTC-PERP', quantity: String(perpetuals) }]),
      ...(calls === 0 ? [] : [{ instrument: 'BTC-27MAR26-70000-C', quantity: String(calls) }]),
    ],
  })
/** Loss of the whole book when the price moves so much at once. */
const lossAt = (book: Portfolio, price: number): number =>
  -stress(book, market, spec, [{ id: 'x', label: 'x', moves: { '*': { price, volatility: 0 } } }])[0]!.pnl

/** Lots of one perpetual; money in dollars. */
function candidateOf(book: Portfolio, perpetuals: number, move: number): DeleveragingCandidate {
  const lots = BigInt(Math.abs(perpetuals))
  return {
    account: book.id,
    owner: book.id,
    lots,
    equity: BigInt(Math.floor(margin(book, market, spec).equity)),
    entryCost: 72_000n * lots,
    gain: 2_000n * lots,
    stressLossPerLot: lossAt(book, move) / Number(lots),
  }
}

const request = (
  side: 'long' | 'short',
  required: bigint,
  candidates: readonly DeleveragingCandidate[],
): DeleveragingRequest => ({
  side,
  required,
  mark: 70_000n,
  bankruptcyPrice: 70_000n,
  stressLossPerLot: 14_000,
  candidates,
  roundCapPpm: 1_000_000n,
  seed: 'event',
})
const lotsOf = (outcome: ReturnType<typeof deleverage>): unknown =>
  Object.fromEntries(outcome.fills.map(({ account, lots }) => [account, lots]))
const healthy: HealthCheck = (_, lots) => ({ lots, paired: [] })

describe('E5 hedged', () => {
  test('W, short with calls against it, gives nothing before X, naked at the same leverage', () => {
    // W's calls are worth something: cash is set so that both have one equity.
    const callValue = margin(bookOf('calls', 0, 0, 10), market, spec).optionValue
    const hedged = bookOf('W', Math.round(200_000 - callValue), -10, 10)
    const naked = bookOf('X', 200_000, -10, 0)
    const candidates = [candidateOf(hedged, -10, 0.2), candidateOf(naked, -10, 0.2)]
    expect(candidates.map(({ equity }) => Number(equity) / 1_000).map(Math.round)).toEqual([200, 200])
    // A rise of a fifth: 14,000 a lot for X; W's calls win most of it back.
    expect(candidates[1]!.stressLossPerLot).toBeCloseTo(14_000, 6)
    expect(candidates[0]!.stressLossPerLot).toBeLessThan(7_000)
    expect(lotsOf(deleverage(request('short', 5n, candidates), deleveragingPolicies.plimsoll, healthy))).toEqual({
      X: 5n,
    })
    // Blind to hedges, both would give: 2 and 3.
    const blind = deleverage(request('short', 5n, candidates), deleveragingPolicies.campbell, healthy)
    expect(blind.fills.map(({ lots }) => lots).sort((a, b) => Number(a - b))).toEqual([2n, 3n])
  })

  test('no fill lowers equity / maintenance of a healthy account below 1: the sold call is closed with the long, or he is spared', () => {
    // Two sold calls of delta a half against each long: any long less and the calls are bare.
    const cash = 100_000
    const healthOf = (perpetuals: number, calls: number): number =>
      margin(bookOf('W', cash, perpetuals, calls), market, spec).health
    expect(healthOf(5, -10)).toBeGreaterThan(1)
    expect(healthOf(4, -10)).toBeLessThan(1)
    expect(healthOf(4, -8)).toBeGreaterThan(1)

    const candidates = [
      candidateOf(bookOf('W', cash, 5, -10), 5, -0.2),
      candidateOf(bookOf('X', 400_000, 10, 0), 10, -0.2),
    ]
    const need = request('long', 8n, candidates)
    const unchecked = deleverage(need, deleveragingPolicies.campbell, healthy)
    expect(lotsOf(unchecked)).toEqual({ W: 4n, X: 4n })
    expect(healthOf(1, -10)).toBeLessThan(1)

    const paired: HealthCheck = ({ account }, lots) => {
      if (account !== 'W' || healthOf(5 - Number(lots), -10) >= 1) return { lots, paired: [] }
      return { lots, paired: [{ instrument: 'BTC-27MAR26-70000-C', lots: 2n * lots }] }
    }
    const together = deleverage(need, deleveragingPolicies.campbell, paired)
    expect(lotsOf(together)).toEqual({ W: 4n, X: 4n })
    expect(together.fills[0]!.paired).toEqual([{ instrument: 'BTC-27MAR26-70000-C', lots: 8n }])
    expect(healthOf(1, -2)).toBeGreaterThan(1)

    const limited: HealthCheck = ({ account }, lots) => {
      let most = Number(lots)
      while (account === 'W' && most > 0 && healthOf(5 - most, -10) < 1) most--
      return { lots: BigInt(most), paired: [] }
    }
    expect(lotsOf(deleverage(need, deleveragingPolicies.campbell, limited))).toEqual({ X: 8n })
  })
})
