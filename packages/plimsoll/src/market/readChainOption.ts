import { PlimsollError } from '../error/plimsollError.js'
import type { EuropeanOption, Instrument } from '../instrument/instrument.js'
import { parseVenueName } from '../instrument/venueName.js'

/**
 * The option that a chain's row is about; CHAIN_MALFORMED naming the row and the part of the name that cannot be read.
 */
export function readChainOption(name: string, where: string): EuropeanOption {
  let instrument: Instrument | undefined
  let reason = 'the name of an option such as BTC-27MAR26-80000-C'
  try {
    instrument = parseVenueName(name)
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error
    reason += ` (${error.message})`
  }
  if (instrument?.kind === 'option') return instrument
  throw new PlimsollError('CHAIN_MALFORMED', { where: `${where}, field instrument`, value: name, expected: reason })
}
