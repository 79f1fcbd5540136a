/**
 * A venue for the live book: 20 underlyings of 5 expiries × 15 strikes × call and put and 3 futures (3,060 instruments), rule
 * books of 33 scenarios an underlying and of 1,000 joint ones, and as many accounts as wanted, 8 to 20 positions over 1 to 5
 * underlyings, whose use of their collateral is spread evenly from 5 % to 98 %.
 */
import { parseMarket, parseSpec } from 'plimsoll'
import { randomFrom } from './measure.mjs'

const underlyings = 20
const expiryDays = [2, 9, 30, 90, 250]
const strikesPerExpiry = 15
const start = Date.UTC(2026, 1, 5, 12)

export const names = Array.from({ length: underlyings }, (_, row) => `U${String(row).padStart(2, '0')}`)
const startPrices = names.map((_, row) => 100 * 10 ** (row % 4))

/** The market at so many times its first prices, by underlying. */
export function venueMarket(factors = names.map(() => 1)) {
  const expiries = expiryDays.map((days) => new Date(start + days * 86_400_000).toISOString())
  const instruments = names.flatMap((underlying, row) => {
    const base = startPrices[row]
    const settlement = { kind: 'linear', currency: 'USDC' }
    const options = expiryDays.flatMap((days, e) => {
      const width = 0.3 * Math.sqrt(days / 365)
      return Array.from({ length: strikesPerExpiry }, (_, k) =>
        Number((base * Math.exp((k - 7) * width)).toPrecision(6)),
      ).flatMap((strike) =>
        ['call', 'put'].map((right) => ({
          kind: 'option',
          id: `${underlying}-${days}-${strike}-${right[0]}`,
          underlying,
          contractSize: 1,
          expiry: expiries[e],
          strike,
          right,
          settlement,
        })),
      )
    })
    return [
      ...options,
      { kind: 'perpetual', id: `${underlying}-PERP`, underlying, contractSize: 1, settlement },
      ...[1, 2].map((e) => ({
        kind: 'future',
        id: `${underlying}-F${e}`,
        underlying,
        contractSize: 1,
        expiry: expiries[e],
        settlement,
      })),
    ]
  })
  return parseMarket({
    plimsoll: 'market/1',
    asOf: new Date(start).toISOString(),
    source: { kind: 'simulated', name: 'bench' },
    currency: 'USD',
    assets: { USDC: { price: 1, decimals: 6 } },
    underlyings: Object.fromEntries(names.map((name, row) => [name, underlyingAt(row, factors[row])])),
    instruments,
    marks: Object.fromEntries(names.map((name, row) => [`${name}-PERP`, startPrices[row] * factors[row]])),
  })
}

function underlyingAt(row, factor) {
  const index = startPrices[row] * factor
  const expiries = expiryDays.map((days) => new Date(start + days * 86_400_000).toISOString())
  return {
    index,
    forwards: expiries.map((expiry, e) => ({ expiry, price: index * (1 + 0.002 * e) })),
    slices: expiries.map((expiry) => ({
      kind: 'quotes',
      expiry,
      strikes: [0.4, 0.8, 1, 1.25, 2.5].map((part) => part * startPrices[row]),
      vols: [0.9, 0.65, 0.6, 0.62, 0.85],
    })),
  }
}

/** The next state of a market in which some underlyings have moved by a factor: everything else is the very same. */
export function movedMarket(market, moves) {
  const whole = { ...market.underlyings }
  const marks = new Map(market.marks)
  for (const [name, factor] of Object.entries(moves)) {
    const before = whole[name]
    whole[name] = Object.freeze({
      ...before,
      index: before.index * factor,
      forwards: before.forwards.map((point) => ({ ...point, price: point.price * factor })),
    })
    marks.set(`${name}-PERP`, market.marks.get(`${name}-PERP`) * factor)
  }
  return Object.freeze({ ...market, underlyings: whole, marks })
}

const head = {
  plimsoll: 'spec/1',
  version: '1',
  asOf: '2026-11-21',
  title: 'Bench',
  description: 'Bench.',
  sources: ['own'],
  currency: 'USD',
  decimals: 2,
  generation: 'portfolio',
  collateral: {
    mode: 'haircut',
    haircuts: { '*': { initial: 0, maintenance: 0 } },
    residualHaircuts: {},
  },
}

