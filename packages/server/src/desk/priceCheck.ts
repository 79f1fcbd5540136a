import { type Decimal, formatDecimal, type MarketSnapshot, PlimsollError, type Portfolio } from './library.js'

/** Refuses a price that no trade can have: negative, or zero for what is not an option; only a normal-model underlying goes below zero. */
export function requirePrice(
  portfolio: Portfolio,
  market: MarketSnapshot,
  id: string,
  price: Decimal,
  where: string,
): void {
  const instrument = portfolio.instruments.find((own) => own.id === id) ?? market.instruments.get(id)
  if (instrument === undefined || price.units > 0n) return
  if (instrument.kind === 'option' && price.units === 0n) return
  const mayBeNegative = market.underlyings[instrument.underlying]?.model === 'normal' && instrument.kind === 'future'
  if (mayBeNegative && instrument.settlement.kind !== 'inverse') return
  throw new PlimsollError('INPUT_INVALID', {
    where,
    value: formatDecimal(price),
    expected: instrument.kind === 'option' ? 'a price of 0 or more' : 'a price above 0',
  })
}
