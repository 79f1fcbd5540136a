/**
 * What-if on a book of 200 legs under 33 scenarios: in the process, and through HTTP on loopback. The rival does the same
 * repricing the textbook way, leg by leg and scenario by scenario, with npm's black-scholes; through HTTP in a bare server.
 */
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { createService } from '@plimsoll/server'
import { createValuation, parseBook, parseDecimal, parseMarket, rulebook, scenarioSetOf, whatIf } from 'plimsoll'
import { quantile, randomFrom } from './measure.mjs'

const { blackScholes } = createRequire(import.meta.url)('black-scholes')
const legs = 200
const inProcessCalls = 2_000
const httpCalls = 600
const rivalCalls = 40

export async function benchWhatIf() {
  const { market, book, bookDocument } = makeCase()
  const spec = rulebook('portfolio')
  const order = {
    instrument: book.positions[0].instrument,
    side: 'buy',
    quantity: parseDecimal('1', 'q'),
    price: parseDecimal('0.02', 'p'),
    as: 'fill',
  }
  const warm = createValuation(market, spec)
  const shared = latencies(inProcessCalls, () => whatIf(book, market, spec, [order], warm))
  const cold = latencies(200, () => whatIf(book, market, spec, [order]))
  const rivalBook = textbook(book, market)
  const rival = latencies(rivalCalls, () => textbookWorst(rivalBook))
  const http = await serviceLatencies(bookDocument, order.instrument, market)
  const rivalHttp = await bareLatencies(rivalBook)
  return [
    ...rows(
      'whatIf.inProcess.sharedArrays',
      shared,
      'npm black-scholes, every leg in every scenario, same process',
      rival,
    ),
    ...rows(
      'whatIf.inProcess.fromNothing',
      cold,
      'npm black-scholes, every leg in every scenario, same process',
      rival,
    ),
    ...rows('whatIf.http', http, 'npm black-scholes behind a bare node:http server', rivalHttp),
  ]
}

function rows(id, own, rival, other) {
  return [0.5, 0.99].map((share) => ({
    id: `${id}.p${share * 100}`,
    unit: 'µs',
    value: quantile(own, share),
    spread: [Math.min(...own), Math.max(...own)],
    rival,
    rivalValue: quantile(other, share),
    rivalSpread: [Math.min(...other), Math.max(...other)],
    ratio: quantile(other, share) / quantile(own, share),
  }))
}

function latencies(calls, work) {
  for (let call = 0; call < Math.min(calls, 50); call++) work()
  return Array.from({ length: calls }, () => {
    const start = process.hrtime.bigint()
    work()
    return Number(process.hrtime.bigint() - start) / 1000
  })
}

async function latenciesOf(calls, work) {
  for (let call = 0; call < Math.min(calls, 30); call++) await work()
  const found = []
  for (let call = 0; call < calls; call++) {
    const start = process.hrtime.bigint()
    await work()
    found.push(Number(process.hrtime.bigint() - start) / 1000)
  }
  return found
}

async function serviceLatencies(bookDocument, instrument, market) {
  const feed = {
    kind: 'simulated',
    name: 'bench',
    staleAfterMilliseconds: 1e9,
    start(listener) {
      ;(typeof listener === 'function' ? listener : listener.onTick)(market)
    },
    stop() {},
    pause() {},
    resume() {},
    setSpeed() {},
    isPaused: false,
    speed: 1,
  }
  const service = await createService({ dataDirectory: ':memory:', port: 0, feed, demo: false, logLevel: 'silent' })
  const send = (method, path, body) => {
    const request = { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    return fetch(`${service.address}${path}`, request)
  }
  try {
    await expectOk(await send('POST', '/v1/accounts', { id: 'bench', name: 'Bench', specId: 'portfolio' }))
    await expectOk(await send('PUT', '/v1/accounts/bench/book', bookDocument))
    const body = { orders: [{ instrument, side: 'buy', quantity: '1', price: '0.02' }] }
    return await latenciesOf(httpCalls, async () => {
      const response = await send('POST', '/v1/accounts/bench/what-if', body)
      await expectOk(response)
    })
  } finally {
    await service.close()
  }
}

async function expectOk(response) {
  const text = await response.text()
  if (!response.ok) throw new Error(`${response.status}: ${text}`)
}

async function bareLatencies(rivalBook) {
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => response.end(JSON.stringify({ worst: textbookWorst(rivalBook) })))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  try {
    return await latenciesOf(rivalCalls, async () => {
      await (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: '{}' })).text()
    })
  } finally {
    server.close()
  }
}

