import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import WebSocket, { WebSocketServer } from 'ws'
import { type Client, createClient } from './client.js'

let server: WebSocketServer
let remote: WebSocket
let local: WebSocket
let client: Client

beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await new Promise((resolve) => server.on('listening', resolve))
  const connected = new Promise<WebSocket>((resolve) => server.on('connection', resolve))
  remote = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  local = await connected
  await new Promise((resolve) => remote.on('open', resolve))
  client = createClient(local)
})
afterEach(() => {
  remote.terminate()
  server.close()
})

test('20,000 messages to a client that does not read: memory stays small, and the newest arrives', async () => {
  const filler = 'x'.repeat(20_000)
  const offered = 20_000
  let buffered = 0
  remote.pause()
  for (let row = 0; row < offered; row++) {
    client.offer('accounts', `${row} ${filler}`)
    if (row % 100 === 0) await new Promise((resolve) => setImmediate(resolve))
    buffered = Math.max(buffered, local.bufferedAmount)
  }
  // One message on its way and one waiting, where a queue would hold 400 MB.
  expect(buffered).toBeLessThan(2 * filler.length)
  const received: number[] = []
  const newest = new Promise<void>((resolve) => {
    remote.on('message', (data) => {
      received.push(Number.parseInt(data.toString().slice(0, 8), 10))
      if (received.at(-1) === offered - 1) resolve()
    })
  })
  remote.resume()
  await newest
  expect(received.length).toBeLessThan(offered / 2)
  expect(received).toEqual([...received].sort((a, b) => a - b))
})

test('a newer message takes the place of an unsent one of its kind only', async () => {
  const messages: string[] = []
  const done = new Promise<void>((resolve) => {
    remote.on('message', (data) => {
      messages.push(data.toString())
      if (data.toString() === 'detail 2') resolve()
    })
  })
  client.offer('status', 'status 1')
  client.offer('accounts', 'accounts 1')
  client.offer('detail', 'detail 1')
  client.offer('accounts', 'accounts 2')
  client.offer('detail', 'detail 2')
  await done
  expect(messages).toEqual(['status 1', 'accounts 2', 'detail 2'])
})

test('a client that does not answer a heartbeat is ended at the next', async () => {
  const ended = new Promise<void>((resolve) => local.on('close', () => resolve()))
  remote.pause()
  client.beat()
  client.beat()
  await ended
})

test('one that answers is kept', async () => {
  client.beat()
  await new Promise((resolve) => local.on('pong', resolve))
  client.beat()
  expect(local.readyState).toBe(WebSocket.OPEN)
})
