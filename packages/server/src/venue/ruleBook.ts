import type { Amount, MarginSpec } from '../desk/library.js'

/**
 * The rule book of the simulated venue, our own: each underlying by itself loses what the worst of 33 scenarios takes from it
 * (nine prices by three volatilities, and six tails counted in part), and the losses add up. A scan of this form is what
 * several venues publish; the ranges are of the size that they publish. Maintenance is the scan and initial 1.1 times that, so
 * that the levels of the venue (1, 1.1 and 1.4 times maintenance) are liquidation, call and a utilisation of 79 %.
 */
const own = (value: number, description: string, unit?: string) => ({
  value,
  status: 'own' as const,
  description,
  ...(unit === undefined ? {} : { unit }),
})

const term = { referenceDays: 30, shortPower: 0.3, longPower: 0.13, minDays: 1 }

const scan: Amount = {
  node: 'worst-of',
  label: 'worst scenario of each underlying',
  scenarios: 'scan',
  scope: 'underlying',
}

export const venueRuleBook: MarginSpec = {
  plimsoll: 'spec/1',
  id: 'simulated-venue',
  version: '1',
  asOf: '2026-11-21',
  title: 'Simulated venue',
  description:
    'Each underlying’s worst of 33 scenarios, summed; initial margin is 1.1 times that. Stable coins count in full, coins with a haircut.',
  sources: ['Plimsoll’s own parameters; ranges and tails are of the size that venues publish.'],
  generation: 'portfolio',
  currency: 'USD',
  decimals: 2,
  parameters: {
    'range.BTC': own(0.16, 'price range of BTC', 'fraction'),
    'range.ETH': own(0.18, 'price range of ETH', 'fraction'),
    'range.other': own(0.25, 'price range of everything else', 'fraction'),
    'vol.up': own(0.5, 'rise of volatility at 30 days', 'fraction'),
    'vol.down': own(-0.3, 'fall of volatility at 30 days', 'fraction'),
    'vol.floor': own(0.45, 'least volatility after a rise', 'per year'),
    'initial.over': own(1.1, 'initial requirement over maintenance'),
  },
  provenance: [
    { of: 'scenarios.scan', status: 'own' },
    { of: 'collateral', status: 'own' },
  ],
  scenarios: {
    scan: {
      kind: 'grid',
      smile: 'sticky-strike',
      horizonDays: 0,
      range: {
        BTC: { parameter: 'range.BTC' },
        ETH: { parameter: 'range.ETH' },
        '*': { parameter: 'range.other' },
      },
      moves: [-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1],
      volatility: [
        { id: 'down', kind: 'relative', move: { parameter: 'vol.down' }, term },
        { id: 'same', kind: 'none' },
        { id: 'up', kind: 'relative', move: { parameter: 'vol.up' }, floor: { parameter: 'vol.floor' }, term },
      ],
      tails: [
        { move: -0.66, weight: 0.25, volatility: 'up' },
        { move: -0.33, weight: 0.5, volatility: 'up' },
        { move: 0.5, weight: 0.3, volatility: 'up' },
        { move: 1, weight: 0.15, volatility: 'up' },
        { move: 2, weight: 0.075, volatility: 'up' },
        { move: 4, weight: 0.04, volatility: 'up' },
      ],
    },
  },
  collateral: {
    mode: 'haircut',
    haircuts: {
      USD: { initial: 0, maintenance: 0 },
      USDC: { initial: 0, maintenance: 0 },
      USDT: { initial: 0, maintenance: 0 },
      '*': { initial: 0.1, maintenance: 0.08 },
    },
    residualHaircuts: {},
  },
  initial: { node: 'scale', by: { parameter: 'initial.over' }, of: scan },
  maintenance: scan,
}
