import type { Combine, MarginSpec, Requirement, ScenarioSource, Scope } from '../requirement/spec.js'

/**
 * Our three house rule books. They measure with the same scenarios and differ only in what may offset what, so that the
 * distance between them is the worth of netting and not of another model. They copy no venue.
 */
const term = { referenceDays: 30, shortPower: 0.3, longPower: 0.13, minDays: 1 }

/** 9 price moves × 3 volatility rows + 6 tails = 33 scenarios. */
const grid: ScenarioSource = {
  smile: 'sticky-strike',
  horizonDays: 0,
  range: { BTC: 0.16, ETH: 0.18, '*': 0.25 },
  moves: [-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1],
  volatility: [
    { id: 'down', kind: 'relative', move: -0.3, term },
    { id: 'same', kind: 'none', move: 0 },
    { id: 'up', kind: 'relative', move: 0.5, floor: 0.45, term },
  ],
  tails: [
    { move: -0.66, weight: 0.2, volatility: 'up' },
    { move: -0.33, weight: 0.4, volatility: 'up' },
    { move: 0.5, weight: 0.28, volatility: 'up' },
    { move: 1, weight: 0.14, volatility: 'up' },
    { move: 2, weight: 0.07, volatility: 'up' },
    { move: 4, weight: 0.035, volatility: 'up' },
  ],
}

const collateral = {
  haircuts: {
    USD: { initial: 0, maintenance: 0 },
    USDC: { initial: 0, maintenance: 0 },
    USDT: { initial: 0.01, maintenance: 0.005 },
    BTC: { initial: 0.2, maintenance: 0.15 },
    ETH: { initial: 0.22, maintenance: 0.17 },
    '*': { initial: 0.4, maintenance: 0.3 },
  },
  residualHaircuts: {
    USD: { initial: 0, maintenance: 0 },
    USDC: { initial: 0, maintenance: 0 },
    USDT: { initial: 0.01, maintenance: 0.005 },
    BTC: { initial: 0.02, maintenance: 0.01 },
    ETH: { initial: 0.02, maintenance: 0.01 },
    '*': { initial: 0.05, maintenance: 0.03 },
  },
}

function scan(scope: Scope, gains: 'pooled' | 'trapped' = 'pooled'): Requirement {
  return { node: 'worst-of', scenarios: 'grid', scope, gains }
}

/** The more of a scan and the minimum for short options. */
function withMinimum(requirement: Requirement, netting: 'strike' | 'none'): Combine {
  return {
    node: 'max',
    label: 'scan, at least the minimum for short options',
    of: [requirement, { node: 'short-option-minimum', rate: 0.005, netting }],
  }
}

function spec(
  id: MarginSpec['generation'],
  title: string,
  description: string,
  mode: 'haircut' | 'shocked',
  initial: Requirement,
): MarginSpec {
  return {
    plimsoll: 'spec/1',
    id,
    generation: id,
    version: '1',
    asOf: '2026-11-21',
    title,
    description,
    sources: ['Plimsoll’s own parameters; the grid’s ranges, term rule and tails are of the size that venues publish.'],
    currency: 'USD',
    decimals: 2,
    scenarios: { grid },
    collateral: { mode, ...collateral },
    initial,
    maintenance: { node: 'scale', by: 0.8, label: '80 % of the initial requirement', of: initial },
  }
}

export const isolated: MarginSpec = spec(
  'isolated',
  'Isolated margin',
  'Every position is margined as if it stood alone; a gain stays with the position that made it.',
  'haircut',
  withMinimum(scan('position', 'trapped'), 'none'),
)

export const cross: MarginSpec = spec(
  'cross',
  'Cross margin',
  'Collateral is pooled and gains pay for losses; every position is still charged for itself.',
  'haircut',
  withMinimum(scan('position'), 'none'),
)

export const portfolio: MarginSpec = spec(
  'portfolio',
  'Portfolio margin',
  'The whole book is moved through 33 scenarios with its collateral. Half of what one underlying gains may pay for another.',
  'shocked',
  withMinimum(
    {
      node: 'sum',
      label: 'scan risk',
      of: [
        { node: 'scale', by: 0.5, label: 'half, each underlying by itself', of: scan('underlying') },
        { node: 'scale', by: 0.5, label: 'half, all underlyings together', of: scan('account') },
      ],
    },
    'strike',
  ),
)
