import http from 'node:http'
import { WebSocketServer } from 'ws'

const N = (x) => {
  const t = 1 / (1 + 0.2316419 * Math.abs(x))
  const d = 0.3989423 * Math.exp((-x * x) / 2)
  const p = d * t * (0.3193815 + t * (-0.3565638 + t * (1.781478 + t * (-1.821256 + t * 1.330274))))
  return x > 0 ? 1 - p : p
}
const bs = (S, K, T, v, call) => {
  if (T <= 1e-6) return Math.max(0, call ? S - K : K - S)
  const s = v * Math.sqrt(T),
    d1 = Math.log(S / K) / s + s / 2
  const c = S * N(d1) - K * N(d1 - s)
  return call ? c : c - S + K
}
const idx = { BTC: 91234.5, ETH: 3120.4, SOL: 178.2 }
const open = { ...idx }
const T = { '27MAR26': 0.12, '26JUN26': 0.37 }
const exps = { '27MAR26': '2026-03-27T08:00:00.000Z', '26JUN26': '2026-06-26T08:00:00.000Z' }
const instruments = []
for (const u of Object.keys(idx)) {
  instruments.push({ id: `${u}-PERPETUAL`, kind: 'perpetual', underlying: u })
  for (const e of Object.keys(T)) {
    instruments.push({ id: `${u}-${e}`, kind: 'future', underlying: u, expiry: exps[e] })
    for (let m = 0.6; m <= 1.45; m += 0.05)
      for (const r of ['C', 'P']) {
        const step = { BTC: 1000, ETH: 50, SOL: 5 }[u]
        const K = Math.round((open[u] * m) / step) * step
        instruments.push({
          id: `${u}-${e}-${K}-${r}`,
          kind: 'option',
          underlying: u,
          strike: K,
          right: r === 'C' ? 'call' : 'put',
          expiry: exps[e],
          e,
        })
      }
  }
}
const byId = Object.fromEntries(instruments.map((i) => [i.id, i]))
const unit = (i, ps = 0, vs = 0) => {
  const S = idx[i.underlying] * (1 + ps)
  return i.kind === 'option' ? bs(S, i.strike, T[i.e], Math.max(0.05, 0.55 * (1 + vs)), i.right === 'call') : S
}
const view = (i) => ({
  id: i.id,
  kind: i.kind,
  underlying: i.underlying,
  settlement: 'linear',
  currency: 'USDC',
  contractSize: 1,
  strike: i.strike ?? null,
  right: i.right ?? null,
  expiry: i.expiry ?? null,
  mark: unit(i),
  priceUnit: 'USD',
})
const accounts = new Map()
const add = (id, name, description, cash, pos) =>
  accounts.set(id, {
    id,
    name,
    description,
    specId: 'deribit-pm',
    balances: [
      { asset: 'USDC', amount: String(cash) },
      { asset: 'BTC', amount: '1.25' },
    ],
    positions: pos.map(([instrument, quantity, entry]) => ({
      instrument,
      quantity: String(quantity),
      entry: entry ?? (byId[instrument].kind === 'option' ? null : idx[byId[instrument].underlying] * 0.98),
    })),
    orders: [],
    undo: [],
  })
const opt = (u, e, m, r) =>
  instruments
    .filter((i) => i.underlying === u && i.e === e && i.right === r)
    .sort((a, b) => Math.abs(a.strike - open[u] * m) - Math.abs(b.strike - open[u] * m))[0].id
