import type { MarginSpec, Requirement } from '../../requirement/spec.js'
import { atLeast, each, measure, parameter, read, sum, times, where, worstOf } from '../amounts.js'
import { contracts, derivatives, options } from '../kinds.js'
import { unlistedCoins } from '../unlisted.js'
import { aevoCollateral, collateralProvenance, portfolioPage, queueNote } from './pieces.js'

function floorOf(orders?: 'filled'): Requirement {
  return sum(
    'floor',
    where(contracts, times(parameter('floor.perpetual'), measure('notional', 'gross', orders))),
    where(options, times(parameter('floor.option'), measure('notional', 'short', orders))),
  )
}

function scanned(orders?: 'filled'): Requirement {
  return each(
    'underlying',
    'each underlying',
    atLeast(floorOf(orders), worstOf('main', 'underlying'), 'worst of the grid, at least the floor'),
    { ...derivatives, ...(orders === undefined ? { orders: false } : {}) },
  )
}

/** Aevo’s portfolio margin: its grid is published, its floor is not. */
export const aevoPm: MarginSpec = {
  plimsoll: 'spec/1',
  id: 'aevo-pm',
  version: '1',
  asOf: '2026-11-21',
  title: 'Aevo portfolio margin',
  description:
    'The worst of fifteen scenarios of each underlying: five price moves by three volatility moves in points; at least a floor.',
  sources: [portfolioPage],
  generation: 'portfolio',
  currency: 'USD',
  decimals: 6,
  parameters: {
    'price.range': read(0.2, portfolioPage, 'fraction of price'),
    'volatility.up': read(0.5, portfolioPage, 'volatility, added'),
    'volatility.down': read(-0.25, portfolioPage, 'volatility, added'),
    'floor.perpetual': {
      value: null,
      status: 'missing',
      unit: 'of notional',
      description: 'Floor margin of perpetuals: mentioned by the venue, its values were not found.',
    },
    'floor.option': {
      value: null,
      status: 'missing',
      unit: 'of notional',
      description: 'Floor margin of short options: mentioned by the venue, its values were not found.',
    },
    'maintenance.fraction': {
      value: null,
      status: 'missing',
      unit: 'of initial margin',
      description: 'Maintenance margin as a part of the initial margin: not found.',
    },
  },
  provenance: [
    collateralProvenance,
    {
      of: 'scenarios.main',
      status: 'read',
      source: portfolioPage,
      note: 'Volatility moves in points: +50, 0 and −25.',
    },
    {
      of: 'initial',
      status: 'read',
      source: portfolioPage,
      note: 'That the floor grows with notional is an assumption.',
    },
  ],
  notes: [
    'The form of the floor was not read either: here a rate of the notional of perpetuals, and of short options.',
    queueNote,
  ],
  scenarios: {
    main: {
      kind: 'grid',
      smile: 'sticky-strike',
      horizonDays: 0,
      range: { '*': parameter('price.range') },
      moves: [-1, -0.5, 0, 0.5, 1],
      volatility: [
        { id: 'up', kind: 'absolute', move: parameter('volatility.up') },
        { id: 'unchanged', kind: 'none' },
        { id: 'down', kind: 'absolute', move: parameter('volatility.down') },
      ],
      tails: [],
    },
  },
  collateral: aevoCollateral,
  initial: sum('initial margin', scanned('filled'), unlistedCoins),
  maintenance: sum('maintenance margin', times(parameter('maintenance.fraction'), scanned()), unlistedCoins),
}
