import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { NewFill, NewTransfer } from '../contract/index.js'
import { fixtureMarket } from '../fixture/fixtureMarket.js'
import { openStore } from '../store/store.js'
import { createCommands } from './commands.js'
import { createDesk, portfolioOf } from './desk.js'
import { formatBook } from './library.js'

const market = fixtureMarket()

function workplace() {
  const store = openStore(':memory:')
  const desk = createDesk({
    now: () => 0,
    onDefect: (error) => {
      throw error
    },
  })
  desk.onTick(market)
  const commands = createCommands({ desk, store, feedState: () => 'VALID', wallTime: () => 0 })
  commands.create({ id: 'a', name: 'A' })
  return { store, desk, commands }
}

type Action =
  | { readonly kind: 'fill'; readonly fill: NewFill }
  | { readonly kind: 'order'; readonly fill: NewFill }
  | { readonly kind: 'transfer'; readonly transfer: NewTransfer }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'undo' }

const decimals = fc
  .tuple(fc.integer({ min: 1, max: 5_000_000 }), fc.integer({ min: 0, max: 6 }))
  .map(([units, scale]) => (units / 10 ** scale).toFixed(scale))
/** Instruments of the fixture with a price that each could trade at. */
const traded = fc.constantFrom(
  { instrument: 'BTC_USDC-PERPETUAL', price: 70_000 },
  { instrument: 'BTC-9MAR26', price: 70_000 },
  { instrument: 'ETH_USDC', price: 3500 },
  { instrument: 'BTC-9MAR26-70000-C', price: 0.03 },
  { instrument: 'SOL_USDC-PERPETUAL', price: 150 },
)
const priced = fc
  .tuple(traded, fc.integer({ min: 60, max: 150 }))
  .map(([{ instrument, price }, percent]) => ({ instrument, price: ((price * percent) / 100).toFixed(4) }))
const mispriced = fc.tuple(traded, decimals).map(([{ instrument }, price]) => ({ instrument, price }))
const fill: fc.Arbitrary<NewFill> = fc
  .tuple(
    fc.oneof({ weight: 4, arbitrary: priced }, { weight: 1, arbitrary: mispriced }),
    fc.record({ side: fc.constantFrom('buy' as const, 'sell' as const), quantity: decimals }),
  )
  .map(([trade, rest]) => ({ ...trade, ...rest }))
const transfer: fc.Arbitrary<NewTransfer> = fc.record({
  asset: fc.constantFrom('USDC', 'BTC'),
  amount: fc.tuple(fc.constantFrom('', '-'), decimals).map(([sign, size]) => sign + size),
})
const action: fc.Arbitrary<Action> = fc.oneof(
  fill.map((value): Action => ({ kind: 'fill', fill: value })),
  fill.map((value): Action => ({ kind: 'order', fill: value })),
  transfer.map((value): Action => ({ kind: 'transfer', transfer: value })),
  fc.constant<Action>({ kind: 'cancel' }),
  fc.constant<Action>({ kind: 'undo' }),
)

test('whatever is done or refused: memory is what the store would load, and undo walks back exactly', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 25 }), (actions) => {
      const { store, desk, commands } = workplace()
      const book = () => JSON.stringify(formatBook(desk.account('a').portfolio))
      const past: string[] = []
      for (const step of actions) {
        const before = book()
        try {
          if (step.kind === 'undo') {
            commands.undo('a')
            expect(book()).toBe(past.pop())
            continue
          }
          if (step.kind === 'fill') commands.fill('a', step.fill)
          if (step.kind === 'order') commands.order('a', step.fill)
          if (step.kind === 'transfer') commands.transfer('a', step.transfer)
          if (step.kind === 'cancel') commands.cancel('a', desk.account('a').portfolio.orders[0]?.id ?? 'none')
          past.push(before)
        } catch (error) {
          expect(error).toHaveProperty('code', expect.stringMatching(/^[A-Z_]+$/))
          expect(book()).toBe(before)
        }
        const [record] = store.accounts()
        expect(JSON.stringify(formatBook(portfolioOf(record!)))).toBe(book())
      }
      for (let before = past.pop(); before !== undefined; before = past.pop()) {
        commands.undo('a')
        expect(book()).toBe(before)
      }
      expect(() => commands.undo('a')).toThrow(expect.objectContaining({ code: 'NOTHING_TO_UNDO' }))
      store.close()
    }),
    { numRuns: 60 },
  )
})

test('what the store cannot commit is not in memory either', () => {
  const { store, desk, commands } = workplace()
  commands.transfer('a', { asset: 'USDC', amount: '5' })
  const before = desk.account('a')
  store.close()
  expect(() => commands.transfer('a', { asset: 'USDC', amount: '7' })).toThrow(
    expect.objectContaining({ code: 'STORE_FAILED' }),
  )
  expect(() => commands.remove('a')).toThrow(expect.objectContaining({ code: 'STORE_FAILED' }))
  expect(desk.account('a')).toBe(before)
})
