import { expect, test } from 'vitest'
import { audit } from '../audit/audit.js'
import { smallVenue } from '../fixture/smallVenue.js'

const usdc = (amount: number): bigint => BigInt(Math.round(amount * 1e6))

test('smoke', () => {
  const venue = smallVenue()
  for (const account of ['a', 'b']) {
    venue.must('open-account', { account, owner: account, mode: 'cross' })
    venue.must('deposit', { account, asset: 'USDC', amount: usdc(50_000) })
  }
  venue.must('trade', {
    instrument: 'BTC-PERP',
    lots: 1000n,
    price: 7_000_000n,
    buyer: { account: 'a', fee: 0n },
    seller: { account: 'b', fee: 10n },
  })
  venue.price(72_000)
  venue.must('trade', {
    instrument: 'BTC-PERP',
    lots: 333n,
    price: 7_100_001n,
    buyer: { account: 'b', fee: 0n },
    seller: { account: 'a', fee: 10n },
  })
  expect(audit(venue.state)).toEqual([])
  console.log(
    venue.state.accounts.get('a'),
    venue.state.accounts.get('b'),
    venue.state.houses.keys().map((k) => [k, venue.state.houses.get(k)]),
  )
  console.log(venue.send('withdraw', { account: 'a', asset: 'USDC', amount: usdc(49_000) }).refusal)
})
