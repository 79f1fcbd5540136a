import { fineUnit, fineValue, type Listing } from '../ledger/listing.js'
import { liquidationRules } from '../liquidation/venues/index.js'
import { type DeleveragingPolicyName, deleveragingPolicies } from '../loss/deleveraging/policy.js'
import { type Answer, apply } from '../machine/apply.js'
import type { Command, CommandBodies, CommandKind } from '../machine/commands.js'
import { markOf } from '../risk/marks.js'
import { remember } from '../simulation/before.js'
import { checkStep } from '../simulation/checks.js'
import { parameters, smallVenue, start } from '../simulation/smallVenue.js'

import type { State } from '../state/state.js'
import { coalition } from './plan.js'

/** Under which rules an attack is played. */
export interface Terrain {
  readonly policy: DeleveragingPolicyName
  readonly rules: string
  /** Whether an account takes positions over, up to a cap. */
  readonly hasBackstop: boolean
}

export const contract = 'BTC-PERP'
export const usdc = (dollars: number): bigint => BigInt(Math.round(dollars * 1e6))
export const cents = (dollars: number): bigint => BigInt(Math.round(dollars * 100))

/** The honest part of the venue: a market maker, and pairs who hold the two sides of positions with more or less behind them. */
const pairs = [
  { lots: 2000n, long: 26_000, short: 60_000 },
  { lots: 3000n, long: 70_000, short: 45_000 },
  { lots: 1000n, long: 13_000, short: 40_000 },
] as const
export const maker = 'maker'

/** A venue on which a plan is played; every command is checked against every invariant. */
export interface Scene {
  readonly state: State
  readonly listing: Listing
  send<Kind extends CommandKind>(kind: Kind, body: CommandBodies[Kind]): Answer
  wait(milliseconds: number): void
  mark(): bigint
  lots(account: string): bigint
  money(account: string): bigint
}

export function createScene({ policy, rules, hasBackstop }: Terrain): Scene {
  const { state } = smallVenue({
    liquidation: liquidationRules(rules),
    deleveraging: { policy: deleveragingPolicies[policy], roundCapPpm: 1_000_000n },
    fund: { ...parameters.fund, slice: { capPerMarket: usdc(20_000), windowMilliseconds: 3_600_000 } },
    ...(hasBackstop ? { backstop: { account: 'backstop', most: { BTC: usdc(100_000) } } } : {}),
  })
  let count = 0
  let at = start
  const send = <Kind extends CommandKind>(kind: Kind, body: CommandBodies[Kind]): Answer => {
    count++
    const command = { id: `x${count}`, at, kind, ...body } as unknown as Command
    const before = remember(state)
    const answer = apply(state, command)
    const [broken] = checkStep(state, command, answer, before)
    if (broken !== undefined) throw new Error(`${broken.invariant}: ${broken.what}`)
    return answer
  }
  const listing = state.listings.get(contract)!
  const scene: Scene = {
    state,
    listing,
    send,
    wait(milliseconds) {
      at += milliseconds
    },
    mark: () => markOf(state, listing)!,
    lots: (account) => state.accounts.get(account)!.positions[contract]?.lots ?? 0n,
    money: (account) => state.accounts.get(account)!.balances.USDC ?? 0n,
  }
  settle(scene, hasBackstop)
  return scene
}

/** Opens all accounts, gives the honest ones money and positions, and fills the funds. */
function settle(scene: Scene, hasBackstop: boolean): void {
  const open = (account: string, dollars: number): void => {
    scene.send('open-account', { account, owner: `owner-of-${account}`, mode: 'cross' })
    if (dollars > 0) scene.send('deposit', { account, asset: 'USDC', amount: usdc(dollars) })
  }
  open(maker, 20_000_000)
  if (hasBackstop) open('backstop', 1_000_000)
  for (const [row, { lots, long, short }] of pairs.entries()) {
    open(`long${row}`, long)
    open(`short${row}`, short)
    exchange(scene, { buyer: `long${row}`, seller: `short${row}`, lots, price: scene.mark() })
  }
  for (const member of coalition) open(member, 0)
  scene.send('contribute', { account: maker, asset: 'USDC', amount: usdc(10_000), market: 'BTC' })
  scene.send('contribute', { account: maker, asset: 'USDC', amount: usdc(50_000), market: 'shared' })
}

interface Deal {
  readonly buyer: string
  readonly seller: string
  readonly lots: bigint
  readonly price: bigint
  /** Part of the notional that each member of the coalition pays. */
  readonly feePpm?: bigint
}

/** A trade; whether the machine took it. */
export function exchange(scene: Scene, { buyer, seller, lots, price, feePpm = 0n }: Deal): boolean {
  if (lots <= 0n || buyer === seller) return false
  const value = fineValue(scene.listing, lots, price) / fineUnit(scene.listing)
  const fee = (account: string): bigint =>
    coalition.some((member) => member === account) ? (value * feePpm) / 1_000_000n : 0n
  const { refusal } = scene.send('trade', {
    instrument: contract,
    lots,
    price,
    buyer: { account: buyer, fee: fee(buyer) },
    seller: { account: seller, fee: fee(seller) },
  })
  return refusal === undefined
}

/** What an account is worth at the mark, smallest units of USDC, but not less than nothing: nobody can be made to pay more than he has. */
export function worth({ state, listing, mark }: Scene, account: string): bigint {
  const { balances, positions } = state.accounts.get(account)!
  const held = positions[contract]
  const profit = held === undefined ? 0n : (fineValue(listing, held.lots, mark()) - held.cost) / fineUnit(listing)
  const value = (balances.USDC ?? 0n) + profit
  return value > 0n ? value : 0n
}
