import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import type { ServerMessage, StatusView } from '../contract/index.js'
import { fixtureMarket } from '../fixture/fixtureMarket.js'
import { type FixtureService, fixtureService } from '../fixture/fixtureService.js'

/** A stream client that remembers what came. */
interface Listener {
  readonly socket: WebSocket
  readonly messages: ServerMessage[]
  /** The first message, past or future, that satisfies a wish. */
  until(wish: (message: ServerMessage) => boolean): Promise<ServerMessage>
  say(message: unknown): void
}

const open: WebSocket[] = []

async function listen(
  service: FixtureService,
  protocols: string[] = [],
  headers: Record<string, string> = {},
): Promise<Listener> {
  const socket = new WebSocket(`${service.address.replace('http', 'ws')}/v1/stream`, protocols, { headers })
  open.push(socket)
  const messages: ServerMessage[] = []
  const waiting = new Set<() => void>()
  socket.on('message', (data) => {
    messages.push(JSON.parse(data.toString()) as ServerMessage)
    for (const look of waiting) look()
  })
  await new Promise<void>((resolve, reject) => {
    socket.on('open', () => resolve())
    socket.on('error', reject)
  })
  return {
    socket,
    messages,
    until: (wish) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = messages.find(wish)
          if (found === undefined) return
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      }),
    say: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
  }
}

const hasIndex = (index: number) => (message: ServerMessage) =>
  message.type === 'status' &&
  message.status.underlyings.some((underlying) => underlying.id === 'BTC' && underlying.index === index)

describe('the stream', () => {
  let service: FixtureService
  beforeAll(async () => {
    service = await fixtureService({ demo: true })
  })
  afterAll(async () => {
    for (const socket of open) socket.terminate()
    await service.close()
  })

  test('greets with status and accounts, and sends both again after a tick', async () => {
    const client = await listen(service)
    await client.until((message) => message.type === 'status')
    const accounts = await client.until((message) => message.type === 'accounts')
    expect(accounts.type === 'accounts' && accounts.accounts.map(({ id }) => id)).toContain('covered-call')
    service.feed.tick(fixtureMarket(1.01, 1))
    const status = await client.until(hasIndex(70_700))
    expect(status.type === 'status' && status.status.underlyings[0]?.change).toBeCloseTo(0.01, 12)
  })

  test('a watched account’s detail comes at once, after a tick and after a change', async () => {
    const client = await listen(service)
    client.say({ type: 'watch', account: 'covered-call' })
    await client.until((message) => message.type === 'detail')
    service.feed.tick(fixtureMarket(1.02, 2))
    await client.until(
      (message) => message.type === 'detail' && message.detail.summary.valuedAt === '2026-03-02T10:00:00.000Z',
    )
    await service.ask('POST', '/v1/accounts/covered-call/transfers', { asset: 'USDC', amount: '123' })
    await client.until(
      (message) => message.type === 'detail' && message.detail.balances.some(({ amount }) => amount === '123'),
    )
    client.say({ type: 'watch', account: null })
  })

  test('an unknown account, a message that is none and binary data are answered with an error', async () => {
    const client = await listen(service)
    client.say({ type: 'watch', account: 'nobody' })
    await client.until((message) => message.type === 'error' && message.error.code === 'ACCOUNT_UNKNOWN')
    client.say('{"type":')
    await client.until((message) => message.type === 'error' && message.error.code === 'MESSAGE_INVALID')
    client.messages.length = 0
    client.socket.send(Buffer.from([1, 2, 3]))
    await client.until((message) => message.type === 'error' && message.error.code === 'MESSAGE_INVALID')
    client.messages.length = 0
    client.say({ type: 'watch', account: 'covered-call', also: 1 })
    await client.until((message) => message.type === 'error')
  })

  test('too large a message and too many messages end the stream', async () => {
    const large = await listen(service)
    const closedLarge = new Promise<number>((resolve) => large.socket.on('close', resolve))
    large.say('x'.repeat(5000))
    expect(await closedLarge).toBe(1009)
    const chatty = await listen(service)
    const closedChatty = new Promise<number>((resolve) => chatty.socket.on('close', resolve))
    for (let row = 0; row < 100; row++) chatty.say({ type: 'watch', account: null })
    expect(await closedChatty).toBe(1008)
  })

  test('a client that did not read for a while ends up at the newest tick', async () => {
    const slow = await listen(service)
    const quick = await listen(service)
    slow.socket.pause()
    const ticks = 40
    for (let row = 1; row <= ticks; row++) {
      service.feed.tick(fixtureMarket(1 + row / 100_000, 3 + row / 1000))
      await new Promise((resolve) => setImmediate(resolve))
    }
    const last = 70_000 * (1 + ticks / 100_000)
    await quick.until(hasIndex(last))
    slow.socket.resume()
    await slow.until(hasIndex(last))
    const seen = slow.messages.flatMap((message) => (message.type === 'status' ? [message.status.feed.asOf ?? ''] : []))
    expect(seen).toEqual([...seen].sort())
  })

  test('says when the feed halts', async () => {
    const halting = await fixtureService()
    const client = await listen(halting)
    await client.until((message) => message.type === 'status' && message.status.feed.state === 'VALID')
    halting.feed.stopFor({ reason: 'ended', message: 'no more' })
    await client.until((message) => message.type === 'status' && message.status.feed.state === 'HALT')
    // An end is no fault: the service still answers for what it holds.
    expect(await halting.ask('GET', '/healthz')).toMatchObject({ status: 200, body: { ok: true, feed: 'ended' } })
    expect((await halting.ask<StatusView>('GET', '/v1/status')).body.feed.halt).toEqual({
      reason: 'ended',
      message: 'no more',
    })
    const closed = new Promise<number>((resolve) => client.socket.on('close', resolve))
    await halting.close()
    expect(await closed).toBe(1001)
  })
})

describe('who may listen', () => {
  const apiKey = 'a-key-that-nobody-guesses-0123456789'
  const carried = `bearer.${Buffer.from(apiKey).toString('base64url')}`

  test('with a key: by header, or by subprotocol from a browser', async () => {
    const service = await fixtureService({ apiKey })
    await expect(listen(service)).rejects.toThrow('401')
    await expect(listen(service, ['plimsoll', 'bearer.AAAA'])).rejects.toThrow('401')
    const byHeader = await listen(service, [], { authorization: `Bearer ${apiKey}` })
    await byHeader.until((message) => message.type === 'status')
    const byProtocol = await listen(service, ['plimsoll', carried])
    await byProtocol.until((message) => message.type === 'status')
    // The key is not sent back.
    expect(byProtocol.socket.protocol).toBe('plimsoll')
    await service.close()
  })

  test('without a key: no page of another origin, no other name', async () => {
    const service = await fixtureService()
    await expect(listen(service, [], { origin: 'https://evil.example' })).rejects.toThrow('403')
    await expect(listen(service, [], { host: 'evil.example' })).rejects.toThrow('403')
    const own = await listen(service, [], { origin: service.address })
    await own.until((message) => message.type === 'status')
    await service.close()
  })
})
