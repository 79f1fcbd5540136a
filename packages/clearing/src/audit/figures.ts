import { clockOf } from '../state/clock.js'
import type { State } from '../state/state.js'

/** Smallest units by asset; what is zero is absent. */
export type Amounts = Readonly<Record<string, bigint>>

/** What a venue publishes about itself; money in smallest units, open interest in lots. */
export interface PublicFigures {
  /** Number of the last command whose effects are counted: whoever has the log up to there can count again. */
  readonly sequence: number
  /** Long lots of each instrument, which are as many as its short ones. */
  readonly openInterest: Readonly<Record<string, bigint>>
  /** The insurance fund: what each pool holds, by its name (`shared`, or a market). */
  readonly funds: Readonly<Record<string, Amounts>>
  /** The account that takes positions over; nothing where there is none. */
  readonly backstop: { readonly balances: Amounts; readonly lots: Readonly<Record<string, bigint>> } | undefined
  /** What customers have on their accounts, and what customers owe, never one less the other. */
  readonly held: Amounts
  readonly owed: Amounts
  /** What came in from outside less what went out: all that can be there to pay. */
  readonly received: Amounts
  /** Profit that was paid out before it was collected, less what was collected before it was paid out. */
  readonly advanced: Amounts
  /** Losses that nobody has paid. */
  readonly unpaid: Amounts
}

/**
 * What is shown is what is held: each figure is counted from accounts and ledger as they stand, at a sequence number, and none is kept
 * beside them. Reads the state, writes nothing.
 *
 * @example
 * import { apply, createState, publicFigures } from '@plimsoll/clearing'
 * const state = createState()
 * apply(state, { id: 'c1', at: 0, kind: 'list-asset', asset: 'USDC', record: { decimals: 6 } })
 * apply(state, { id: 'c2', at: 0, kind: 'open-account', account: 'a', owner: 'one', mode: 'cross' })
 * apply(state, { id: 'c3', at: 0, kind: 'deposit', account: 'a', asset: 'USDC', amount: 5_000_000n })
 * publicFigures(state).held // => { USDC: 5000000n }
 * publicFigures(state).sequence // => 3
 */
export function publicFigures(state: State): PublicFigures {
  const counted = new Map<string, Map<string, bigint>>()
  const add = (figure: string, key: string, amount: bigint): void => {
    const amounts = counted.get(figure) ?? new Map<string, bigint>()
    counted.set(figure, amounts.set(key, (amounts.get(key) ?? 0n) + amount))
  }
  for (const id of state.accounts.keys()) {
    const { balances, positions } = state.accounts.get(id)!
    for (const [asset, amount] of Object.entries(balances)) {
      if (amount > 0n) add('held', asset, amount)
      else add('owed', asset, -amount)
    }
    for (const [instrument, { lots }] of Object.entries(positions)) if (lots > 0n) add('open', instrument, lots)
  }
  for (const key of state.houses.keys()) {
    const [name, asset] = key.split(' ') as [string, string]
    const amount = state.houses.get(key)!
    if (name === 'external') add('received', asset, -amount)
    else if (name === 'unpaid') add('unpaid', asset, -amount)
    else if (name.startsWith('variation:')) add('advanced', asset, -amount)
    else if (name.startsWith('fund:')) add(name, asset, amount)
  }
  const figure = (name: string): Amounts =>
    Object.fromEntries([...(counted.get(name) ?? [])].filter(([, amount]) => amount !== 0n))
  const pools = [...counted.keys()].filter((name) => name.startsWith('fund:'))
  return {
    sequence: clockOf(state).sequence,
    openInterest: figure('open'),
    funds: Object.fromEntries(pools.map((name) => [name.slice('fund:'.length), figure(name)])),
    backstop: backstopOf(state),
    held: figure('held'),
    owed: figure('owed'),
    received: figure('received'),
    advanced: figure('advanced'),
    unpaid: figure('unpaid'),
  }
}

function backstopOf(state: State): PublicFigures['backstop'] {
  const name = state.parameters.get('parameters')?.backstop?.account
  const account = name === undefined ? undefined : state.accounts.get(name)
  if (account === undefined) return undefined
  const lots = Object.entries(account.positions).map(([instrument, position]) => [instrument, position.lots] as const)
  return { balances: account.balances, lots: Object.fromEntries(lots) }
}
