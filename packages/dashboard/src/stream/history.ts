import type { AccountSummary } from '@plimsoll/server/contract'

/** How many ticks a sparkline remembers. */
export const historyLength = 90

export type Traced = 'equity' | 'initial' | 'maintenance' | 'health' | 'utilisation' | 'excess' | 'withdrawable'
const traced: readonly Traced[] = [
  'equity',
  'initial',
  'maintenance',
  'health',
  'utilisation',
  'excess',
  'withdrawable',
]

/** The last values of each tile's number, oldest first; what was absent leaves no point. */
export type History = Readonly<Record<Traced, readonly number[]>>

export const emptyHistory: History = {
  equity: [],
  initial: [],
  maintenance: [],
  health: [],
  utilisation: [],
  excess: [],
  withdrawable: [],
}

export function remember(history: History, summary: AccountSummary): History {
  const next: Record<Traced, readonly number[]> = { ...history }
  for (const name of traced) {
    const value = summary[name]
    if (value !== null && Number.isFinite(value)) next[name] = [...history[name].slice(1 - historyLength), value]
  }
  return next
}
