import { customCrash, houseRehearsal, rehearse, saveState } from '@plimsoll/clearing'
import { expect, test } from 'vitest'
import { answer, capture } from '../../test/capture.js'

interface Flows {
  readonly plimsoll: string
  readonly venue: string
  readonly betas: Readonly<Record<string, number>>
  readonly flows: readonly {
    readonly move: number
    readonly accounts: number
    readonly markets: Readonly<Record<string, { readonly price: number; readonly traded: number }>>
  }[]
}

test('the assumed venue in JSON: a line for each percent, and the same as of its saved state', async () => {
  const words = ['forced-flow', '--accounts', '100', '--to', '-20%', '--of', 'BTC,ETH=1.2']
  const first = await answer<Flows>(words)
  expect(first).toMatchObject({ plimsoll: 'forced-flow/1', venue: 'assumed', betas: { BTC: 1, ETH: 1.2 } })
  expect(first.flows.map(({ move }) => move)).toEqual(Array.from({ length: 21 }, (_, row) => 0 - row))
  const [last] = first.flows.slice(-1)
  expect(last!.markets.ETH!.price).toBeCloseTo(4000 * 0.76, 6)
  expect(last!.markets.BTC!.traded).toBeLessThan(0)
  const { state } = rehearse(houseRehearsal({ path: customCrash(-0.3, 1), accounts: 100, seed: 1 }))
  const saved = await answer<Flows>([...words, '--state', '-'], { input: saveState(state) })
  expect(saved).toEqual({ ...first, venue: 'standard input' })
})

test('in text: every underlying moves alike unless told otherwise', async () => {
  const { out, code } = await capture(['forced-flow', '--accounts', '100', '--to', '+12%'])
  expect(code).toBe(0)
  expect(out).toMatch(/ Moving +BTC, DOGE, ETH, SOL, XRP\n/)
  expect(out.match(/^ +\+\d+ % /gm)).toHaveLength(12)
  expect(out).not.toMatch(/NaN|undefined|\[object/)
})

test.each([
  ['--to', '40%'],
  ['--to', '-2.5%'],
  ['--to', '-96%'],
  ['--to', '+0%'],
  ['--of', 'BTC=x'],
  ['--accounts', '99'],
  ['--seed', '-1'],
])('%s %s is refused', async (option, value) => {
  const { code, err } = await capture(['forced-flow', option, value])
  expect(code).toBe(2)
  expect(err).toContain(option)
})

test.each(['hello', '["clock","clock",{}]', ''])('a state that is none is refused: %s', async (input) => {
  const { code, err } = await capture(['forced-flow', '--state', '-'], { input })
  expect(code).toBe(2)
  expect(err).toContain('--state standard input')
})
