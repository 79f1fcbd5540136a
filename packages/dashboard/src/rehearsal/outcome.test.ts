import type { RehearsalView } from '@plimsoll/server/contract'
import { expect, test } from 'vitest'
import { outcomeOf } from './outcome'

const view = {
  asset: 'USDC',
  unpaid: '0',
  fund: { start: '5000000', now: '5400000.5', least: '5000000' },
  totals: {
    calls: 1,
    deposits: 0,
    liquidations: 12,
    auctions: 1,
    takeovers: 2,
    deleveragingFills: 0,
    winnersHurt: 0,
    hedgedWinnersHurt: 0,
    deficit: 0,
  },
} as unknown as RehearsalView

test('a calm end is told as one', () => {
  expect(outcomeOf(view)).toEqual([
    '1 margin call, 0 deposits in answer; 12 liquidations, 1 auction, 2 takeovers by the backstop.',
    'Nobody was deleveraged.',
    'No account ended below nothing.',
    'The insurance fund went from 5,000,000 to 5,400,001, and nothing stayed unpaid.',
  ])
})

test('a venue without a fund, whose accounts stand for many', () => {
  const totals = { ...view.totals, deleveragingFills: 89, winnersHurt: 4897, hedgedWinnersHurt: 23 }
  const [, hurt, , fund] = outcomeOf({ ...view, totals, fund: { start: '0', now: '0', least: '0' } })
  expect(hurt).toBe(
    '4,897 winners were deleveraged, 23 of them hedged, in 89 fills: an account here stands for several that were published.',
  )
  expect(fund).toBe('The insurance fund held nothing, at the start and at the end, and nothing stayed unpaid.')
})

test('a bad one says who paid, who was hurt and what nobody paid', () => {
  const totals = {
    ...view.totals,
    deleveragingFills: 7,
    winnersHurt: 3,
    hedgedWinnersHurt: 1,
    deficit: 900,
    paidByFund: 500,
    paidByVenue: 0,
  }
  const [, hurt, owed, fund] = outcomeOf({ ...view, totals, unpaid: '400' })
  expect(hurt).toBe('3 winners were deleveraged, 1 of them hedged, in 7 fills.')
  expect(owed).toBe('Bankrupt accounts owed 900.00 USDC: the fund paid 500.00, the venue 0.00.')
  expect(fund).toContain('; 400.00 stayed unpaid.')
})
