import { toMoney } from 'plimsoll'

/** Numbers as people read them: thousands apart, a real minus sign, `∞` for what has no bound, `–` for what is absent. */

/** `-1234.5` → `−1,234.50`. */
export function formatNumber(value: number, decimals: number): string {
  if (Number.isNaN(value)) return '–'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  return groupDigits(value.toFixed(decimals))
}

/** A decimal string, or what toFixed gives, with thousands apart and a real minus sign; `-0.00` loses its sign. */
export function groupDigits(decimal: string): string {
  const [, sign, whole, rest] = /^(-?)(\d+)(.*)$/.exec(decimal) ?? [undefined, '', decimal, '']
  const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, ',')
  return `${sign === '-' && /[1-9]/.test(decimal) ? '−' : ''}${grouped}${rest}`
}

/** Money as the library rounded it, with all its decimals: `24406.5` → `24,406.50`. */
export function formatMoney(decimal: string, decimals: number): string {
  const [whole, fraction = ''] = decimal.split('.') as [string, string?]
  return groupDigits(decimals === 0 ? whole : `${whole}.${fraction.padEnd(decimals, '0')}`)
}

/** A price to eight digits, at least two decimals from 1 on: `71,483.63`, `0.03201946`. */
export function formatPrice(value: number): string {
  if (!Number.isFinite(value)) return formatNumber(value, 2)
  if (value === 0) return '0'
  const size = Math.abs(value)
  const decimals =
    size >= 1 ? Math.max(2, 8 - Math.ceil(Math.log10(size))) : Math.max(8, 2 - Math.floor(Math.log10(size)))
  const [whole, fraction = ''] = value.toFixed(Math.min(decimals, 20)).split('.') as [string, string?]
  const short = fraction.replace(/0+$/, '')
  return groupDigits(`${whole}.${size >= 1 ? short.padEnd(2, '0') : short}`.replace(/\.$/, ''))
}

/** Ratios beyond this say only that they are beyond it. */
const ratioMax = 9999

/**
 * Health, without the digits that mean nothing when next to nothing is required. With nothing required it is unbounded, or
 * absent where equity is negative: nothing is asked, and still the account owes.
 */
export function formatHealth(value: number): string {
  if (value === Number.NEGATIVE_INFINITY) return '–'
  return Number.isFinite(value) && value > ratioMax ? '> 9,999' : formatNumber(value, 2)
}

/** Utilisation, without the digits that mean nothing when next to nothing stands behind. */
export function formatUtilisation(value: number): string {
  return Number.isFinite(value) && value * 100 > ratioMax ? '> 9,999 %' : formatPercent(value)
}

/** A requirement, rounded up as money is when it is asked for. */
export function formatRequirement(value: number, decimals: number): string {
  return formatMoney(toMoney(value, decimals, 'up'), decimals)
}

/** A fraction as per cent: `0.241` → `24.1 %`. */
export function formatPercent(fraction: number, decimals = 1): string {
  return `${formatNumber(fraction * 100, decimals)} %`
}

/** A fraction as a move: `−14.8 %`, `+3.0 %`. */
export function formatMove(fraction: number, decimals = 1): string {
  const text = formatPercent(fraction, decimals)
  return fraction > 0 && /[1-9∞]/.test(text) ? `+${text}` : text
}

/** A figure whose unit is not known here, to seven digits: `0.0055`, `71,483.6`, `1.2e-9`. */
export function formatFigure(value: number): string {
  if (!Number.isFinite(value) || value === 0) return formatNumber(value, 0)
  const size = Math.abs(value)
  if (size < 1e-6 || size >= 1e15) return value.toExponential(3).replace('-', '−').replace('e-', 'e−')
  return groupDigits(size >= 1e6 ? value.toFixed(0) : String(Number(value.toPrecision(7))))
}
