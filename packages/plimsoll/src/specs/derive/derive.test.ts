import { describe, expect, test } from 'vitest'
import { engineAccount, type VenueAccount, type VenueOption } from '../../../../../test/oracles/derive/account.js'
import { type Evaluated, evaluated, partOf } from '../../../../../test/oracles/derive/evaluated.js'
import { parseSpec } from '../../requirement/parseSpec.js'
import type { MarginSpec } from '../../requirement/spec.js'
import { withParameters } from '../withParameters.js'
import { derivePm1, pm1Volatility } from './pm1.js'
import { derivePm2 } from './pm2.js'
import { listedScenario, pm2Volatility, scenarioList } from './pm2Scenarios.js'
import { deriveSrm } from './srm.js'

/** Worked examples of the venue's own tests, as quoted in methods/venues.md §2.7; parameters of its §2.2 and §2.3. */
const pm2Tests: MarginSpec = withScenarios(
  withParameters(derivePm2, {
    'peg.threshold': 0.98,
    'peg.factor': 2,
    'volatility.down': -0.275,
    'volatility.minUp': 0.45,
    'skew.linearCap': 0.15,
    'skew.linearSlope': -0.05,
    'skew.absoluteCap': 0.15,
    'skew.absoluteSlope': -0.05,
    'skew.volatilityScale': -0.1,
    'discount.losses': 1.04,
    'discount.gainsRateFactor': 1,
    'discount.gainsRateAdded': 0.08,
    'discount.lossesRateFactor': 0.5,
    'discount.lossesRateAdded': 0.08,
    'perpetual.maintenance': 0.015,
    'perpetual.initial': 0.005,
    'haircut.maintenance.USDT': 0.02,
    'haircut.initial.USDT': 0.03,
  }),
  scenarioList(pm2Volatility, [
    listedScenario(0.18, 'up'),
    ...[0.135, 0.09, 0.045, 0, -0.045, -0.09, -0.135].flatMap((move) =>
      (['up', 'same', 'down'] as const).map((volatility) => listedScenario(move, volatility)),
    ),
    listedScenario(-0.18, 'up'),
    listedScenario(-0.66, 'up', 0.6 / 11),
    listedScenario(-0.33, 'up', 1.2 / 11),
    listedScenario(0.5, 'up', 0.072),
    listedScenario(1, 'up', 0.036),
    listedScenario(2, 'up', 0.018),
    listedScenario(3, 'up', 0.012),
    listedScenario(0, 'linear'),
    listedScenario(0, 'absolute'),
  ]),
)

function withScenarios(spec: MarginSpec, scenarios: ReturnType<typeof scenarioList>): MarginSpec {
  return { ...spec, scenarios: { ...spec.scenarios, scenarios } }
}

const stable = 1.00019088635
const call = (strike: number, quantity: number, volatility: number): VenueOption => ({
  strike,
  isCall: true,
  quantity,
  volatility,
})
const put = (strike: number, quantity: number, volatility: number): VenueOption => ({
  strike,
  isCall: false,
  quantity,
  volatility,
})

interface Case {
  readonly name?: string
  readonly spot: number
  readonly confidence?: number
  readonly perpetual?: VenueAccount['markets'][number]['perpetual']
  readonly seconds?: number
  readonly forward?: number
  readonly rate?: number
  readonly fixed?: number
  readonly facts?: Readonly<Record<string, number>>
  readonly options?: readonly VenueOption[]
  readonly cash?: number
  readonly stable?: number
  readonly coins?: VenueAccount['coins']
}

function accountOf({
  name = 'ETH',
  spot,
  confidence = 1,
  perpetual,
  seconds = 1,
  forward = spot,
  rate,
  fixed = 0,
  ...rest
}: Case): VenueAccount {
  const expiry = { seconds, forward, fixed, facts: rest.facts ?? {}, options: rest.options ?? [] }
  return {
    cash: rest.cash ?? 0,
    stable: rest.stable ?? stable,
    spotConfidence: confidence,
    markets: [
      {
        name,
        spot,
        confidence,
        perpetual: perpetual ?? { quantity: 0, price: spot, profit: 0, confidence: 1 },
        expiries: rest.options === undefined ? [] : [rate === undefined ? expiry : { ...expiry, rate }],
      },
    ],
    coins: rest.coins ?? [],
  }
}

function run(spec: MarginSpec, given: Case): Evaluated {
  const { market, book } = engineAccount(accountOf(given))
  return evaluated(book, market, spec)
}

