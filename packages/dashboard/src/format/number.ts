/**
 * How the desk writes numbers: grouped by commas with a decimal point whatever the browser's language, a true minus
 * sign, and a dash for what is absent. Only for risk numbers (float64); money strings go through `decimal.ts`.
 */
const absent = '–'
const minus = '−'

const formatters = new Map<string, Intl.NumberFormat>()
const formatter = (least: number, most: number): Intl.NumberFormat => {
  const key = `${least}:${most}`
  let made = formatters.get(key)
  if (made === undefined) {
    made = new Intl.NumberFormat('en-US', { minimumFractionDigits: least, maximumFractionDigits: most })
    formatters.set(key, made)
  }
  return made
}

/** A number with `places` decimals; −0 and what rounds to it is written 0. */
export function fixed(value: number | null | undefined, places: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return absent
  const text = formatter(places, places).format(Math.abs(value))
  return value < 0 && /[1-9]/.test(text) ? minus + text : text
}

/** An amount in the reporting currency: cents while they matter, none from a hundred thousand upwards. */
export const amount = (value: number | null | undefined): string =>
  fixed(value, value !== null && value !== undefined && Math.abs(value) >= 100_000 ? 0 : 2)

/** An amount where columns are narrow: whole units from a thousand upwards. */
export const tight = (value: number | null | undefined): string =>
  fixed(value, value !== null && value !== undefined && Math.abs(value) >= 1000 ? 0 : 2)

/** The same with a plus sign on what is positive. */
export const signedTight = (value: number | null | undefined): string => {
  const text = tight(value)
  return value !== null && value !== undefined && value > 0 && /[1-9]/.test(text) ? `+${text}` : text
}

/** An amount with a plus sign on what is positive, for changes and profits. */
export const signed = (value: number | null | undefined, places?: number): string => {
  const text = places === undefined ? amount(value) : fixed(value, places)
  return value !== null && value !== undefined && value > 0 && /[1-9]/.test(text) ? `+${text}` : text
}

/** Three significant figures and a suffix, for cells and axes: 1.25k, −34.1M. */
export function compact(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return absent
  const size = Math.abs(value)
  const sign = value < 0 ? minus : ''
  // 999.5 would round to 1000 without its suffix, hence the thresholds just below the powers.
  for (const [unit, suffix] of [
    [1e9, 'B'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const) {
    if (size >= unit * 0.9995) return sign + significant(size / unit) + suffix
  }
  return size === 0 ? '0' : sign + significant(size)
}

const significant = (size: number): string => {
  const places = size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2
  const text = fixed(size, places)
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

/** An amount where four stand in a row: above ten million three significant figures. */
export const narrow = (value: number | null | undefined): string =>
  value !== null && value !== undefined && Math.abs(value) >= 1e7 ? compact(value) : amount(value)

const significantFigures = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 })

/** A number of any unit (a rate, a count, an amount), with as many of six figures as it has. */
export function plain(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return absent
  return (value < 0 ? minus : '') + significantFigures.format(Math.abs(value))
}

/** A change beside such amounts: above a million three significant figures. */
export const signedNarrow = (value: number): string =>
  Math.abs(value) < 1e6 ? signedTight(value) : `${value > 0 ? '+' : ''}${compact(value)}`

/** A price: decimals by its size, so that 91,204.50 and 0.0425 both show what matters. */
export function price(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return absent
  const size = Math.abs(value)
  if (size >= 1000) return fixed(value, 2)
  if (size >= 1) return trimmed(value, 2, 4)
  return trimmed(value, 4, 6)
}

/** A price beside a line or a cell: no cents from a thousand upwards. */
export const axisPrice = (value: number): string => (Math.abs(value) >= 1000 ? fixed(value, 0) : price(value))

const trimmed = (value: number, least: number, most: number): string => {
  const text = formatter(least, most).format(Math.abs(value))
  return value < 0 && /[1-9]/.test(text) ? minus + text : text
}

/** A fraction as a percentage: 0.1234 → 12.3 %. */
export const percent = (value: number | null | undefined, places = 1): string => {
  const text = fixed(value === null || value === undefined ? value : value * 100, places)
  return text === absent ? text : `${text} %`
}

/** A fraction as a percentage with its sign. */
export const signedPercent = (value: number | null | undefined, places = 1): string => {
  const text = percent(value, places)
  return value !== null && value !== undefined && value > 0 && /[1-9]/.test(text) ? `+${text}` : text
}

/**
 * Health: equity over maintenance, two decimals; above a thousand only the size is of interest. Without a requirement it
 * is endless, except where equity is negative: such an account is not healthy, and the ratio says nothing.
 */
export const health = (value: number | null | undefined, equity = 0): string =>
  value === null || value === undefined
    ? equity < 0
      ? absent
      : '∞'
    : Math.abs(value) >= 1000
      ? `${compact(value)}×`
      : `${fixed(value, 2)}×`

const mostUtilisation = 99.99

/** Utilisation as a percentage; beyond a hundred times over only that is of interest. */
export const utilisation = (value: number | null | undefined, places = 1): string =>
  value !== null && value !== undefined && value > mostUtilisation ? '> 9,999 %' : percent(value, places)

/** A Greek or another quantity of free scale: about four significant figures. */
export function greek(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return absent
  const size = Math.abs(value)
  // Below this a Greek is the noise of a difference quotient.
  if (size < 1e-9) return '0'
  if (size >= 10_000) return compact(value)
  if (size >= 100) return fixed(value, 1)
  if (size >= 1) return fixed(value, 2)
  if (size >= 0.0001) return fixed(value, 4)
  return value.toExponential(1).replaceAll('-', minus)
}

/** Microseconds as the nearest readable unit. */
export const duration = (microseconds: number): string =>
  microseconds < 1000
    ? `${fixed(microseconds, 0)} µs`
    : `${fixed(microseconds / 1000, microseconds < 10_000 ? 2 : 1)} ms`

/** How long a computation took, as far as a browser's clock can tell. */
export const computingTime = (microseconds: number): string =>
  microseconds < 100 ? 'under 0.1\u00a0ms' : `${fixed(microseconds / 1000, microseconds < 9950 ? 1 : 0)}\u00a0ms`
