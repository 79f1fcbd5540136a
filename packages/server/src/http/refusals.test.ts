import { request } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fixtureStart } from '../fixture/fixtureMarket.js'
import { type FixtureService, fixtureService } from '../fixture/fixtureService.js'

const perpetual = 'BTC_USDC-PERPETUAL'
const fills = '/v1/accounts/book/fills'
const transfers = '/v1/accounts/book/transfers'
const whatIf = '/v1/accounts/book/what-if'
const settlements = '/v1/accounts/book/settlements'
const bookPath = '/v1/accounts/book/book'
const fill = { instrument: perpetual, side: 'buy', quantity: '1', price: '70000' }
const book = {
  plimsoll: 'book/1',
  id: 'book',
  name: 'Book',
  balances: [{ asset: 'USDC', amount: '100000' }],
  positions: [{ instrument: perpetual, quantity: '1', entryPrice: '70000' }],
  orders: [],
}
const dead = {
  kind: 'option',
  id: 'BTC-OLD',
  underlying: 'BTC',
  settlement: { kind: 'inverse', currency: 'BTC' },
  contractSize: 1,
  expiry: new Date(fixtureStart - 1000).toISOString(),
  strike: 70_000,
  right: 'call',
}
const position = (instrument: string, quantity: unknown = '1') => ({ instrument, quantity })

let service: FixtureService
let untouched: unknown
beforeAll(async () => {
  service = await fixtureService()
  await service.ask('POST', '/v1/accounts', { id: 'book', name: 'Book' })
  await service.ask('PUT', bookPath, book)
  untouched = (await service.ask('GET', bookPath)).body
})
afterAll(() => service.close())