function expectNet({ net }: Evaluated, initial: number, maintenance: number): void {
  expect(Math.abs(net.initial - initial)).toBeLessThan(1e-9 * Math.max(Math.abs(initial), 1))
  expect(Math.abs(net.maintenance - maintenance)).toBeLessThan(1e-9 * Math.max(Math.abs(maintenance), 1))
}

describe('derive-pm2, worked examples of venues.md §2.7', () => {
  test('1: one perpetual', () => {
    const account = run(pm2Tests, {
      spot: 3000,
      cash: 10,
      perpetual: { quantity: 1, price: 3100, profit: 0, confidence: 1 },
    })
    expect(account.result.accountValue).toBe(10)
    expect(partOf(account.result.tree.initial, 'scenarios')).toBeCloseTo(558, 9)
    expectNet(account, -608, -481.4)
  })

  test('2: one perpetual, unsure oracles', () => {
    const perpetual = { quantity: 1, price: 2500, profit: -600, confidence: 0.1 }
    const account = run(pm2Tests, { spot: 3000, confidence: 0.2, cash: -10, perpetual })
    expect(partOf(account.result.tree.initial, 'low confidence of oracles')).toBeCloseTo(2700, 9)
    expectNet(account, -3820, -1015)
  })

  test('3: a stablecoin as collateral', () => {
    const account = run(pm2Tests, {
      spot: 3000,
      coins: [{ asset: 'USDT', amount: 1000, price: 0.99984231175 / stable }],
    })
    expect(account.result.accountValue).toBeCloseTo(999.6514919254344, 9)
    expectNet(account, 949.6689173291627, 979.6584620869256)
  })

  const coin = { name: 'BTC', spot: 95663.50604855 }

  test('4: a naked short call', () => {
    const account = run(pm2Tests, {
      ...coin,
      seconds: 794_852,
      forward: 95776.67392708939,
      rate: 0.15,
      options: [call(100_000, -1, 0.453803924321583)],
    })
    const { initial } = account.result.tree
    expect(account.result.optionValue).toBeCloseTo(-1186.4185694587657, 7)
    expect(partOf(initial, 'basis contingency')).toBeCloseTo(947.2098049301085, 6)
    expect(partOf(initial, 'naked short options, maintenance')).toBeCloseTo(286.99051814565, 9)
    expect(partOf(initial, 'naked short options, initial')).toBeCloseTo(191.3270120971, 9)
    expect(account.result.worst[0]?.scenario?.id).toBe('price +18 %, vol up')
    expectNet(account, -14604.048120144837, -11824.858703959073)
  })

  test('5: a naked short put', () => {
    const account = run(pm2Tests, {
      ...coin,
      seconds: 1_399_652,
      forward: 95923.63240250274,
      rate: 0.17,
      options: [put(100_000, -1, 0.4547630768795904)],
    })
    expectNet(account, -22163.82044010292, -18851.840811908318)
  })

  test('9: a second before its expiry the settlement price is all but fixed', () => {
    const account = run(pm2Tests, {
      spot: 2681.6029850999994,
      seconds: 1,
      forward: 2681.6029850999994,
      fixed: 2681.6029850999994 * (1799 / 1800),
      options: [call(2700, -1, 0.5)],
    })
    expectNet(account, -13.408014925499998, -8.044808955299999)
  })
})

describe('derive-pm1, worked examples of venues.md §2.7', () => {
  const regular = [0.15, 0.1, 0.05, 0, -0.05, -0.1, -0.15].flatMap((move) =>
    (['up', 'same', 'down'] as const).map((volatility) => listedScenario(move, volatility)),
  )
  const fixture = withScenarios(
    withParameters(derivePm1, {
      'loss.initial': 1.3,
      'volatility.up': 0.45,
      'discount.rateFactor': 4,
      'discount.rateAdded': 0.05,
      'basis.added': 0.25,
      'basis.perYear': 0.01,
      'static.perpetual': 0.02,
      'static.base': 0.02,
      'static.option': 0.01,
    }),
    scenarioList(pm1Volatility, regular),
  )

  test('a short call at the money', () => {
    const account = run(fixture, {
      spot: 1500,
      stable: 1,
      seconds: 500_400,
      forward: 1500.833279310994,
      facts: { interestRate: 0.03 },
      options: [call(1500, -1, 1.047884494084986)],
    })
    const { initial } = account.result.tree
    expect(account.result.optionValue).toBeCloseTo(-79.37158518905994, 9)
    expect(partOf(initial, 'worst loss and static contingency')).toBeCloseTo(222.39694967130436, 9)
    expect(partOf(initial, 'naked short options')).toBe(15)
    expectNet(account, -368.4876197617556, -301.7685348643643)
  })
})

