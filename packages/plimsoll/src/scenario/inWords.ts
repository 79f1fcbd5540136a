import type { PriceShock, VolatilityShock } from './scenario.js'

/** `+16`, `−16`, `0`: at most two decimals, with a real minus sign. */
export function signed(value: number): string {
  const rounded = Math.round(value * 100) / 100
  return rounded > 0 ? `+${rounded}` : rounded < 0 ? `−${-rounded}` : '0'
}

/** `28 %`, at most one decimal. */
export function percent(weight: number): string {
  return `${Math.round(weight * 1000) / 10} %`
}

export function describePrice(price: PriceShock): string {
  return price.kind === 'relative' ? `${signed(price.move * 100)} %` : signed(price.move)
}

export function describeVolatility(volatility: VolatilityShock): string {
  switch (volatility.kind) {
    case 'none':
      return 'unchanged'
    case 'skew':
      return volatility.shape === 'linear' ? 'tilted' : 'wings moved'
    case 'surface':
      return `${signed(volatility.level * 100)} % log at ${volatility.referenceDays ?? 30} d`
    default: {
      const at = volatility.term === undefined ? '' : ` at ${volatility.term.referenceDays} d`
      return volatility.kind === 'relative'
        ? `${signed(volatility.move * 100)} %${at}`
        : `${signed(volatility.move * 100)} points${at}`
    }
  }
}
