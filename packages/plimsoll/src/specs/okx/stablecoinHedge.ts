import type { Amount, Filter, ParameterEntry } from '../../requirement/spec.js'
import {
  attribute,
  bands,
  each,
  largest,
  less,
  magnitude,
  measure,
  missing,
  parameter,
  smallest,
  sum,
  thirdParty,
  times,
  when,
  where,
} from '../amounts.js'

const announcement = 'OKX announcements of 2024-11-25 and 2025-01-02 on portfolio margin (copies; partly third-party)'

type Quote = 'USDT' | 'USDC' | 'USD'

/** What is quoted in dollars pays in coin. */
const filters: Readonly<Record<Quote, Filter>> = {
  USDT: { settlement: 'linear', currencies: ['USDT'] },
  USDC: { settlement: 'linear', currencies: ['USDC'] },
  USD: { settlement: 'inverse' },
}

function cashDelta(quote: Quote): Amount {
  return where(filters[quote], measure('delta-value', 'net'))
}

/** The part of the first that stands against the second, with the first’s sign. */
function hedged(first: Amount, second: Amount): Amount {
  const against: Amount = times(-1, second)
  return sum(
    'hedged',
    largest('long', 0, smallest('long', first, against)),
    smallest('short', 0, largest('short', first, against)),
  )
}

// In this order each pair takes what the ones before it have left.
const usdtUsd = hedged(cashDelta('USDT'), cashDelta('USD'))
const usdtLeft = less(cashDelta('USDT'), usdtUsd)
const usdLeft = sum('USD left', cashDelta('USD'), usdtUsd)
const usdtUsdc = hedged(usdtLeft, cashDelta('USDC'))
const usdcLeft = sum('USDC left', cashDelta('USDC'), usdtUsdc)
const usdcUsd = hedged(usdcLeft, usdLeft)

function tiers(pair: string, of: Amount, row: 'near' | 'off' | 'broken'): Amount {
  return {
    node: 'tiers',
    label: pair,
    of,
    mode: 'marginal',
    bands: bands(
      4,
      (band) => parameter(`mr9.limit.${band}`),
      (band) => parameter(`mr9.rate.${row}.${band}`),
    ),
  }
}

function pairCharge(pair: string, hedge: Amount, coins: readonly ('USDT' | 'USDC')[]): Amount {
  const across = each('underlying', `${pair} hedged`, magnitude(hedge))
  const price = smallest('price of the weaker coin', ...coins.map((coin) => where(filters[coin], attribute('price'))))
  const at = (limit: string): Amount => parameter(`mr9.price.${limit}`)
  return when(
    across,
    '>',
    0,
    when(
      price,
      '>=',
      at('near'),
      tiers(pair, across, 'near'),
      when(price, '>=', at('off'), tiers(pair, across, 'off'), tiers(pair, across, 'broken')),
    ),
    0,
  )
}

/** MR9: positions in one coin that are hedged by positions quoted in another dollar. */
export const stablecoinHedge: Amount = sum(
  'MR9',
  pairCharge('USDT-USD', usdtUsd, ['USDT']),
  pairCharge('USDT-USDC', usdtUsdc, ['USDT', 'USDC']),
  pairCharge('USDC-USD', usdcUsd, ['USDC']),
)

const copied = (value: number, unit: string): ParameterEntry => thirdParty(value, announcement, unit)

export const stablecoinParameters: Readonly<Record<string, ParameterEntry>> = {
  'mr9.limit.1': copied(1_000_000, 'USD'),
  'mr9.limit.2': copied(5_000_000, 'USD'),
  'mr9.limit.3': missing('Upper end of the third band of hedged size', 'USD'),
  'mr9.price.near': copied(0.995, 'USD: least price of the first row of rates'),
  'mr9.price.off': copied(0.99, 'USD: least price of the second row of rates'),
  'mr9.rate.near.1': copied(0.005, 'of hedged size'),
  'mr9.rate.near.2': copied(0.01, 'of hedged size'),
  'mr9.rate.near.3': missing('Rate of the third band while the coin is near its peg', 'of hedged size'),
  'mr9.rate.near.4': missing('Rate of the last band while the coin is near its peg', 'of hedged size'),
  'mr9.rate.off.1': copied(0.005, 'of hedged size'),
  'mr9.rate.off.2': copied(0.015, 'of hedged size'),
  'mr9.rate.off.3': missing('Rate of the third band a little off the peg', 'of hedged size'),
  'mr9.rate.off.4': missing('Rate of the last band a little off the peg', 'of hedged size'),
  'mr9.rate.broken.1': missing('Rate of the first band below; 40 % at a price of 0.8 and less', 'of hedged size'),
  'mr9.rate.broken.2': missing('Rate of the second band below; 40 % at a price of 0.8 and less', 'of hedged size'),
  'mr9.rate.broken.3': missing('Rate of the third band below; 40 % at a price of 0.8 and less', 'of hedged size'),
  'mr9.rate.broken.4': missing('Rate of the last band below; 40 % at a price of 0.8 and less', 'of hedged size'),
}
