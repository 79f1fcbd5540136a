import type { Crossing } from './trace'

const columns = ['asOf', 'account', 'from', 'to', 'health', 'equity', 'maintenance'] as const

/** Crossings as lines with tabs between, as spreadsheets take them; numbers in full. */
export const crossingsText = (crossings: readonly Crossing[]): string =>
  [columns.join('\t'), ...crossings.map((one) => columns.map((column) => one[column] ?? '').join('\t'))].join('\n')