/** What is sent, the code that must come back, and the part of the input that must be named. */
const cases: readonly (readonly [string, string, string, unknown, string, string?])[] = [
  [
    'a JSON number as quantity',
    'POST',
    fills,
    { ...fill, quantity: 1.5 },
    'NUMBER_INSTEAD_OF_DECIMAL',
    'body.quantity',
  ],
  [
    'a JSON number as amount',
    'POST',
    transfers,
    { asset: 'USDC', amount: 5 },
    'NUMBER_INSTEAD_OF_DECIMAL',
    'body.amount',
  ],
  [
    'a number inside a book',
    'PUT',
    bookPath,
    { ...book, positions: [position(perpetual, 1)] },
    'NUMBER_INSTEAD_OF_DECIMAL',
    'book.positions[0].quantity',
  ],
  ['NaN as text', 'POST', fills, { ...fill, quantity: 'NaN' }, 'INPUT_INVALID', 'body.quantity'],
  [
    'NaN in the JSON',
    'POST',
    fills,
    '{"instrument":"x","side":"buy","quantity":NaN,"price":"1"}',
    'JSON_MALFORMED',
    'body',
  ],
  ['an exponent', 'POST', fills, { ...fill, quantity: '1e3' }, 'INPUT_INVALID', 'body.quantity'],
  ['a negative size', 'POST', fills, { ...fill, quantity: '-1' }, 'QUANTITY_INVALID', 'fill.quantity'],
  ['a zero size', 'POST', fills, { ...fill, quantity: '0' }, 'QUANTITY_INVALID', 'fill.quantity'],
  ['a price of zero', 'POST', fills, { ...fill, price: '0' }, 'INPUT_INVALID', 'fill.price'],
  ['a negative price', 'POST', fills, { ...fill, price: '-5' }, 'INPUT_INVALID', 'fill.price'],
  [
    'a price of zero for an order',
    'POST',
    '/v1/accounts/book/orders',
    { ...fill, price: '0' },
    'INPUT_INVALID',
    'order.price',
  ],
  ['a side that is none', 'POST', fills, { ...fill, side: 'hold' }, 'INPUT_INVALID', 'body.side'],
  [
    'a missing field',
    'POST',
    fills,
    { instrument: perpetual, side: 'buy', quantity: '1' },
    'INPUT_INVALID',
    'body.price',
  ],
  ['an unknown field', 'POST', fills, { ...fill, leverage: '50' }, 'INPUT_UNKNOWN_FIELD', 'body.leverage'],
  ['an unknown field of a book', 'PUT', bookPath, { ...book, margin: '0' }, 'INPUT_UNKNOWN_FIELD', 'book.margin'],
  ['a book of another format', 'PUT', bookPath, { ...book, plimsoll: 'book/2' }, 'DOCUMENT_VERSION', 'book.plimsoll'],
  [
    'an unknown instrument',
    'POST',
    fills,
    { ...fill, instrument: 'BTC-NEVER' },
    'INSTRUMENT_UNKNOWN',
    'fill.instrument',
  ],
  [
    'an unknown instrument in a book',
    'PUT',
    bookPath,
    { ...book, positions: [position('DOGE')] },
    'INSTRUMENT_UNKNOWN',
  ],
  [
    'an expired option in a book',
    'PUT',
    bookPath,
    { ...book, instruments: [dead], positions: [position('BTC-OLD')] },
    'INSTRUMENT_EXPIRED',
  ],
  [
    'a position twice',
    'PUT',
    bookPath,
    { ...book, positions: [position(perpetual), position(perpetual)] },
    'POSITION_DUPLICATE',
    'book.positions[1].instrument',
  ],
  [
    'a balance twice',
    'PUT',
    bookPath,
    { ...book, balances: [...book.balances, ...book.balances] },
    'BALANCE_DUPLICATE',
  ],
  ['an asset nobody prices', 'POST', transfers, { asset: 'DOGE', amount: '5' }, 'ASSET_UNKNOWN', 'transfer.asset'],
  ['a transfer of nothing', 'POST', transfers, { asset: 'USDC', amount: '0' }, 'QUANTITY_INVALID'],
  ['more decimals than the asset has', 'POST', transfers, { asset: 'USDC', amount: '0.0000001' }, 'QUANTITY_INVALID'],
  [
    'a withdrawal of more than there is',
    'POST',
    transfers,
    { asset: 'USDC', amount: '-100001' },
    'WITHDRAWAL_REJECTED',
  ],
  ['a withdrawal of an asset not held', 'POST', transfers, { asset: 'ETH', amount: '-1' }, 'WITHDRAWAL_REJECTED'],
  ['malformed JSON', 'POST', fills, '{"instrument":', 'JSON_MALFORMED'],
  ['an empty body', 'POST', fills, '', 'JSON_MALFORMED'],
  ['a list for an object', 'POST', fills, [], 'INPUT_INVALID', 'body'],
  ['a prototype in disguise', 'POST', fills, '{"__proto__":{"a":1}}', 'JSON_MALFORMED'],
  ['a book that is null', 'PUT', bookPath, 'null', 'INPUT_INVALID', 'book'],
  [
    'a book that is too large',
    'PUT',
    bookPath,
    { ...book, positions: Array.from({ length: 501 }, (_, row) => position(`X${row}`)) },
    'BOOK_TOO_LARGE',
    'book.positions',
  ],
  [
    'sums that no document can say',
    'POST',
    fills,
    { ...fill, instrument: 'BTC_USDC', quantity: '9'.repeat(30), price: '99999' },
    'INPUT_INVALID',
  ],
  [
    'a number in an order to think about',
    'POST',
    whatIf,
    { orders: [{ ...fill, quantity: 1 }] },
    'NUMBER_INSTEAD_OF_DECIMAL',
    'orders[0].quantity',
  ],
  [
    'an order to think about without a side',
    'POST',
    whatIf,
    { orders: [fill, { instrument: perpetual, quantity: '1' }] },
    'INPUT_INVALID',
    'orders[1].side',
  ],
  [
    'a second order of nothing',
    'POST',
    whatIf,
    { orders: [fill, { ...fill, quantity: '0' }] },
    'QUANTITY_INVALID',
    'orders[1].quantity',
  ],
  [
    'a resting order without a price',
    'POST',
    whatIf,
    { orders: [fill, { ...fill, price: '0', as: 'rest' }] },
    'INPUT_INVALID',
    'orders[1].price',
  ],
  [
    'a price in another unit',
    'POST',
    whatIf,
    { orders: [{ ...fill, instrument: 'BTC-9MAR26-70000-C', price: '2100' }] },
    'PRICE_IMPLAUSIBLE',
    'orders[0].price',
  ],
  ['a settlement of what lives', 'POST', settlements, { instrument: perpetual }, 'INPUT_INVALID'],
  ['no orders to think about', 'POST', whatIf, { orders: [] }, 'INPUT_INVALID', 'body.orders'],
  ['a rule book that is none', 'GET', '/v1/accounts/book?spec=none', undefined, 'SPEC_UNKNOWN'],
  ['an unknown query', 'GET', '/v1/accounts/book?sepc=cross', undefined, 'INPUT_UNKNOWN_FIELD', 'querystring.sepc'],
  ['an id that is none', 'GET', '/v1/accounts/NO%20WAY', undefined, 'INPUT_INVALID', 'params.id'],
  ['a path that is none', 'GET', '/v1/nothing', undefined, 'NOT_FOUND'],
  ['a method that is none', 'DELETE', '/v1/status', undefined, 'NOT_FOUND'],
  ['a broken escape', 'GET', '/v1/accounts/%E0%A4%A', undefined, 'REQUEST_MALFORMED'],
  ['a seek in a simulation', 'PATCH', '/v1/feed', { seek: 0.5 }, 'FEED_CHANGE_REFUSED', 'seek'],
  ['a speed the feed cannot run at', 'PATCH', '/v1/feed', { speed: 5000 }, 'INPUT_INVALID', 'feed.speed'],
]

