import { fineUnit, isPaid } from '../ledger/listing.js'
import type { State } from '../state/state.js'

/** A rule of the books that does not hold: which one, where, and the number that should have been another. */
export interface Violation {
  readonly rule: 'conservation' | 'zero-sum' | 'derived' | 'rounding'
  readonly where: string
  readonly found: bigint
  readonly expected: bigint
}

/**
 * Everything about the books that can be recomputed from accounts and ledger, and does not agree: money is conserved, every instrument
 * nets to zero, what is kept as a sum is that sum, and roundings stay with the house. An empty list is a sound ledger.
 */
export function audit(state: State): readonly Violation[] {
  const steps = auditSteps(state)
  for (;;) {
    const { done, value } = steps.next()
    if (done === true) return value
  }
}

/** As {@link audit}, an account at a time, for whoever has other things to do in between; the state must not change meanwhile. */
export function* auditSteps(state: State): Generator<undefined, readonly Violation[], void> {
  return [...(yield* conservation(state)), ...(yield* instruments(state)), ...(yield* owners(state))]
}

/** Of every asset, the money of all ledger accounts, outside counted as a debtor, is nothing. */
function* conservation(state: State): Generator<undefined, readonly Violation[], void> {
  const sums = new Map<string, bigint>()
  const add = (asset: string, amount: bigint): void => {
    sums.set(asset, (sums.get(asset) ?? 0n) + amount)
  }
  for (const account of state.accounts.keys()) {
    for (const [asset, amount] of Object.entries(state.accounts.get(account)!.balances)) add(asset, amount)
    yield
  }
  const violations: Violation[] = []
  for (const key of state.houses.keys()) {
    const [name, asset] = key.split(' ') as [string, string]
    const amount = state.houses.get(key)!
    add(asset, amount)
    if ((name === 'rounding' || name === 'fees' || name === 'interest') && amount < 0n) {
      violations.push({ rule: 'rounding', where: key, found: amount, expected: 0n })
    }
  }
  for (const [asset, sum] of sums) {
    if (sum !== 0n) violations.push({ rule: 'conservation', where: asset, found: sum, expected: 0n })
  }
  return violations
}

function* instruments(state: State): Generator<undefined, readonly Violation[], void> {
  const sums = new Map(state.listings.keys().map((id) => [id, { lots: 0n, long: 0n, cost: 0n }]))
  for (const account of state.accounts.keys()) {
    for (const [id, { lots, cost }] of Object.entries(state.accounts.get(account)!.positions)) {
      const sum = sums.get(id)!
      sum.lots += lots
      sum.cost += cost
      if (lots > 0n) sum.long += lots
    }
    yield
  }
  const violations: Violation[] = []
  const check = (rule: Violation['rule'], where: string, found: bigint, expected: bigint): void => {
    if (found !== expected) violations.push({ rule, where, found, expected })
  }
  for (const [id, { lots, long, cost }] of sums) {
    const listing = state.listings.get(id)!
    const { openInterest, residue } = state.books.get(id)!
    const variation = state.houses.get(`variation:${id} ${listing.asset}`) ?? 0n
    check('zero-sum', `lots of ${id}`, lots, 0n)
    check('derived', `open interest of ${id}`, openInterest, long)
    if (!isPaid(listing)) check('zero-sum', `cost of ${id}`, cost + residue + variation * fineUnit(listing), 0n)
    if (residue > 0n || -residue >= fineUnit(listing)) {
      violations.push({ rule: 'rounding', where: `residue of ${id}`, found: residue, expected: 0n })
    }
  }
  return violations
}

/** The sums of each owner are those of its accounts. */
function* owners(state: State): Generator<undefined, readonly Violation[], void> {
  const sums = new Map<string, bigint>()
  const count = (key: string, amount: bigint): void => {
    if (amount !== 0n) sums.set(key, (sums.get(key) ?? 0n) + amount)
  }
  for (const id of state.accounts.keys()) {
    const { owner, positions, orders, balances } = state.accounts.get(id)!
    for (const [name, { lots }] of Object.entries(positions)) {
      count(`${owner} ${lots > 0n ? 'long' : 'short'} ${name}`, lots > 0n ? lots : -lots)
    }
    for (const { instrument, lots, reduceOnly } of Object.values(orders)) {
      if (!reduceOnly) count(`${owner} ${lots > 0n ? 'buying' : 'selling'} ${instrument}`, lots > 0n ? lots : -lots)
    }
    for (const [asset, amount] of Object.entries(balances)) {
      if (amount > 0n && state.assets.get(asset)?.feed !== undefined) count(`${owner} assets ${asset}`, amount)
    }
    yield
  }
  const violations: Violation[] = []
  for (const owner of state.owners.keys()) {
    for (const [side, amounts] of Object.entries(state.owners.get(owner)!)) {
      for (const [key, found] of Object.entries(amounts as Record<string, bigint>)) {
        const where = `${owner} ${side} ${key}`
        const expected = sums.get(where) ?? 0n
        if (found !== expected) violations.push({ rule: 'derived', where, found, expected })
        sums.delete(where)
      }
    }
    yield
  }
  for (const [where, expected] of sums) violations.push({ rule: 'derived', where, found: 0n, expected })
  return violations
}