describe('derive-srm, worked example of venues.md §2.7', () => {
  test('a short call at the money stands better alone than bounded', () => {
    const tests = withParameters(deriveSrm, {
      'option.maxSpot.ETH': 0.15,
      'option.minSpot.ETH': 0.1,
      'option.callMaintenance.ETH': 0.075,
      'option.putMaintenance.ETH': 0.075,
      'option.putMarkMaintenance.ETH': 0.075,
    })
    const account = run(tests, {
      spot: 1500,
      stable: 1,
      seconds: 500_400,
      forward: 1500.833279310994,
      options: [call(1500, -1, 1.047884494084986)],
    })
    const { initial, maintenance } = account.result.tree
    expect(partOf(initial, 'bounded')).toBeCloseTo(1800.99993517319, 8)
    expect(partOf(maintenance, 'bounded')).toBeCloseTo(1650.91660724209, 8)
    expectNet(account, -304.37158518905994, -191.87158518905994)
  })

  test('a spread needs no more than it can lose, long options lend nothing', () => {
    const spread = run(deriveSrm, { spot: 1500, seconds: 864_000, options: [put(1500, -1, 0.8), put(1450, 1, 0.8)] })
    expectNet(spread, -50, -50)
    expectNet(run(deriveSrm, { spot: 1500, seconds: 864_000, options: [call(1400, 3, 0.8)] }), 0, 0)
  })
})

describe('every parameter reaches the margin', () => {
  const far = 2681.6029850999994
  const expiring = { seconds: 3_214_052, forward: 2695.7814942763334, rate: 0.29, spot: far }
  const unsure = { forwardConfidence: 0.3 }
  const coins = [
    { asset: 'ETH', amount: 2, price: far, underlying: 'ETH', confidence: 0.4 },
    { asset: 'USDT', amount: 100, price: 1, confidence: 0.4 },
  ]
  const perpetual = { quantity: 3, price: 2680, profit: 20, confidence: 0.4 }
  const books: readonly Case[] = [
    { ...expiring, options: [call(5500, -15, 0.8843198050170489)], stable: 0.9, coins },
    { ...expiring, seconds: 18_938_852, options: [call(6000, 10, 0.7390799803804741)], coins },
    { ...expiring, options: [put(2600, -4, 0.5), put(2000, 3, 0.6)], stable: 0.9, facts: unsure, perpetual, coins },
    { ...expiring, seconds: 18_938_852, options: [call(2500, 5, 0.3), call(2500.5, -5, 0.3)], stable: 0.9 },
    { ...expiring, seconds: 18_938_852, options: [call(2500, -5, 0.3), put(2900, 1, 0.3)] },
    { ...expiring, options: [call(5500, -1, 0.1)], perpetual: { ...perpetual, quantity: -2 } },
    { ...expiring, options: [put(2600, -2, 0.2), call(3000, -2, 0.2), call(2800, 1, 0.2)], confidence: 0.4, coins },
    { ...expiring, options: [call(1000, -10.1, 0.6), call(1100, 10, 0.6)] },
    { ...expiring, seconds: 43_200, options: [put(2600, -2, 0.2), call(2750, 3, 0.2)] },
    { ...expiring, seconds: 18_938_852, options: [call(2700, 10, 0.7)], perpetual: { ...perpetual, quantity: -6 } },
  ]

  /** The margins of every book, with all scenarios and with those of the skew alone: else these decide in few books. */
  function numbers(spec: MarginSpec): readonly string[] {
    const list = spec.scenarios.scenarios
    const skews = list?.kind === 'list' ? list.scenarios.filter(({ tag }) => tag === 'skew') : []
    const specs = skews.length === 0 ? [spec] : [spec, withScenarios(spec, scenarioList(pm2Volatility, skews))]
    return specs.flatMap((under) =>
      books.map((given) => {
        const { net } = run(under, given)
        return `${net.initial} ${net.maintenance}`
      }),
    )
  }

  const pm2 = withParameters(
    derivePm2,
    Object.fromEntries(
      Object.entries(derivePm2.parameters ?? {}).flatMap(([name, { value }]) => (value === null ? [[name, 0.1]] : [])),
    ),
  )

  test.each([
    ['derive-pm2', pm2, /\.(?!ETH|USDT)[A-Z]{2,}$/],
    ['derive-pm1', derivePm1, /^$/],
    ['derive-srm', deriveSrm, /\.(?!ETH$|USDT$)[A-Z]{2,}$|confidence\.(perpetual|option)\.USDT$/],
  ] as const)('%s', (_id, spec, elsewhere) => {
    const before = numbers(spec)
    const idle = Object.entries(spec.parameters ?? {}).filter(([name, { value }]) => {
      if (elsewhere.test(name)) return false
      const others = [value! * 2 + 50, value! / 2 + 0.001].map((other) =>
        numbers(withParameters(spec, { [name]: other })),
      )
      return others.every((after) => after.every((margins, row) => margins === before[row]))
    })
    expect(idle.map(([name]) => name)).toEqual([])
  })
})

