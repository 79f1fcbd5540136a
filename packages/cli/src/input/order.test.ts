import fc from 'fast-check'
import { formatDecimal, parseDecimal } from 'plimsoll'
import { expect, test } from 'vitest'
import { formatOrder, parseOrder, type TypedOrder } from './order.js'

const size = fc
  .tuple(fc.bigInt({ min: 1n, max: 10n ** 20n }), fc.integer({ min: 0, max: 12 }))
  .map(([units, scale]) => {
    const digits = String(units).padStart(scale + 1, '0')
    return scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`
  })
const instrument = fc.stringMatching(/^[A-Z]{2,5}(_USDC)?-(PERPETUAL|[1-9]MAR26(-\d{1,6}-[CP])?)$/)
const order: fc.Arbitrary<TypedOrder> = fc
  .record({
    side: fc.constantFrom('buy' as const, 'sell' as const),
    quantity: size,
    instrument,
    price: fc.option(size, { nil: undefined }),
  })
  .map(({ side, quantity, instrument, price }) => ({
    side,
    quantity: parseDecimal(quantity, 'quantity'),
    instrument,
    ...(price === undefined ? {} : { price: parseDecimal(price, 'price') }),
  }))

test('an order that is written is read back', () => {
  fc.assert(
    fc.property(order, (typed) => {
      expect(parseOrder(formatOrder(typed))).toEqual(typed)
    }),
  )
})

test('spaces and the case of the side do not matter', () => {
  const gap = fc.stringMatching(/^[ \t]{1,3}$/)
  fc.assert(
    fc.property(order, gap, gap, fc.constantFrom('', ' '), fc.boolean(), (typed, one, two, around, upper) => {
      const side = upper ? typed.side.toUpperCase() : typed.side
      const price = typed.price === undefined ? '' : `${around}@${around}${formatDecimal(typed.price)}`
      const text = `${around}${side}${one}${formatDecimal(typed.quantity)}${two}${typed.instrument}${price}${around}`
      expect(parseOrder(text)).toEqual(typed)
    }),
  )
})

test('any other text is refused by code, never by a crash', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('buy', 'sell', ' ', '1', '-', '@', '.', 'BTC') })),
      (text) => {
        try {
          const typed = parseOrder(text)
          expect(parseOrder(formatOrder(typed))).toEqual(typed)
        } catch (error) {
          expect(error).toMatchObject({ name: 'PlimsollError' })
        }
      },
    ),
  )
})

test('what cannot be an order says what is wrong', () => {
  const refusals: readonly (readonly [string, string, string])[] = [
    ['', 'INPUT_INVALID', 'expected "buy|sell QUANTITY INSTRUMENT [@ PRICE]"'],
    ['hold 1 BTC-PERPETUAL', 'INPUT_INVALID', 'side: got "hold", expected buy or sell'],
    ['buy 0 BTC-PERPETUAL', 'QUANTITY_INVALID', 'got "0", expected a size above zero'],
    ['buy -2 BTC-PERPETUAL', 'QUANTITY_INVALID', 'got "-2"'],
    ['buy 1,000 BTC-PERPETUAL', 'INPUT_INVALID', 'quantity: got "1,000"'],
    ['buy 1e3 BTC-PERPETUAL', 'INPUT_INVALID', 'quantity: got "1e3"'],
    ['buy 1 BTC-PERPETUAL @ market', 'INPUT_INVALID', 'price: got "market"'],
    ['buy 1 BTC-PERPETUAL @', 'INPUT_INVALID', 'expected "buy|sell'],
    ['buy 1 BTC-PERPETUAL 80000', 'INPUT_INVALID', 'expected "buy|sell'],
  ]
  for (const [text, code, words] of refusals) {
    expect(() => parseOrder(text), text).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(words) }),
    )
  }
})
