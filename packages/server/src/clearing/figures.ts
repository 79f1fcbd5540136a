import { assess, type State } from '@plimsoll/clearing'

/** What the customers’ money adds up to, and what each account has and needs: what no change of schema may alter. */
export interface Figures {
  /** Smallest units that all accounts hold together, by asset. */
  readonly balances: Readonly<Record<string, bigint>>
  /** Equity, maintenance, slow equity, initial and what must stay of each account as decimal text, or why it cannot be valued. */
  readonly accounts: Readonly<Record<string, string>>
}

export function figuresOf(state: State): Figures {
  const balances: Record<string, bigint> = {}
  const accounts: Record<string, string> = {}
  for (const id of state.accounts.keys()) {
    const account = state.accounts.get(id)!
    for (const [asset, amount] of Object.entries(account.balances)) balances[asset] = (balances[asset] ?? 0n) + amount
    accounts[id] = figuresText(() => assess(state, id, account))
  }
  return { balances, accounts }
}

/** Shortest decimals that read back as the same number: equal text, equal bits. */
function figuresText(assessed: () => ReturnType<typeof assess>): string {
  try {
    const { equity, maintenance, slowEquity, initial, kept } = assessed()
    return `equity ${equity}, maintenance ${maintenance}, slow equity ${slowEquity}, initial ${initial}, kept ${kept}`
  } catch (error) {
    return String(error)
  }
}

/** The first thing that is not the same, in words. */
export function differenceOf(before: Figures, after: Figures): string | undefined {
  for (const part of ['balances', 'accounts'] as const) {
    for (const key of new Set([...Object.keys(before[part]), ...Object.keys(after[part])])) {
      const [was, is] = [before[part][key], after[part][key]]
      if (was !== is) return `${part} of ${key}: ${was ?? 'absent'} before, ${is ?? 'absent'} after`
    }
  }
  return undefined
}
