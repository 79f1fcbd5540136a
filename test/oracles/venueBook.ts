import { expect } from 'vitest'
import type { Portfolio } from '../../packages/plimsoll/src/account/portfolio.js'
import { parseBook, parseMarket } from '../../packages/plimsoll/src/index.js'
import type { MarketSnapshot } from '../../packages/plimsoll/src/market/snapshot.js'
import type { NodeResult } from '../../packages/plimsoll/src/requirement/nodeResult.js'
import type { OracleCase } from './oracleCase.js'

/** What the cases of perpetual venues need of a market and a book, in few words. */
export interface MarketInWords {
  readonly asOf?: string
  /** Prices; nothing here follows an underlying. */
  readonly assets: Readonly<Record<string, number>>
  /** Index, which is also the mark of the perpetual `<underlying>-PERP`, settled in `settle`. */
  readonly perpetuals?: Readonly<Record<string, number>>
  readonly settle?: string
  /** Spot instruments `<asset>-<currency>`. */
  readonly spot?: readonly (readonly [asset: string, currency: string])[]
  readonly facts?: Readonly<Record<string, unknown>>
}

export function marketIn(words: MarketInWords): MarketSnapshot {
  const { assets, perpetuals = {}, spot = [], settle = 'USDC' } = words
  const underlyings: Record<string, { index: number }> = {}
  for (const [name, index] of Object.entries(perpetuals)) underlyings[name] = { index }
  for (const [asset] of spot) underlyings[asset] ??= { index: assets[asset]! }
  return parseMarket({
    plimsoll: 'market/1',
    asOf: words.asOf ?? '2026-02-05T12:00:00Z',
    source: { kind: 'manual', name: 'published case' },
    currency: 'USD',
    assets: Object.fromEntries(Object.entries(assets).map(([name, price]) => [name, { price, decimals: 18 }])),
    underlyings,
    instruments: [
      ...Object.keys(perpetuals).map((underlying) => ({
        kind: 'perpetual',
        id: `${underlying}-PERP`,
        underlying,
        contractSize: 1,
        settlement: { kind: 'linear', currency: settle },
      })),
      ...spot.map(([asset, currency]) => ({
        kind: 'spot',
        id: `${asset}-${currency}`,
        underlying: asset,
        asset,
        currency,
      })),
    ],
    marks: Object.fromEntries(Object.entries(perpetuals).map(([underlying, index]) => [`${underlying}-PERP`, index])),
    ...(words.facts === undefined ? {} : { facts: words.facts }),
  })
}

export interface BookInWords {
  readonly balances?: Readonly<Record<string, number>>
  readonly positions?: readonly { readonly instrument: string; readonly quantity: number; readonly entry?: number }[]
  /** A negative quantity sells. */
  readonly orders?: readonly { readonly instrument: string; readonly quantity: number; readonly price: number }[]
  readonly facts?: Readonly<Record<string, number>>
}

export function bookIn({ balances = {}, positions = [], orders = [], facts }: BookInWords): Portfolio {
  const book = parseBook({
    plimsoll: 'book/1',
    id: 'case',
    balances: Object.entries(balances).map(([asset, amount]) => ({ asset, amount: decimal(amount) })),
    positions: positions
      .filter(({ quantity }) => quantity !== 0)
      .map(({ instrument, quantity, entry }) => ({
        instrument,
        quantity: decimal(quantity),
        ...(entry === undefined ? {} : { entryPrice: decimal(entry) }),
      })),
    orders: orders
      .filter(({ quantity }) => quantity !== 0)
      .map(({ instrument, quantity, price }, row) => ({
        id: `order ${row}`,
        instrument,
        side: quantity < 0 ? 'sell' : 'buy',
        quantity: decimal(Math.abs(quantity)),
        price: decimal(price),
      })),
  })
  return facts === undefined ? book : { ...book, facts }
}

/** A number in plain decimal digits. */
export function decimal(x: number): string {
  const text = String(x)
  const [mantissa, exponent] = text.split('e')
  if (exponent === undefined) return text
  const sign = x < 0 ? '-' : ''
  const [whole, fraction = ''] = mantissa!.replace('-', '').split('.')
  const places = fraction.length - Number(exponent)
  const digits = `${whole}${fraction}`
  if (places <= 0) return `${sign}${digits}${'0'.repeat(-places)}`
  const padded = digits.padStart(places + 1, '0')
  return `${sign}${padded.slice(0, -places)}.${padded.slice(-places).slice(0, 30)}`
}

/** Every node of this label, in the order of the tree. */
export function nodesNamed(node: NodeResult, label: string): readonly NodeResult[] {
  const own = node.label === label ? [node] : []
  return [...own, ...node.children.flatMap((child) => nodesNamed(child, label))]
}

/** The number of the first node of this label; the test fails where there is none. */
export function valueNamed(node: NodeResult, label: string): number {
  const [found] = nodesNamed(node, label)
  expect(found, `a node "${label}" in the tree`).toBeDefined()
  return found!.value
}

/** A case must not carry anything that its handler does not read. */
export function expectOnly(fields: Readonly<Record<string, unknown>>, known: readonly string[], where: string): void {
  for (const name of Object.keys(fields)) expect(known, `${where}.${name} is read`).toContain(name)
}

/** Equal within the tolerance of the case: the larger of its two bounds. */
export function expectNear(actual: number, expected: unknown, { tolerance }: OracleCase, what: string): void {
  expect(typeof expected, `${what} is a number`).toBe('number')
  const { abs = 0, rel = 0 } = tolerance
  const bound = Math.max(abs, rel * Math.abs(expected as number))
  expect(Math.abs(actual - (expected as number)), `${what}: ${actual} against ${String(expected)}`).toBeLessThanOrEqual(
    bound,
  )
}
