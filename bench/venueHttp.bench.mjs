/** The venue's pre-trade check through HTTP on loopback, beside the emptiest handler of the same server, call by call in turns. */
import { Agent, request } from 'node:http'
import { createService, simulatedFeed } from '@plimsoll/server'
import { quantile, randomFrom, ratioRow } from './measure.mjs'

/** So few are computed on the service's own thread; more on one of their own, which adds a message there and one back. */
const ownThread = 5_000
const otherThread = 100_000
const calls = 4_000

export async function benchVenueHttp() {
  return [...(await rowsOf(ownThread, 1.3)), ...(await rowsOf(otherThread))]
}

async function rowsOf(accounts, within) {
  const feed = simulatedFeed()
  const service = await createService({
    dataDirectory: ':memory:',
    port: 0,
    feed,
    demo: false,
    logLevel: 'silent',
    venue: { accounts },
  })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const send = (method, path, body) => answerOf(agent, new URL(path, service.address), method, body)
  try {
    await ready(send)
    // Ticks would be measured, not answers.
    await send('PATCH', '/v1/feed', { paused: true })
    const held = []
    for (let account = 0; account < 200; account++) {
      const { positions } = JSON.parse((await send('GET', `/v1/venue/accounts/${account}`)).text)
      held.push({ instrument: positions[0].instrument, price: positions[0].mark.toFixed(4) })
    }
    const random = randomFrom(4)
    const own = []
    const empty = []
    for (let call = 0; call < calls + 500; call++) {
      const account = Math.floor(random() * held.length)
      const trades = [{ ...held[account], side: 'sell', quantity: '0.1' }]
      const check = await timed(() => send('POST', `/v1/venue/accounts/${account}/what-if`, { trades }))
      const nothing = await timed(() => send('GET', '/healthz'))
      if (call < 500) continue
      own.push(check)
      empty.push(nothing)
    }
    return [0.5, 0.99].map((share) =>
      ratioRow({
        id: `whatIf.http.venue${accounts}.p${share * 100}`,
        unit: 'µs',
        own: [quantile(own, share)],
        rival: 'GET /healthz of the same server, in turns',
        other: [quantile(empty, share)],
        // Within so many times of the empty handler.
        ...(within === undefined ? {} : { goal: 1 / within }),
      }),
    )
  } finally {
    agent.destroy()
    await service.close()
  }
}

async function ready(send) {
  for (;;) {
    if ((await send('GET', '/v1/venue')).status === 200) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function timed(work) {
  const start = process.hrtime.bigint()
  const { status, text } = await work()
  const microseconds = Number(process.hrtime.bigint() - start) / 1000
  if (status !== 200) throw new Error(`${status}: ${text}`)
  return microseconds
}

function answerOf(agent, url, method, body) {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const headers =
      text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
    const asked = request(url, { method, agent, headers }, (response) => {
      let received = ''
      response.setEncoding('utf8')
      response.on('data', (part) => {
        received += part
      })
      response.on('end', () => resolve({ status: response.statusCode, text: received }))
    })
    asked.on('error', reject)
    asked.end(text)
  })
}
