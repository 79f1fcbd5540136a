import { PlimsollError } from '../error/plimsollError.js'
import type { Instrument, Settlement } from './instrument.js'

/** Contract sizes of an inverse underlying: futures in USD per contract, options in coins. */
interface InverseTerms {
  readonly future: number
  readonly option: number
}

/** Deribit contract specifications: underlyings whose plain names (`BTC-…`) settle in the coin. */
const inverseTerms: Readonly<Record<string, InverseTerms>> = {
  BTC: { future: 10, option: 1 },
  ETH: { future: 1, option: 1 },
}
/** Units of the underlying per contract of the pairs (`SOL_USDC-…`), by settlement currency. */
const linearContractSize: Readonly<Record<string, number>> = { USDC: 1, USDT: 1 }
const expiryHourUtc = 8
const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']

const pairPattern = /^([A-Z0-9]+)(?:_([A-Z]+))?$/
const expiryPattern = /^([1-9]|[12]\d|3[01])([A-Z]{3})(\d{2})$/
const strikePattern = /^(?:0|[1-9]\d*)(?:d\d*[1-9])?$/

/**
 * The instrument that an exchange-style name stands for. The grammar is Deribit's:
 * `BTC-PERPETUAL`, `BTC-27MAR26`, `BTC-27MAR26-80000-C` settle in the coin, `SOL_USDC-PERPETUAL`,
 * `SOL_USDC-27MAR26-80-C` in USDC; `BTC_USDC` is spot; `d` is the decimal point of a strike (`2d2` = 2.2).
 * Expiry is 08:00 UTC. Quantities of options and linear contracts are in coins, of inverse futures in contracts.
 *
 * @throws PlimsollError INPUT_INVALID saying which part of the name cannot be read
 *
 * @example
 * import { parseVenueName } from 'plimsoll'
 * parseVenueName('BTC-27MAR26-80000-C').strike // => 80000
 * parseVenueName('XRP_USDC-27MAR26-2d2-P').strike // => 2.2
 * parseVenueName('BTC-PERPETUAL').contractSize // => 10
 */
export function parseVenueName(name: string): Instrument {
  const parts = name.split('-')
  const pair = pairPattern.exec(parts[0]!)
  if (pair === null) throw refusal(name, parts[0], 'an underlying such as BTC, or a pair such as SOL_USDC')
  const underlying = pair[1]!
  const currency = pair[2]
  if (parts.length === 1) {
    if (currency === undefined)
      throw refusal(name, name, 'a spot pair such as BTC_USDC, or a contract such as BTC-PERPETUAL')
    return Object.freeze({ kind: 'spot', id: name, underlying, asset: underlying, currency })
  }
  const { settlement, future, option } = termsOf(name, underlying, currency)
  if (parts.length === 2 && parts[1] === 'PERPETUAL') {
    return Object.freeze({ kind: 'perpetual', id: name, underlying, settlement, contractSize: future })
  }
  const expiry = readExpiry(name, parts[1]!)
  if (parts.length === 2) {
    return Object.freeze({ kind: 'future', id: name, underlying, settlement, contractSize: future, expiry })
  }
  const strike = parts[2]!
  const right = parts[3]
  const value = Number(strike.replace('d', '.'))
  if (!strikePattern.test(strike) || !(value > 0)) {
    throw refusal(name, strike, 'a strike above 0 with d as decimal point, e.g. 80000 or 2d2')
  }
  if (parts.length !== 4 || (right !== 'C' && right !== 'P')) {
    throw refusal(name, parts.slice(3).join('-'), 'C or P after the strike, and nothing more')
  }
  return Object.freeze({
    kind: 'option',
    id: name,
    underlying,
    settlement,
    contractSize: option,
    expiry,
    strike: value,
    right: right === 'C' ? 'call' : 'put',
  })
}

