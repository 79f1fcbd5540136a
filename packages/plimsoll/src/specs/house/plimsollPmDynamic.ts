import type { MarginSpec } from '../../requirement/spec.js'
import { plimsollPm } from './plimsollPm.js'

/**
 * Our own rule book with price ranges that follow the volatility of the past, held against spirals by all three tools of the
 * European rules and by a speed limit.
 */
const ranges = {
  BTC: { floor: 0.12, cap: 0.3, stressed: 0.3 },
  ETH: { floor: 0.14, cap: 0.36, stressed: 0.36 },
} as const

/** A day’s move that is exceeded about once in a thousand days, in daily deviations of a fat-tailed coin. */
const deviations = 4.5
const daysPerYear = 365

function dynamicRange(coin: keyof typeof ranges): NonNullable<MarginSpec['parameters']>[string] {
  const { floor, cap, stressed } = ranges[coin]
  return {
    ...plimsollPm.parameters![`range.${coin}`]!,
    rule: {
      follows: { kind: 'realised-volatility', underlying: coin, lambda: 0.97 },
      times: deviations / Math.sqrt(daysPerYear),
      floor,
      cap,
      speedLimit: { up: 0.05, down: 0.01 },
      stressed: { weight: 0.25, level: stressed },
      longFloorDays: 3650,
      buffer: { share: 0.25, release: 0.75 * cap },
    },
  }
}

export const plimsollPmDynamic: MarginSpec = {
  ...plimsollPm,
  id: 'plimsoll-pm-dynamic',
  title: 'Plimsoll portfolio margin with dynamic ranges',
  description:
    'The same, with the ranges of BTC and ETH a function of their past volatility: stressed weight, ten-year floor, buffer, floor, cap and speed limit. Without a history in the market the stated ranges hold.',
  parameters: { ...plimsollPm.parameters, 'range.BTC': dynamicRange('BTC'), 'range.ETH': dynamicRange('ETH') },
}
