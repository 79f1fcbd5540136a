import { expect, test } from 'vitest'
import { streamProtocols } from './key'

test('the key is offered as base64url, and nothing without one', () => {
  expect(streamProtocols(null)).toEqual([])
  const [own, carrier] = streamProtocols('sésame?>~ouvre-toi')
  expect(own).toBe('plimsoll')
  expect(carrier).toMatch(/^bearer\.[A-Za-z0-9_-]+$/)
  const bytes = atob((carrier ?? '').slice('bearer.'.length).replaceAll('-', '+').replaceAll('_', '/'))
  const decoded = new TextDecoder().decode(Uint8Array.from(bytes, (one) => one.charCodeAt(0)))
  expect(decoded).toBe('sésame?>~ouvre-toi')
})