add('covered-call', 'Covered call', 'Long coin, short calls above it', 40000, [
  ['BTC-PERPETUAL', 2],
  [opt('BTC', '27MAR26', 1.1, 'call'), -2],
  [opt('BTC', '27MAR26', 0.9, 'put'), 1],
])
add('basis-trader', 'Basis trader', 'Long spot exposure against dated futures', 250000, [
  ['BTC-PERPETUAL', 5],
  ['BTC-26JUN26', -5],
  ['ETH-PERPETUAL', 40],
  ['ETH-26JUN26', -40],
])
add(
  'short-vol',
  'Short volatility',
  'Strangles sold on three underlyings',
  60000,
  ['BTC', 'ETH', 'SOL'].flatMap((u) => [
    [opt(u, '27MAR26', 0.85, 'put'), -{ BTC: 3, ETH: 60, SOL: 900 }[u]],
    [opt(u, '27MAR26', 1.2, 'call'), -{ BTC: 3, ETH: 60, SOL: 900 }[u]],
  ]),
)
add('edge', 'Near the edge', 'A leveraged long', 9000, [['ETH-PERPETUAL', 160]])
let seed = 7
const rnd = () => (seed = (seed * 16807) % 2147483647) / 2147483647
add(
  'market-maker',
  'Market maker',
  'Two hundred legs over three underlyings',
  2500000,
  instruments
    .filter((i) => i.kind === 'option')
    .slice(0, 200)
    .map((i) => [i.id, ((rnd() - 0.5) * { BTC: 20, ETH: 400, SOL: 6000 }[i.underlying]).toFixed(2)]),
)
add('empty', 'Fresh account', 'Nothing in it yet', 10000, [])
const pnlOf = (p, ps, vs) => Number(p.quantity) * (unit(byId[p.instrument], ps, vs) - unit(byId[p.instrument]))
const PM = [-0.16, -0.12, -0.08, -0.04, 0, 0.04, 0.08, 0.12, 0.16],
  VM = [-0.3, -0.15, 0, 0.25, 0.5]
const label = (p, v) =>
  `${p > 0 ? '+' : '−'}${Math.abs(p * 100).toFixed(0)} %, volatility ${v >= 0 ? '+' : '−'}${Math.abs(v * 100).toFixed(0)} %`