describe('all three rule books', () => {
  const mixed: VenueAccount = {
    cash: 50_000,
    stable: 0.97,
    markets: [
      {
        name: 'BTC',
        spot: 95_000,
        confidence: 0.5,
        perpetual: { quantity: -0.4, price: 95_100, profit: 120, confidence: 0.9 },
        expiries: [
          {
            seconds: 864_000,
            forward: 95_300,
            fixed: 0,
            facts: {},
            options: [call(100_000, -1, 0.5), put(90_000, -1, 0.6)],
          },
          {
            seconds: 8_640_000,
            forward: 97_000,
            fixed: 0,
            facts: { forwardConfidence: 0.1 },
            options: [call(95_000, 0.5, 0.55)],
          },
        ],
      },
      {
        name: 'ETH',
        spot: 2700,
        confidence: 1,
        perpetual: { quantity: 12, price: 2702, profit: -50, confidence: 1 },
        expiries: [
          { seconds: 864_000, forward: 2704, fixed: 0, facts: {}, options: [put(2600, 10, 0.7), put(2400, -20, 0.75)] },
        ],
      },
    ],
    coins: [
      { asset: 'ETH', amount: 3, price: 2700 / 0.97, underlying: 'ETH' },
      { asset: 'USDT', amount: 1000, price: 1 / 0.97 },
      { asset: 'SHIB', amount: 1e6, price: 0.00001 },
    ],
  }

  test.each([derivePm2, derivePm1, deriveSrm])('$id is a document that passes the schema', (spec) => {
    expect(parseSpec(JSON.parse(JSON.stringify(spec))).id).toBe(spec.id)
  })

  test.each([derivePm2, derivePm1, deriveSrm])('$id margins a mixed book with a future, orders and coins', (spec) => {
    const missing = Object.entries(spec.parameters ?? {}).filter(([, { value }]) => value === null)
    const complete = withParameters(spec, Object.fromEntries(missing.map(([name]) => [name, 0.05])))
    const { market, book } = engineAccount(mixed)
    const future = {
      kind: 'future' as const,
      id: 'BTC-FUTURE',
      underlying: 'BTC',
      settlement: { kind: 'linear' as const, currency: 'USDC' },
      contractSize: 1,
      expiry: market.underlyings.BTC!.forwards[1]!.expiry,
    }
    const one = { units: 1n, scale: 0 }
    const full = {
      ...book,
      instruments: [future],
      positions: [...book.positions, { instrument: future.id, quantity: one }],
      orders: [
        {
          id: 'a',
          instrument: 'ETH-PERP',
          side: 'buy' as const,
          quantity: one,
          price: { units: 2800n, scale: 0 },
          reduceOnly: false,
        },
        {
          id: 'b',
          instrument: 'BTC-864000-0',
          side: 'sell' as const,
          quantity: one,
          price: { units: 900n, scale: 0 },
          reduceOnly: false,
        },
      ],
    }
    const { net, result } = evaluated(full, market, complete)
    expect(result.initial).toBeGreaterThan(result.maintenance)
    expect(net.initial).toBeLessThan(net.maintenance)
    expect(Number.isFinite(result.withdrawable)).toBe(true)
    if (missing.length > 0) {
      expect(() => evaluated(full, market, spec)).toThrowError(expect.objectContaining({ code: 'SPEC_INCOMPLETE' }))
    }
  })

  test('a coin that the venue does not take counts for nothing', () => {
    const given = { spot: 2700, coins: [{ asset: 'SHIB', amount: 1e6, price: 0.00001 }] }
    for (const spec of [derivePm2, derivePm1, deriveSrm]) expectNet(run(spec, given), 0, 0)
  })
})
