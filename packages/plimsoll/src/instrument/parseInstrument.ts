import {
  type Fields,
  formatInstant,
  readChoice,
  readFields,
  readInstant,
  readPositive,
  readString,
} from '../document/read.js'
import { PlimsollError } from '../error/plimsollError.js'
import type { Instrument, Settlement } from './instrument.js'

/** An instrument as it stands in a document: instants as ISO 8601 text. */
export type InstrumentDocument = Readonly<Record<string, unknown>>

const kinds = ['spot', 'perpetual', 'future', 'option', 'amm'] as const
const fieldsOfKind = {
  spot: ['kind', 'id', 'underlying', 'asset', 'currency'],
  perpetual: ['kind', 'id', 'underlying', 'settlement', 'contractSize'],
  future: ['kind', 'id', 'underlying', 'settlement', 'contractSize', 'expiry'],
  option: ['kind', 'id', 'underlying', 'settlement', 'contractSize', 'expiry', 'strike', 'right'],
  amm: ['kind', 'id', 'underlying', 'currency', 'range'],
} as const

/** Reads an instrument's definition; throws PlimsollError naming the field. */
export function parseInstrument(value: unknown, where: string): Instrument {
  const kind = readChoice((value as Fields | null)?.kind, `${where}.kind`, kinds)
  const fields = readFields(value, where, fieldsOfKind[kind])
  const base = {
    id: readString(fields.id, `${where}.id`),
    underlying: readString(fields.underlying, `${where}.underlying`),
  }
  switch (kind) {
    case 'spot':
      return Object.freeze({
        kind,
        ...base,
        asset: readString(fields.asset, `${where}.asset`),
        currency: readString(fields.currency, `${where}.currency`),
      })
    case 'perpetual':
      return Object.freeze({ kind, ...base, ...terms(fields, where) })
    case 'future':
      return Object.freeze({
        kind,
        ...base,
        ...terms(fields, where),
        expiry: readInstant(fields.expiry, `${where}.expiry`),
      })
    case 'option': {
      const strike = fields.strike
      if (typeof strike !== 'number' || !Number.isFinite(strike)) {
        throw new PlimsollError('INPUT_INVALID', { where: `${where}.strike`, value: strike, expected: 'a number' })
      }
      return Object.freeze({
        kind,
        ...base,
        ...terms(fields, where),
        expiry: readInstant(fields.expiry, `${where}.expiry`),
        strike,
        right: readChoice(fields.right, `${where}.right`, ['call', 'put']),
      })
    }
    case 'amm': {
      const currency = readString(fields.currency, `${where}.currency`)
      if (fields.range === undefined) return Object.freeze({ kind, ...base, currency })
      const range = readFields(fields.range, `${where}.range`, ['lower', 'upper'])
      const lower = readPositive(range.lower, `${where}.range.lower`)
      const upper = readPositive(range.upper, `${where}.range.upper`)
      if (upper <= lower) {
        throw new PlimsollError('INPUT_INVALID', {
          where: `${where}.range.upper`,
          value: upper,
          expected: `a price above the lower end ${lower}`,
        })
      }
      return Object.freeze({ kind, ...base, currency, range: Object.freeze({ lower, upper }) })
    }
  }
}

function terms(fields: Fields, where: string): { settlement: Settlement; contractSize: number } {
  return {
    settlement: parseSettlement(fields.settlement, `${where}.settlement`),
    contractSize: readPositive(fields.contractSize, `${where}.contractSize`),
  }
}

function parseSettlement(value: unknown, where: string): Settlement {
  const fields = readFields(value, where, ['kind', 'currency', 'multiplier'])
  const kind = readChoice(fields.kind, `${where}.kind`, ['linear', 'inverse', 'quanto'])
  const currency = readString(fields.currency, `${where}.currency`)
  if (kind === 'quanto') {
    return Object.freeze({ kind, currency, multiplier: readPositive(fields.multiplier, `${where}.multiplier`) })
  }
  if (fields.multiplier !== undefined) {
    throw new PlimsollError('INPUT_INVALID', {
      where: `${where}.multiplier`,
      value: fields.multiplier,
      expected: `nothing: only quanto settlement has a multiplier`,
    })
  }
  return Object.freeze({ kind, currency })
}

/** The document form of an instrument; `parseInstrument` reads it back. */
export function formatInstrument(instrument: Instrument): InstrumentDocument {
  if (!('expiry' in instrument)) return { ...instrument }
  return { ...instrument, expiry: formatInstant(instrument.expiry) }
}