/** 9 price moves × 3 volatilities and 6 tails, the worst of each underlying, summed. */
export const scanSpec = parseSpec({
  ...head,
  id: 'bench-scan',
  scenarios: {
    grid: {
      smile: 'sticky-strike',
      horizonDays: 0,
      range: { '*': 0.16 },
      moves: [-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1],
      volatility: [
        { id: 'down', kind: 'relative', move: -0.3 },
        { id: 'same', kind: 'none' },
        { id: 'up', kind: 'relative', move: 0.5 },
      ],
      tails: [-0.6, -0.33, 0.5, 1, 2, 4].map((move) => ({ move, weight: 0.2, volatility: 'up' })),
    },
  },
  initial: { node: 'worst-of', scenarios: 'grid', scope: 'underlying' },
  maintenance: { node: 'scale', by: 0.8, of: { node: 'worst-of', scenarios: 'grid', scope: 'underlying' } },
})

/** Expected shortfall, 97.5 %, over joint scenarios with a shared factor. */
export function shortfallSpec(scenarios = 1000) {
  const random = randomFrom(5)
  const normal = () => Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(6.283185307179586 * random())
  const tail = {
    node: 'tail',
    scenarios: 'joint',
    scope: 'account',
    measure: 'expected-shortfall',
    confidence: 0.975,
    quantile: 'kth-worst',
  }
  const clamp = (x, least, most) => Math.min(most, Math.max(least, x))
  const steps = Array.from({ length: 41 }, (_, row) => Number((-0.4 + 0.03 * row).toFixed(2)))
  return parseSpec({
    ...head,
    id: 'bench-shortfall',
    scenarios: {
      joint: {
        kind: 'list',
        smile: 'sticky-strike',
        horizonDays: 0,
        volatility: steps.map((move, row) => ({ id: `v${row}`, kind: 'relative', move })),
        scenarios: Array.from({ length: scenarios }, (_, row) => {
          const shared = normal() * 0.04 * Math.sqrt(5 / (0.3 + random() * 8))
          const vol = clamp(-1.2 * shared + 0.08 * normal(), -0.4, 0.8)
          return {
            id: `s${row}`,
            moves: Object.fromEntries(names.map((name) => [name, clamp(shared + 0.03 * normal(), -0.45, 0.6)])),
            volatility: `v${clamp(Math.round((vol + 0.4) / 0.03), 0, 40)}`,
          }
        }),
      },
    },
    initial: tail,
    maintenance: { node: 'scale', by: 0.8, of: tail },
  })
}

/**
 * Accounts in bulk. `cashOf`: the account's cash, by number; a line in the last cell. Instruments in the order of their rows in
 * the book, which is the order of their underlyings.
 */
export function bulkAccounts(book, market, count, cashOf = () => 1e9) {
  const random = randomFrom(9)
  const perUnderlying = names.map((name) =>
    [...market.instruments.values()].filter(({ underlying }) => underlying === name),
  )
  const rows = perUnderlying.map((listed) => Uint32Array.from(listed, ({ id }) => book.rowsOf(id, true)[0]))
  const [cashRow] = book.rowsOfAsset('USDC')
  const offsets = new Uint32Array(count + 1)
  let room = Math.ceil(count * 16)
  let lines = new Uint32Array(room)
  let quantities = new Float64Array(room)
  let line = 0
  const held = new Uint32Array(24)
  const chosen = []
  for (let account = 0; account < count; account++) {
    if (line + 32 > room) {
      room = Math.ceil(room * 1.2) + 64
      lines = enlarged(lines, new Uint32Array(room))
      quantities = enlarged(quantities, new Float64Array(room))
    }
    const positions = 8 + Math.floor(random() * 13)
    const spread = 1 + Math.floor(random() * 5)
    chosen.length = 0
    for (let k = 0; k < spread; k++) chosen.push(Math.floor(random() * underlyings))
    for (let k = 0; k < positions; k++) {
      const underlying = chosen[Math.floor(random() * spread)]
      held[k] = underlying * 256 + Math.floor(random() * perUnderlying[underlying].length)
    }
    const sorted = held.subarray(0, positions).sort()
    for (const key of sorted) {
      const underlying = key >>> 8
      lines[line] = rows[underlying][key & 255]
      quantities[line] = Math.round((random() - 0.5) * 200_000) / (startPrices[underlying] * 100)
      line++
    }
    lines[line] = cashRow
    quantities[line] = cashOf(account)
    line++
    offsets[account + 1] = line
  }
  return { offsets, rows: lines.subarray(0, line), quantities: quantities.subarray(0, line) }
}

function enlarged(from, to) {
  to.set(from)
  return to
}

/** Cash that leaves each account with a use of its collateral spread evenly from 5 % to 98 %. */
export function spreadCash(book) {
  const random = randomFrom(11)
  const cash = new Float64Array(book.size)
  for (let account = 0; account < book.size; account++) {
    const { equity, maintenance } = book.numbers(account)
    const own = equity - 1e9
    cash[account] = Math.round((maintenance / (0.05 + 0.93 * random()) - own) * 100) / 100
  }
  return cash
}
