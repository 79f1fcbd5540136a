import type { PositionView } from '@plimsoll/server/contract'

const fields = [
  'instrument',
  'kind',
  'underlying',
  'expiry',
  'quantity',
  'entryPrice',
  'mark',
  'priceUnit',
  'impliedVolatility',
  'value',
  'unrealised',
  'delta',
  'gamma',
  'vega',
  'theta',
  'part',
  'alone',
  'saves',
] as const satisfies readonly (keyof PositionView)[]

/** Positions as CSV (RFC 4180) with full precision: decimals as stored, numbers with every digit. */
export function positionsCsv(positions: readonly PositionView[]): string {
  const rows = positions.map((position) => fields.map((field) => cell(position[field])).join(','))
  return [fields.join(','), ...rows, ''].join('\r\n')
}

function cell(value: string | number | null): string {
  if (value === null) return ''
  const text = String(value)
  // A spreadsheet would run a text that starts like a formula; negative numbers are left alone.
  const safe = typeof value === 'string' && /^[=+@\t\r]|^-(?![\d.])/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
