import type { Event, LedgerName } from '../machine/events.js'
import { accountOf } from '../machine/events.js'
import type { AccountRecord, PositionRecord } from '../state/records.js'
import type { State } from '../state/state.js'
import type { Before } from './before.js'

/**
 * A second set of books over one command, kept from its events by other code than the machine’s: so what the machine wrote can be compared
 * with what it said, and every payment be judged at the moment at which it was made.
 */
export interface ShadowBooks {
  money(name: LedgerName, asset: string): bigint
  position(account: string, instrument: string): PositionRecord
  /** Profit that became money on the instrument, as the account counts it. */
  realised(account: string, instrument: string): bigint
  /** The account as it stands now, for the risk room. */
  record(account: string): AccountRecord | undefined
  take(event: Event): void
  /** What the machine wrote that is not what it said. */
  differences(): readonly string[]
}

const nothing: PositionRecord = { lots: 0n, cost: 0n }

export function shadowBooks(state: State, before: Before): ShadowBooks {
  const moneys = new Map<string, bigint>()
  const positions = new Map<string, PositionRecord>()
  const orders = new Map<string, AccountRecord['orders']>()
  const realisedNow = new Map<string, bigint>()
  /** Holdings whose funding was brought to the present index. */
  const funded = new Set<string>()

  const moneyIn = (name: string, asset: string, at: 'before' | 'after'): bigint => {
    const account = accountOf(name as LedgerName)
    if (account === undefined) {
      const key = `${name} ${asset}`
      return (at === 'before' ? before.houses.get(key) : state.houses.get(key)) ?? 0n
    }
    return accountIn(account, at)?.balances[asset] ?? 0n
  }
  const accountIn = (account: string, at: 'before' | 'after'): AccountRecord | undefined =>
    at === 'before' ? before.accounts.get(account) : state.accounts.get(account)
  const money = (name: LedgerName, asset: string): bigint =>
    moneys.get(`${name} ${asset}`) ?? moneyIn(name, asset, 'before')
  const position = (account: string, instrument: string): PositionRecord =>
    positions.get(`${account} ${instrument}`) ?? accountIn(account, 'before')?.positions[instrument] ?? nothing
  const realised = (account: string, instrument: string): bigint =>
    realisedNow.get(`${account} ${instrument}`) ?? accountIn(account, 'before')?.realised[instrument] ?? 0n
  const ordersOf = (account: string): AccountRecord['orders'] =>
    orders.get(account) ?? accountIn(account, 'before')?.orders ?? {}
  const add = (name: LedgerName, asset: string, amount: bigint): void => {
    moneys.set(`${name} ${asset}`, money(name, asset) + amount)
  }
  const realise = (from: LedgerName, to: LedgerName, amount: bigint): void => {
    const account = accountOf(to) ?? accountOf(from)
    const instrument = (accountOf(to) === undefined ? to : from).slice('variation:'.length)
    const gain = accountOf(to) === undefined ? -amount : amount
    if (account !== undefined) realisedNow.set(`${account} ${instrument}`, realised(account, instrument) + gain)
  }

  /** Up to where funding was paid: a holding that was not touched yet stands where it stood before. */
  const fundedOf = (account: string, held: Readonly<Record<string, PositionRecord>>): AccountRecord['funded'] =>
    Object.fromEntries(
      Object.keys(held).flatMap((instrument) => {
        const was = accountIn(account, 'before')
        const isOld = was?.positions[instrument] !== undefined && !funded.has(`${account} ${instrument}`)
        const index = isOld ? was.funded[instrument] : state.fundings.get(instrument)?.index
        return index === undefined ? [] : [[instrument, index]]
      }),
    )

  return {
    money,
    position,
    realised,
    record(account) {
      const known = accountIn(account, 'after') ?? accountIn(account, 'before')
      if (known === undefined) return undefined
      const held: Record<string, PositionRecord> = {}
      const names = [...Object.keys(accountIn(account, 'before')?.positions ?? {}), ...Object.keys(known.positions)]
      for (const instrument of new Set([...names, ...touched(positions, account)])) {
        const here = position(account, instrument)
        if (here.lots !== 0n) held[instrument] = here
      }
      const balances = Object.fromEntries(
        state.assets.keys().flatMap((asset) => {
          const amount = money(`account:${account}`, asset)
          return amount === 0n ? [] : [[asset, amount]]
        }),
      )
      return { ...known, balances, positions: held, orders: ordersOf(account), funded: fundedOf(account, held) }
    },
    take(event) {
      if (event.kind === 'moved') {
        add(event.from, event.asset, -event.amount)
        add(event.to, event.asset, event.amount)
        if (event.why === 'realised') realise(event.from, event.to, event.amount)
      }
      if (event.kind === 'profit-counted') {
        const { account, instrument, amount } = event
        realisedNow.set(`${account} ${instrument}`, realised(account, instrument) + amount)
      }
      if (event.kind === 'position-changed') {
        const { account, instrument, lots, cost } = event
        const held = position(account, instrument)
        positions.set(`${account} ${instrument}`, { lots: held.lots + lots, cost: held.cost + cost })
      }
      if (event.kind === 'funding-settled') funded.add(`${event.account} ${event.instrument}`)
      if (event.kind === 'order-placed') {
        orders.set(event.account, { ...ordersOf(event.account), [event.id]: event.order })
      }
      if (event.kind === 'order-removed') {
        const { [event.id]: _gone, ...others } = ordersOf(event.account)
        orders.set(event.account, others)
      }
    },
    differences() {
      const found: string[] = []
      const compare = (what: string, said: bigint, is: bigint): void => {
        if (said !== is) found.push(`${what} is ${is}, and by the events ${said}`)
      }
      for (const [key, said] of moneys) {
        const [name, asset] = split(key)
        compare(key, said, moneyIn(name, asset, 'after'))
      }
      for (const [key, said] of positions) {
        const [account, instrument] = split(key)
        const is = accountIn(account, 'after')?.positions[instrument] ?? nothing
        compare(`lots: ${key}`, said.lots, is.lots)
        compare(`cost: ${key}`, said.cost, is.cost)
      }
      for (const [key, said] of realisedNow) {
        const [account, instrument] = split(key)
        compare(`realised: ${key}`, said, accountIn(account, 'after')?.realised[instrument] ?? 0n)
      }
      return found
    },
  }
}

/** Names have no spaces in them. */
function split(key: string): readonly [string, string] {
  return key.split(' ') as [string, string]
}

function touched(positions: ReadonlyMap<string, PositionRecord>, account: string): readonly string[] {
  return [...positions.keys()].filter((key) => key.startsWith(`${account} `)).map((key) => split(key)[1])
}