describe('a refusal names code and place, and changes nothing', () => {
  for (const [name, method, path, body, code, where] of cases) {
    test(name, async () => {
      const error = await service.refused(method, path, body)
      expect(error).toMatchObject({
        code,
        message: expect.stringMatching(/./),
        ...(where === undefined ? {} : { where }),
      })
      expect(error.status).toBeLessThan(500)
      expect((await service.ask('GET', bookPath)).body).toEqual(untouched)
    })
  }
})

test('a body that is no JSON is refused in our words', async () => {
  for (const body of ['{"instrument":', '', '{"__proto__":{"a":1}}']) {
    const error = await service.refused('POST', fills, body)
    expect(error).toMatchObject({ code: 'JSON_MALFORMED', where: 'body', expected: expect.stringContaining('JSON') })
    expect(error.message).not.toMatch(/content-type|Object contains/)
  }
})

test('what is sent back of a value is short', async () => {
  const error = await service.refused('POST', fills, { ...fill, quantity: 'x'.repeat(5000) })
  expect(JSON.stringify(error).length).toBeLessThan(1000)
})

test('a body that is not JSON by type is refused, also where a browser needs no permission to send it', async () => {
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml']) {
    const error = await service.refused('POST', fills, JSON.stringify(fill), { 'content-type': type })
    expect(error).toMatchObject({
      code: 'MEDIA_TYPE_UNSUPPORTED',
      status: 415,
      where: 'content-type',
      value: type,
      expected: 'application/json',
    })
  }
})

test('50 MB are refused by their announced length, before they are sent', async () => {
  const answer = await new Promise<{ status: number | undefined; body: string; sent: number }>((resolve, reject) => {
    const url = new URL(bookPath, service.address)
    const outgoing = request(url, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', 'content-length': 50_000_000 },
    })
    outgoing.on('error', reject)
    outgoing.on('response', (response) => {
      let body = ''
      response.on('data', (chunk) => {
        body += chunk
      })
      response.on('end', () => {
        resolve({ status: response.statusCode, body, sent: 1 })
        outgoing.destroy()
      })
    })
    outgoing.write('{')
  })
  expect(answer.status).toBe(413)
  expect(JSON.parse(answer.body).error).toMatchObject({
    code: 'BODY_TOO_LARGE',
    where: 'body',
    expected: 'at most 1048576 bytes',
  })
})

test('a long body without an announced length is cut off at the limit', async () => {
  const chunk = ' '.repeat(65_536)
  const body = new ReadableStream({
    pull(controller) {
      controller.enqueue(new TextEncoder().encode(chunk))
    },
  })
  const sent = fetch(service.address + bookPath, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body,
    duplex: 'half',
  } as RequestInit)
  // The server answers and hangs up while the client still sends; a client sees the answer or the hang-up.
  const outcome = await sent.then(
    (response) => response.status,
    () => 'ended',
  )
  expect([413, 'ended']).toContain(outcome)
  expect((await service.ask('GET', bookPath)).body).toEqual(untouched)
})

test('the largest and the finest numbers are answered or refused, never a failure', async () => {
  const sizes = ['9'.repeat(30), `0.${'0'.repeat(29)}1`, `${'9'.repeat(30)}.${'9'.repeat(30)}`]
  for (const quantity of sizes) {
    for (const price of sizes) {
      for (const instrument of [perpetual, 'BTC_USDC', 'BTC-9MAR26']) {
        const orders = [{ instrument, side: 'sell', quantity, price }]
        const { status } = await service.ask('POST', '/v1/accounts/book/what-if', { orders })
        expect(status, `${quantity} of ${instrument} at ${price}`).toBeLessThan(500)
      }
    }
  }
  expect((await service.ask('GET', bookPath)).body).toEqual(untouched)
})

test('what is not HTTP is told so and hung up on', async () => {
  const speak = (text: string) =>
    new Promise<string>((resolve) => {
      let answer = ''
      const socket = connect(service.port, '127.0.0.1', () => socket.write(text))
      socket.on('data', (chunk) => {
        answer += chunk
      })
      socket.on('close', () => resolve(answer))
    })
  expect(await speak('HELLO\r\n\r\n')).toMatch(/^HTTP\/1.1 400 [\s\S]*REQUEST_MALFORMED/)
  expect(await speak(`GET / HTTP/1.1\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`)).toMatch(
    /^HTTP\/1.1 431 [\s\S]*REQUEST_MALFORMED/,
  )
})
