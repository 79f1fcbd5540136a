import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatVenueName, parseVenueName } from './venueName.js'

const refusal = (run: () => unknown): unknown => {
  try {
    return run()
  } catch (error) {
    return error
  }
}

test('names of every kind stand for their instrument', () => {
  const expiry = Date.UTC(2026, 2, 27, 8)
  const inverse = { kind: 'inverse', currency: 'BTC' }
  const usdc = { kind: 'linear', currency: 'USDC' }
  expect(parseVenueName('BTC-27MAR26-80000-C')).toEqual({
    kind: 'option',
    id: 'BTC-27MAR26-80000-C',
    underlying: 'BTC',
    settlement: inverse,
    contractSize: 1,
    expiry,
    strike: 80000,
    right: 'call',
  })
  expect(parseVenueName('BTC-PERPETUAL')).toEqual({
    kind: 'perpetual',
    id: 'BTC-PERPETUAL',
    underlying: 'BTC',
    settlement: inverse,
    contractSize: 10,
  })
  expect(parseVenueName('ETH-PERPETUAL')).toMatchObject({
    contractSize: 1,
    settlement: { kind: 'inverse', currency: 'ETH' },
  })
  expect(parseVenueName('BTC-27MAR26')).toMatchObject({ kind: 'future', contractSize: 10, expiry })
  expect(parseVenueName('BTC_USDC-PERPETUAL')).toMatchObject({
    kind: 'perpetual',
    underlying: 'BTC',
    settlement: usdc,
    contractSize: 1,
  })
  expect(parseVenueName('SOL_USDC-27MAR26-80-C')).toMatchObject({
    underlying: 'SOL',
    settlement: usdc,
    contractSize: 1,
    strike: 80,
  })
  expect(parseVenueName('XRP_USDC-27MAR26-2d2-P')).toMatchObject({ strike: 2.2, right: 'put' })
  expect(parseVenueName('BTC_USDC')).toEqual({
    kind: 'spot',
    id: 'BTC_USDC',
    underlying: 'BTC',
    asset: 'BTC',
    currency: 'USDC',
  })
})

test('a name that cannot be read says which part', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['btc-PERPETUAL', 'btc'],
    ['BTC', 'BTC'],
    ['SOL-PERPETUAL', 'SOL'],
    ['SOL_EUR-PERPETUAL', 'EUR'],
    ['BTC-31FEB26', '31FEB26'],
    ['BTC-06FEB26', '06FEB26'],
    ['BTC-6FOO26', '6FOO26'],
    ['BTC-6FEB26-0-C', '0'],
    ['BTC-6FEB26-2.5-C', '2.5'],
    ['BTC-6FEB26-2d20-C', '2d20'],
    ['BTC-6FEB26-80000-X', 'X'],
    ['BTC-6FEB26-80000-C-1', 'C-1'],
    ['', ''],
  ]
  for (const [name, value] of cases) {
    expect(
      refusal(() => parseVenueName(name)),
      name,
    ).toMatchObject({
      code: 'INPUT_INVALID',
      where: `instrument name ${JSON.stringify(name)}`,
      value,
    })
  }
})

test('name → instrument → name is the identity', () => {
  const expiry = fc
    .integer({ min: Date.UTC(2000, 0, 1) / 864e5, max: Date.UTC(2099, 11, 31) / 864e5 })
    .map((day) =>
      formatVenueName({ ...(parseVenueName('BTC-1JAN26') as object), expiry: day * 864e5 + 288e5 } as never),
    )
    .map((name) => name.slice('BTC-'.length))
  const strike = fc.oneof(
    fc.integer({ min: 1, max: 1_000_000 }).map(String),
    fc.integer({ min: 1, max: 999 }).map((thousandths) => String(thousandths / 1000).replace('.', 'd')),
  )
  const stem = fc.constantFrom('BTC', 'ETH', 'BTC_USDC', 'SOL_USDC', 'XRP_USDT')
  const name = fc.oneof(
    fc.tuple(stem, fc.constant('PERPETUAL')),
    fc.tuple(stem, expiry),
    fc.tuple(stem, expiry, strike, fc.constantFrom('C', 'P')),
  )
  fc.assert(
    fc.property(name, (parts) => {
      expect(formatVenueName(parseVenueName(parts.join('-')))).toBe(parts.join('-'))
    }),
  )
})

test('terms that no name stands for are refused', () => {
  const perpetual = parseVenueName('BTC-PERPETUAL')
  const odd = refusal(() => formatVenueName({ ...perpetual, id: 'mine', contractSize: 100 } as never))
  expect(odd).toMatchObject({ code: 'INPUT_INVALID', where: 'mine' })
  const future = parseVenueName('BTC-27MAR26') as { expiry: number }
  expect(refusal(() => formatVenueName({ ...future, expiry: future.expiry + 1 } as never))).toMatchObject({
    code: 'INPUT_INVALID',
  })
  expect(
    refusal(() => formatVenueName({ kind: 'amm', id: 'pool', underlying: 'ETH', currency: 'USDC' })),
  ).toMatchObject({ where: 'pool' })
})
