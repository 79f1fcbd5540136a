import type { ScenarioSource } from '../../requirement/spec.js'
import { parameter } from '../amounts.js'

type List = Extract<ScenarioSource, { kind: 'list' }>
type Listed = List['scenarios'][number]

/** How a move of the volatility depends on the days to expiry. */
export const term = {
  referenceDays: 30,
  shortPower: parameter('volatility.shortTermPower'),
  longPower: parameter('volatility.longTermPower'),
  minDays: parameter('volatility.minDays'),
}

const width = {
  minWidth: parameter('skew.minWidth'),
  widthScale: parameter('skew.widthScale'),
  volatilityStatic: parameter('skew.volatilityStatic'),
  volatilityScale: parameter('skew.volatilityScale'),
}

/** What the volatility does, by the names that the scenarios use. */
export const pm2Volatility: List['volatility'] = [
  { id: 'up', kind: 'relative', move: parameter('volatility.up'), floor: parameter('volatility.minUp'), term },
  { id: 'same', kind: 'none' },
  { id: 'down', kind: 'relative', move: parameter('volatility.down'), term },
  {
    id: 'linear',
    kind: 'skew',
    shape: 'linear',
    baseCap: parameter('skew.linearCap'),
    slope: parameter('skew.linearSlope'),
    ...width,
  },
  {
    id: 'absolute',
    kind: 'skew',
    shape: 'absolute',
    baseCap: parameter('skew.absoluteCap'),
    slope: parameter('skew.absoluteSlope'),
    ...width,
  },
]

const words = { up: 'up', same: 'same', down: 'down', linear: 'skew linear', absolute: 'skew absolute' }

/** One scenario of the list. A skew scenario takes every expiry's profit as a loss. */
export function listedScenario(move: number, volatility: keyof typeof words, weight = 1): Listed {
  const sign = move < 0 ? '−' : '+'
  const counted = weight === 1 ? '' : `, ${Number((weight * 100).toFixed(4))} % counted`
  return {
    id: `price ${sign}${Number((Math.abs(move) * 100).toFixed(4))} %, vol ${words[volatility]}${counted}`,
    move,
    volatility,
    ...(weight === 1 ? {} : { weight }),
    ...(volatility === 'linear' || volatility === 'absolute' ? { tag: 'skew' } : {}),
  }
}

export function scenarioList(volatility: List['volatility'], scenarios: readonly Listed[]): List {
  return { kind: 'list', smile: 'sticky-strike', horizonDays: 0, volatility, scenarios: [...scenarios] }
}

/** Regular, tail and skew scenarios, 33 in all. */
export const pm2Scenarios: List = scenarioList(pm2Volatility, [
  listedScenario(0.18, 'up'),
  ...[0.135, 0.09, 0.045, 0, -0.045, -0.09, -0.135].flatMap((move) =>
    (['up', 'same', 'down'] as const).map((volatility) => listedScenario(move, volatility)),
  ),
  listedScenario(-0.18, 'up'),
  listedScenario(-0.66, 'up', 0.21),
  listedScenario(-0.33, 'up', 0.42),
  listedScenario(0.5, 'up', 0.2772),
  listedScenario(1, 'up', 0.1386),
  listedScenario(2, 'up', 0.0693),
  listedScenario(3, 'up', 0.0462),
  listedScenario(4, 'up', 0.03465),
  listedScenario(5, 'up', 0.02772),
  listedScenario(0, 'linear'),
  listedScenario(0, 'absolute'),
])

/** The two moves of the basis contingency. */
export const basisScenarios: List = scenarioList(
  [{ id: 'same', kind: 'none' }],
  [
    { id: 'forward up', move: parameter('basis.up'), volatility: 'same' },
    { id: 'forward down', move: parameter('basis.down'), volatility: 'same' },
  ],
)