/** The same legs for a library that knows spot, strike, years, volatility and rate. */
function textbook(book, market) {
  const asOf = market.asOf
  const { index } = market.underlyings.BTC
  return {
    moves: scenarioSetOf(rulebook('portfolio').scenarios.grid, 'grid').scenarios.map(
      ({ shocks, otherwise, weight }) => {
        const { price, volatility } = shocks.BTC ?? otherwise
        return { price: price.move, vol: volatility.kind === 'relative' ? volatility.move : 0, weight }
      },
    ),
    legs: book.positions.map((position) => {
      const option = market.instruments.get(position.instrument)
      return {
        index,
        strike: option.strike,
        years: (option.expiry - asOf) / 31_536_000_000,
        vol: 0.6,
        right: option.right,
        quantity: Number(position.quantity.units) / 10 ** position.quantity.scale,
      }
    }),
  }
}

function textbookWorst({ moves, legs: held }) {
  let worst = 0
  for (const move of moves) {
    let pnl = 0
    for (const leg of held) {
      const now = blackScholes(leg.index, leg.strike, leg.years, leg.vol, 0, leg.right)
      pnl +=
        leg.quantity *
        (blackScholes(leg.index * (1 + move.price), leg.strike, leg.years, leg.vol * (1 + move.vol), 0, leg.right) -
          now)
    }
    worst = Math.min(worst, pnl * move.weight)
  }
  return -worst
}

function makeCase() {
  const random = randomFrom(3)
  const expiries = ['2026-02-27T08:00:00Z', '2026-03-27T08:00:00Z', '2026-06-26T08:00:00Z', '2026-12-25T08:00:00Z']
  const strikes = Array.from({ length: 25 }, (_, row) => 46_000 + 2_000 * row)
  const instruments = expiries.flatMap((expiry) =>
    strikes.flatMap((strike) =>
      ['call', 'put'].map((right) => ({
        kind: 'option',
        id: `BTC-${expiry.slice(0, 10)}-${strike}-${right}`,
        underlying: 'BTC',
        contractSize: 1,
        expiry,
        strike,
        right,
        settlement: { kind: 'inverse', currency: 'BTC' },
      })),
    ),
  )
  const marketDocument = {
    plimsoll: 'market/1',
    asOf: '2026-02-05T12:00:00Z',
    source: { kind: 'manual', name: 'bench' },
    currency: 'USD',
    assets: { USDC: { price: 1, decimals: 6 }, BTC: { price: 70_000, decimals: 8, underlying: 'BTC' } },
    underlyings: {
      BTC: {
        index: 70_000,
        forwards: expiries.map((expiry, row) => ({ expiry, price: 70_100 + 300 * row })),
        slices: expiries.map((expiry) => ({
          kind: 'quotes',
          expiry,
          strikes,
          vols: strikes.map((strike) => 0.55 + Math.abs(strike / 70_000 - 1) * 0.3),
        })),
      },
    },
    instruments,
  }
  const bookDocument = {
    plimsoll: 'book/1',
    id: 'bench',
    name: 'Bench',
    balances: [
      { asset: 'USDC', amount: '5000000' },
      { asset: 'BTC', amount: '20' },
    ],
    positions: instruments
      .slice(0, legs)
      .map(({ id }) => ({ instrument: id, quantity: (Math.round((random() - 0.5) * 100) / 10 || 0.1).toString() })),
    orders: [],
  }
  return { market: parseMarket(marketDocument), book: parseBook(bookDocument), bookDocument }
}
