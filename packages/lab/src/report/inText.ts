import { formatInstant } from 'plimsoll'

/** Numbers as they stand in a report; a dash where there is none. */
export const dash = '–'

export function fixed(value: number | null, digits: number): string {
  return value === null ? dash : value.toFixed(digits)
}

/** A part of one as percent. */
export function inPercent(value: number | null, digits = 2): string {
  return value === null ? dash : `${(100 * value).toFixed(digits)} %`
}

/** A p-value; what is below a thousandth says so. */
export function probability(value: number | null | undefined): string {
  if (value === null || value === undefined) return dash
  return value < 0.001 ? '< 0.001' : value.toFixed(3)
}

/** A loss over a margin; a loss against no margin at all has no number. */
export function lossToMargin(value: number | null | undefined): string {
  return value === null ? '∞' : value === undefined ? dash : value.toFixed(2)
}

/** The UTC day of a daily close that was labelled by the instant at which its day ends. */
export function dayOf(time: number | null): string {
  return time === null ? dash : formatInstant(time - 1).slice(0, 10)
}

export function hourOf(time: number | null): string {
  return time === null ? dash : formatInstant(time).slice(0, 16).replace('T', ' ')
}

/** A Markdown table; the first column is text, the others are right-aligned. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`
  return `${line(head)}${line(head.map((_, k) => (k === 0 ? '---' : '---:')))}${rows.map(line).join('')}`
}
