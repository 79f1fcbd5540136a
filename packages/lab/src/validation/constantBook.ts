/** A leg in terms that can be struck anew at any instant. `weight` is its notional as a signed part of the book’s unit. */
export type ConstantLeg =
  | { readonly kind: 'perpetual'; readonly underlying: string; readonly weight: number }
  /** One perpetual for each coin that has been listed for long enough; the weight is shared equally. */
  | { readonly kind: 'basket'; readonly underlyings: readonly string[]; readonly weight: number }
  | {
      readonly kind: 'option'
      readonly underlying: string
      readonly right: 'call' | 'put'
      /** Strike over forward. */
      readonly moneyness: number
      readonly tenorDays: number
      readonly weight: number
    }
  /** A dated future that settles in the coin itself. */
  | {
      readonly kind: 'inverse-future'
      readonly underlying: string
      readonly tenorDays: number
      readonly weight: number
    }
  /** The coin as collateral. */
  | { readonly kind: 'balance'; readonly underlying: string; readonly weight: number }

/** A book that is the same every day: the same moneyness, tenors and weights of the same notional. */
export interface ConstantBook {
  readonly id: string
  readonly title: string
  readonly legs: readonly ConstantLeg[]
  /** Coins whose delta is bought or sold away with their perpetual when the book is struck. */
  readonly hedged?: readonly string[]
}

const perpetual = (underlying: string, weight: number): ConstantLeg => ({ kind: 'perpetual', underlying, weight })
const option = (
  underlying: string,
  right: 'call' | 'put',
  moneyness: number,
  tenorDays: number,
  weight: number,
): ConstantLeg => ({ kind: 'option', underlying, right, moneyness, tenorDays, weight })

/** The books that every rule book is tried on. */
export const constantBooks: readonly ConstantBook[] = Object.freeze([
  { id: 'long-btc', title: 'long BTC perpetual', legs: [perpetual('BTC', 1)] },
  { id: 'short-btc', title: 'short BTC perpetual', legs: [perpetual('BTC', -1)] },
  { id: 'btc-against-eth', title: 'long BTC against short ETH', legs: [perpetual('BTC', 0.5), perpetual('ETH', -0.5)] },
  {
    id: 'altcoins',
    title: 'equal parts of LTC, XRP, ADA, LINK, DOGE, each from its 260th day on',
    legs: [{ kind: 'basket', underlyings: ['LTC', 'XRP', 'ADA', 'LINK', 'DOGE'], weight: 1 }],
  },
  {
    id: 'young-coins',
    title: 'equal parts of SOL and AVAX, each from its 260th day on',
    legs: [{ kind: 'basket', underlyings: ['SOL', 'AVAX'], weight: 1 }],
  },
  {
    id: 'covered-call',
    title: 'long BTC perpetual, short 30-day call at 110 %',
    legs: [perpetual('BTC', 1), option('BTC', 'call', 1.1, 30, -1)],
  },
  {
    id: 'short-strangle',
    title: 'short 30-day BTC put at 90 % and call at 110 %',
    legs: [option('BTC', 'put', 0.9, 30, -1), option('BTC', 'call', 1.1, 30, -1)],
  },
  {
    id: 'iron-condor',
    title: 'short 30-day BTC strangle at 90/110 %, long wings at 80/120 %',
    legs: [
      option('BTC', 'put', 0.9, 30, -1),
      option('BTC', 'call', 1.1, 30, -1),
      option('BTC', 'put', 0.8, 30, 1),
      option('BTC', 'call', 1.2, 30, 1),
    ],
  },
  {
    id: 'far-puts',
    title: 'short 7-day BTC put at 80 %',
    legs: [option('BTC', 'put', 0.8, 7, -1)],
  },
  {
    id: 'calendar-spread',
    title: 'short 14-day, long 60-day BTC call at the money',
    legs: [option('BTC', 'call', 1, 14, -1), option('BTC', 'call', 1, 60, 1)],
  },
  {
    id: 'risk-reversal',
    title: 'long 30-day ETH call at 110 %, short put at 90 %',
    legs: [option('ETH', 'call', 1.1, 30, 1), option('ETH', 'put', 0.9, 30, -1)],
  },
  {
    id: 'hedged-straddle',
    title: 'short 14-day ETH straddle at the money, delta hedged',
    legs: [option('ETH', 'call', 1, 14, -1), option('ETH', 'put', 1, 14, -1)],
    hedged: ['ETH'],
  },
  {
    id: 'coin-basis',
    title: 'BTC as collateral against a short 60-day inverse future',
    legs: [
      { kind: 'balance', underlying: 'BTC', weight: 1 },
      { kind: 'inverse-future', underlying: 'BTC', tenorDays: 60, weight: -1 },
    ],
  },
  {
    id: 'market-maker',
    title: 'sixteen BTC and ETH options long and short over three tenors, delta hedged',
    legs: (['BTC', 'ETH'] as const).flatMap((coin) => [
      option(coin, 'put', 0.9, 7, -0.3),
      option(coin, 'call', 1.1, 7, -0.3),
      option(coin, 'put', 0.95, 7, 0.2),
      option(coin, 'call', 1.05, 7, 0.2),
      option(coin, 'put', 0.8, 30, -0.4),
      option(coin, 'call', 1, 30, 0.3),
      option(coin, 'call', 1.3, 30, -0.3),
      option(coin, 'put', 0.9, 90, 0.3),
    ]),
    hedged: ['BTC', 'ETH'],
  },
])