/**
 * The exchange-style name of an instrument; {@link parseVenueName} reads it back to the same terms.
 *
 * @throws PlimsollError INPUT_INVALID when the grammar has no name for these terms (another contract size, settlement
 *   or hour of expiry)
 *
 * @example
 * import { formatVenueName, parseVenueName } from 'plimsoll'
 * formatVenueName({ ...parseVenueName('XRP_USDC-6FEB26-2d2-C'), id: 'my option' }) // => 'XRP_USDC-6FEB26-2d2-C'
 */
export function formatVenueName(instrument: Instrument): string {
  const name = nameOf(instrument)
  const read = parseVenueName(name)
  if (JSON.stringify(terms(read)) !== JSON.stringify(terms(instrument))) {
    throw new PlimsollError('INPUT_INVALID', {
      where: instrument.id,
      value: terms(instrument),
      expected: `the terms that the name ${name} stands for: ${JSON.stringify(terms(read))}`,
    })
  }
  return name
}

function nameOf(instrument: Instrument): string {
  if (instrument.kind === 'amm') {
    throw new PlimsollError('INPUT_INVALID', {
      where: instrument.id,
      value: instrument.kind,
      expected: 'a spot, perpetual, future or option: exchanges list no pool positions',
    })
  }
  if (instrument.kind === 'spot') return `${instrument.asset}_${instrument.currency}`
  const { settlement, underlying } = instrument
  const pair = settlement.kind === 'inverse' ? underlying : `${underlying}_${settlement.currency}`
  if (instrument.kind === 'perpetual') return `${pair}-PERPETUAL`
  const day = new Date(instrument.expiry)
  const date = `${day.getUTCDate()}${months[day.getUTCMonth()]}${String(day.getUTCFullYear()).slice(-2)}`
  if (instrument.kind === 'future') return `${pair}-${date}`
  return `${pair}-${date}-${String(instrument.strike).replace('.', 'd')}-${instrument.right === 'call' ? 'C' : 'P'}`
}

/** All that a name says, in a fixed order; the id is the holder's own. */
function terms(instrument: Instrument): readonly unknown[] {
  const { kind, underlying } = instrument
  if (kind === 'spot') return [kind, underlying, instrument.asset, instrument.currency]
  if (kind === 'amm') return [kind, underlying]
  const { settlement, contractSize } = instrument
  const shared = [kind, underlying, settlement.kind, settlement.currency, contractSize]
  if (kind === 'perpetual') return shared
  return kind === 'future'
    ? [...shared, instrument.expiry]
    : [...shared, instrument.expiry, instrument.strike, instrument.right]
}

function termsOf(
  name: string,
  underlying: string,
  currency: string | undefined,
): { readonly settlement: Settlement; readonly future: number; readonly option: number } {
  if (currency === undefined) {
    const inverse = inverseTerms[underlying]
    if (inverse === undefined) {
      throw refusal(
        name,
        underlying,
        `one of ${Object.keys(inverseTerms).join(', ')}, or a pair such as ${underlying}_USDC`,
      )
    }
    return { settlement: Object.freeze({ kind: 'inverse', currency: underlying }), ...inverse }
  }
  const size = linearContractSize[currency]
  if (size === undefined) {
    throw refusal(name, currency, `a pair settled in one of ${Object.keys(linearContractSize).join(', ')}`)
  }
  return { settlement: Object.freeze({ kind: 'linear', currency }), future: size, option: size }
}

function readExpiry(name: string, text: string): number {
  const found = expiryPattern.exec(text)
  const day = Number(found?.[1])
  const month = months.indexOf(found?.[2] ?? '')
  const expiry = Date.UTC(2000 + Number(found?.[3]), month, day, expiryHourUtc)
  if (found === null || month < 0 || new Date(expiry).getUTCDate() !== day) {
    throw refusal(name, text, 'PERPETUAL or an expiry such as 27MAR26')
  }
  return expiry
}

function refusal(name: string, value: unknown, expected: string): PlimsollError {
  return new PlimsollError('INPUT_INVALID', { where: `instrument name ${JSON.stringify(name)}`, value, expected })
}