function margin(a, shift = {}) {
  const old = { ...idx }
  for (const u in shift) idx[u] *= 1 + shift[u]
  const us = [...new Set(a.positions.map((p) => byId[p.instrument].underlying))]
  const worst = us.map((u) => {
    const ps = a.positions.filter((p) => byId[p.instrument].underlying === u)
    let best = { loss: 0, p: 0, v: 0 }
    for (const p of PM)
      for (const v of VM) {
        const loss = -ps.reduce((s, x) => s + pnlOf(x, p, v), 0)
        if (loss > best.loss) best = { loss, p, v }
      }
    return {
      cell: u,
      scenario: `s${best.p}_${best.v}`,
      label: label(best.p, best.v),
      loss: best.loss,
      p: best.p,
      v: best.v,
    }
  })
  const scan = worst.reduce((s, w) => s + w.loss, 0)
  const cash = a.balances.reduce((s, b) => s + Number(b.amount) * (idx[b.asset] ?? 1), 0),
    hc = a.balances.reduce((s, b) => s + (idx[b.asset] ? 0.05 : 0) * Number(b.amount) * (idx[b.asset] ?? 1), 0)
  const un = a.positions.reduce(
    (s, p) => s + (p.entry ? Number(p.quantity) * (unit(byId[p.instrument]) - p.entry) : 0),
    0,
  )
  const ov = a.positions.reduce((s, p) => s + (p.entry ? 0 : Number(p.quantity) * unit(byId[p.instrument])), 0)
  const notional = a.positions.reduce(
    (s, p) => s + Math.abs(Number(p.quantity)) * idx[byId[p.instrument].underlying],
    0,
  )
  const addon = 0.004 * notional
  const initial = 1.2 * scan + addon,
    maintenance = scan + 0.8 * addon
  const av = cash + un + ov,
    equity = av - hc,
    ie = equity - hc * 0.5
  Object.assign(idx, old)
  return { worst, scan, addon, initial, maintenance, av, equity, ie }
}
function summary(a, m = margin(a)) {
  const h = m.maintenance > 0 ? m.equity / m.maintenance : null
  return {
    id: a.id,
    name: a.name,
    description: a.description,
    specId: a.specId,
    accountValue: m.av,
    equity: m.equity,
    initialEquity: m.ie,
    initial: m.initial,
    maintenance: m.maintenance,
    health: h,
    utilisation: m.ie > 0 ? m.initial / m.ie : null,
    excess: m.ie - m.initial,
    withdrawable: Math.max(0, m.ie - m.initial),
    level: h === null || h > 1.5 ? 'safe' : h > 1.25 ? 'warning' : h > 1 ? 'call' : 'liquidation',
    error: null,
    positions: a.positions.length,
  }
}
function liq(a) {
  return [...new Set(a.positions.map((p) => byId[p.instrument].underlying))].map((u) => {
    const f = (s) => {
      const m = margin(a, { [u]: s })
      return m.equity - m.maintenance
    }
    const side = (d) => {
      for (let s = 0.03; s < 0.9; s += 0.03) if (f(d * s) < 0) return idx[u] * (1 + d * (s - 0.015))
      return null
    }
    return {
      underlying: u,
      index: idx[u],
      below: a.positions.length > 50 ? null : side(-1),
      above: a.positions.length > 50 ? null : side(1),
    }
  })
}
function detail(a) {
  const m = margin(a),
    s = summary(a, m)
  const w = Object.fromEntries(m.worst.map((x) => [x.cell, x]))
  const positions = a.positions.map((p) => {
    const i = byId[p.instrument],
      q = Number(p.quantity),
      h = 0.001,
      S = idx[i.underlying]
    const up = unit(i, h),
      dn = unit(i, -h),
      mid = unit(i)
    const alone = Math.max(0, ...PM.flatMap((x) => VM.map((v) => -pnlOf(p, x, v)))) * 1.2
    const part = -pnlOf(p, w[i.underlying].p, w[i.underlying].v)
    return {
      instrument: p.instrument,
      kind: i.kind,
      underlying: i.underlying,
      quantity: p.quantity,
      entryPrice: p.entry ? p.entry.toFixed(2) : null,
      mark: mid,
      priceUnit: 'USD',
      value: p.entry ? 0 : q * mid,
      unrealised: p.entry ? q * (mid - p.entry) : 0,
      delta: (q * (up - dn)) / (2 * h * S),
      gamma: (q * (up - 2 * mid + dn)) / (h * S) ** 2,
      vega: q * (unit(i, 0, 0.01 / 0.55) - mid),
      theta: i.e ? -q * mid * 0.01 : 0,
      impliedVolatility: i.e ? 0.55 : null,
      expiry: i.expiry ?? null,
      part,
      alone,
      saves: alone - part,
    }
  })
  const iso = positions.reduce((t, p) => t + p.alone, 0) + m.addon,
    cross = iso * 0.82
  const node = (k) => ({
    kind: 'sum',
    label: 'Total',
    value: k * m.scan + m.addon,
    scenario: null,
    children: [
      {
        kind: 'scale',
        label: `Scan × ${k}`,
        value: k * m.scan,
        scenario: null,
        children: [
          {
            kind: 'worst-of',
            label: 'Worst of 45 scenarios by underlying',
            value: m.scan,
            scenario: null,
            children: m.worst.map((x) => ({
              kind: 'cell',
              label: x.cell,
              value: x.loss,
              scenario: { id: x.scenario, label: x.label },
              children: [],
            })),
          },
        ],
      },
      {
        kind: 'max',
        label: 'Contingency',
        value: m.addon,
        scenario: null,
        children: [
          { kind: 'notional', label: '0.4 % of notional', value: m.addon, scenario: null, children: [] },
          { kind: 'short-option-minimum', label: 'Short options', value: m.addon * 0.6, scenario: null, children: [] },
        ],
      },
    ],
  })
  return {
    summary: s,
    balances: a.balances.map((b) => {
      const price = idx[b.asset] ?? 1,
        value = Number(b.amount) * price,
        haircut = idx[b.asset] ? 0.05 : 0
      return { ...b, price, value, haircut, collateralValue: value * (1 - haircut) }
    }),
    positions,
    orders: a.orders,
    worst: m.worst.map(({ p, v, ...r }) => r),
    initialTree: node(1.2),
    maintenanceTree: node(1),
    generations: a.positions.length
      ? [
          { id: 'isolated', label: 'Isolated', capital: iso, requirement: iso, haircut: 0 },
          { id: 'cross', label: 'Cross', capital: cross, requirement: cross - 3000, haircut: 3000 },
          { id: 'portfolio', label: 'Portfolio', capital: m.initial + 3000, requirement: m.initial, haircut: 3000 },
        ]
      : [],
    steps: a.positions.length
      ? [
          { from: 'isolated', to: 'cross', cause: 'gains-used', label: 'Gains used', saved: iso - cross },
          {
            from: 'cross',
            to: 'portfolio',
            cause: 'netting',
            label: 'Netting in underlying',
            saved: (cross - m.initial - 3000) * 0.8,
          },
          {
            from: 'cross',
            to: 'portfolio',
            cause: 'offset',
            label: 'Offset across',
            saved: (cross - m.initial - 3000) * 0.25,
          },
          {
            from: 'cross',
            to: 'portfolio',
            cause: 'collateral',
            label: 'Collateral hedges',
            saved: -(cross - m.initial - 3000) * 0.05,
          },
        ]
      : [],
    liquidation: liq(a),
    money: {
      currency: 'USD',
      equity: s.equity.toFixed(2),
      initial: s.initial.toFixed(2),
      maintenance: s.maintenance.toFixed(2),
      withdrawable: s.withdrawable.toFixed(2),
    },
  }
}
const feed = {
  kind: process.env.KIND ?? 'simulated',
  name: 'Simulated venue, seed 7',
  state: process.env.STATE ?? 'VALID',
  asOf: '2026-02-10T12:00:00.000Z',
  receivedAt: null,
  paused: false,
  speed: 60,
  range:
    process.env.KIND === 'replay'
      ? { from: '2026-02-10T12:00:00.000Z', to: '2026-02-12T12:00:00.000Z', progress: 0.2 }
      : null,
}
const status = () => ({
  version: '0.1.0',
  startedAt: '2026-02-10T12:00:00.000Z',
  feed: { ...feed },
  underlyings: Object.keys(idx).map((u) => ({ id: u, index: idx[u], change: idx[u] / open[u] - 1 })),
  accounts: accounts.size,
  tickMilliseconds: 1.234,
})
const apply = (a, o, as) => {
  if (as === 'rest') return a
  const b = structuredClone(a)
  const p = b.positions.find((x) => x.instrument === o.instrument)
  const q = Number(o.quantity) * (o.side === 'buy' ? 1 : -1)
  if (p) p.quantity = String(Number(p.quantity) + q)
  else
    b.positions.push({
      instrument: o.instrument,
      quantity: String(q),
      entry: byId[o.instrument].kind === 'option' ? null : unit(byId[o.instrument]),
    })
  return b
}
class E extends Error {
  constructor(s, code, message, extra = {}) {
    super(message)
    Object.assign(this, { s, body: { code, message, ...extra } })
  }
}
const routes = async (method, url, body) => {
  const parts = url.pathname.split('/').slice(1)
  if (url.pathname === '/healthz') return { ok: true }
  if (parts[1] === 'status') return status()
  if (parts[1] === 'specs')
    return ['deribit-pm', 'okx-pm', 'reg-t'].map((id) => ({
      id,
      title: {
        'deribit-pm': 'Deribit portfolio margin',
        'okx-pm': 'OKX portfolio margin',
        'reg-t': 'Isolated standard',
      }[id],
      description: 'Nine price moves by five volatility moves; the worst decides, with a contingency on top.',
      version: '1.0.0',
      asOf: '2026-01-01',
    }))
  if (parts[1] === 'instruments') {
    const words = (url.searchParams.get('search') ?? '').toLowerCase().split(/\s+/).filter(Boolean)
    return instruments
      .filter((i) => words.every((w) => `${i.id} ${i.kind} ${i.right ?? ''}`.toLowerCase().includes(w)))
      .map(view)
  }
  if (parts[1] === 'feed') return Object.assign(feed, body)
  if (parts[1] !== 'accounts') throw new E(404, 'NOT_FOUND', 'No such route.')
  if (parts.length === 2) {
    if (method === 'GET') return [...accounts.values()].map((a) => summary(a))
    add(body.id, body.name, '', 0, [])
    return summary(accounts.get(body.id))
  }
  const a = accounts.get(parts[2])
  if (!a) throw new E(404, 'ACCOUNT_UNKNOWN', `There is no account ${parts[2]}.`)
  const save = () => a.undo.push(structuredClone({ positions: a.positions, orders: a.orders, balances: a.balances }))
  switch (`${method} ${parts[3] ?? ''}`) {
    case 'GET ':
      return detail(a)
    case 'PATCH ':
      Object.assign(a, body)
      return summary(a)
    case 'DELETE ':
      accounts.delete(a.id)
      return
    case 'GET book':
      return { plimsoll: 'book/1', id: a.id, balances: a.balances, positions: a.positions }
    case 'PUT book':
      save()
      Object.assign(a, { positions: body.positions, balances: body.balances })
      return detail(a)
    case 'POST fills':
      save()
      a.positions = apply(a, body).positions
      return detail(a)
    case 'POST orders':
      save()
      a.orders.push({ id: `o${Date.now()}`, reduceOnly: false, ...body })
      return a.orders.at(-1)
    case 'DELETE orders':
      save()
      a.orders = a.orders.filter((o) => o.id !== parts[4])
      return
    case 'POST transfers': {
      save()
      const b = a.balances.find((x) => x.asset === body.asset)
      if (!b && !['USDT', 'ETH'].includes(body.asset))
        throw new E(422, 'ASSET_UNKNOWN', `${body.asset} has no price.`, {
          where: 'asset',
          expected: 'an asset of the market',
        })
      if (b) b.amount = String(Number(b.amount) + Number(body.amount))
      else a.balances.push(body)
      return detail(a)
    }
    case 'POST undo': {
      const u = a.undo.pop()
      if (!u) throw new E(409, 'NOTHING_TO_UNDO', 'There is no change to take back.')
      Object.assign(a, u)
      return detail(a)
    }
    case 'POST what-if': {
      const o = body.orders[0]
      if (Number(o.quantity) > 1e6)
        throw new E(422, 'QUANTITY_TOO_LARGE', 'The quantity is above the limit.', {
          where: '/orders/0/quantity',
          expected: 'at most 1000000',
        })
      const t = process.hrtime.bigint()
      const b = apply(a, o, o.as),
        after = summary(b),
        before = summary(a)
      const ok = after.excess >= 0 || after.initial <= before.initial
      return {
        before,
        after,
        initialChange: after.initial - before.initial,
        accepted: ok,
        reason: ok ? 'enough initial equity after it' : `short of ${(-after.excess).toFixed(2)} USD initial equity`,
        liquidation: liq(b),
        computeMicroseconds: Number(process.hrtime.bigint() - t) / 1000,
      }
    }
    case 'GET heatmap': {
      const u = url.searchParams.get('underlying') ?? byId[a.positions[0]?.instrument]?.underlying ?? 'BTC'
      const ps = a.positions.filter((p) => byId[p.instrument].underlying === u)
      const pm = [-0.3, -0.2, -0.16, -0.12, -0.08, -0.04, 0, 0.04, 0.08, 0.12, 0.16, 0.2, 0.3],
        vm = [-0.3, -0.15, 0, 0.15, 0.3, 0.5]
      const pnl = vm.map((v) => pm.map((p) => ps.reduce((s, x) => s + pnlOf(x, p, v), 0)))
      let worst = { row: 0, column: 0, pnl: Infinity }
      pnl.forEach((r, row) =>
        r.forEach((x, column) => {
          if (x < worst.pnl) worst = { row, column, pnl: x }
        }),
      )
      return { underlying: u, index: idx[u], priceMoves: pm, volatilityMoves: vm, pnl, worst }
    }
    case 'GET curve': {
      const u = url.searchParams.get('underlying') ?? byId[a.positions[0]?.instrument]?.underlying ?? 'BTC'
      const l = liq(a).find((x) => x.underlying === u) ?? { below: null, above: null }
      const ps = a.positions.filter((p) => byId[p.instrument].underlying === u)
      const moves = Array.from({ length: 81 }, (_, i) => -0.4 + i * 0.01)
      const ms = moves.map((x) =>
        margin(a.positions.length > 50 ? { ...a, positions: a.positions.slice(0, 12) } : a, { [u]: x }),
      )
      return {
        underlying: u,
        index: idx[u],
        prices: moves.map((x) => idx[u] * (1 + x)),
        pnl: moves.map((x) => ps.reduce((s, p) => s + pnlOf(p, x, 0), 0)),
        pnlAtExpiry: moves.map((x) =>
          ps.reduce((s, p) => {
            const i = byId[p.instrument],
              S = idx[u] * (1 + x)
            return (
              s +
              Number(p.quantity) * ((i.e ? Math.max(0, i.right === 'call' ? S - i.strike : i.strike - S) : S) - unit(i))
            )
          }, 0),
        ),
        expiry: exps['27MAR26'],
        equity: ms.map((m) => m.equity),
        initial: ms.map((m) => m.initial),
        maintenance: ms.map((m) => m.maintenance),
        below: l.below,
        above: l.above,
      }
    }
    case 'GET stress':
      return {
        scenarios: [
          ['Covid crash', '2020-03-12', -0.39, 0.9],
          ['May 2021 cascade', '2021-05-19', -0.3, 0.6],
          ['FTX failure', '2022-11-09', -0.17, 0.4],
          ['October 2025 liquidations', '2025-10-10', -0.14, 0.5],
          ['Price +20 %', null, 0.2, 0],
          ['Price −20 %', null, -0.2, 0],
          ['Volatility doubles', null, 0, 1],
          ['Volatility halves', null, 0, -0.5],
        ].map(([name, date, p, v], n) => {
          const pnl = a.positions.reduce((s, x) => s + pnlOf(x, p, v), 0)
          const m = margin(a, { BTC: p, ETH: p, SOL: p })
          const h = m.maintenance ? m.equity / m.maintenance : null
          return {
            id: `st${n}`,
            label: name,
            date,
            source: date && 'venue index history',
            moves: { BTC: { price: p, volatility: v }, ETH: { price: p * 1.1, volatility: v } },
            pnl,
            equityAfter: m.equity,
            maintenanceAfter: m.maintenance,
            healthAfter: h,
            level: h === null || h > 1.5 ? 'safe' : h > 1.25 ? 'warning' : h > 1 ? 'call' : 'liquidation',
          }
        }),
      }
  }
  throw new E(404, 'NOT_FOUND', 'No such route.')
}
const server = http.createServer(async (req, res) => {
  let text = ''
  for await (const c of req) text += c
  try {
    const out = await routes(req.method, new URL(req.url, 'http://x'), text ? JSON.parse(text) : undefined)
    res.writeHead(out === undefined ? 204 : 200, { 'content-type': 'application/json' })
    res.end(out === undefined ? '' : JSON.stringify(out))
  } catch (e) {
    res.writeHead(e.s ?? 500, { 'content-type': 'application/json' })
    res.end(JSON.stringify({ error: e.body ?? { code: 'INTERNAL', message: String(e) } }))
    if (!e.s) console.error(e)
  }
})
const wss = new WebSocketServer({ server, path: '/v1/stream' })
const watch = new Map()
wss.on('connection', (ws) =>
  ws.on('message', (m) => {
    watch.set(ws, JSON.parse(m).account)
    push(ws)
  }),
)
const push = (ws) => {
  const send = (x) => ws.send(JSON.stringify(x))
  send({ type: 'status', status: status() })
  send({ type: 'accounts', accounts: [...accounts.values()].map((a) => summary(a)) })
  const a = accounts.get(watch.get(ws))
  if (a) send({ type: 'detail', detail: detail(a) })
}
setInterval(() => {
  if (feed.paused || feed.state !== 'VALID') return
  for (const u in idx) idx[u] *= 1 + (Math.random() - 0.5) * 0.002
  feed.asOf = new Date(Date.parse(feed.asOf) + 60000).toISOString()
  feed.receivedAt = new Date().toISOString()
  if (feed.range) feed.range.progress = Math.min(1, feed.range.progress + 0.001)
  for (const ws of wss.clients) push(ws)
}, 1000)
feed.receivedAt = new Date().toISOString()
server.listen(Number(process.env.PORT ?? 4181), '127.0.0.1')
