import { readInstant } from '../document/read.js'
import { PlimsollError } from '../error/plimsollError.js'
import type { ChainRow } from './chainRow.js'
import { volatilityMax } from './plausible.js'
import { readChainOption } from './readChainOption.js'

/** Columns that a chain file must have; others are passed over. */
export const chainColumns = ['time', 'instrument', 'bid', 'ask', 'mark', 'mark_iv', 'forward', 'index'] as const
export type ChainColumn = (typeof chainColumns)[number]

const numberPattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/**
 * Reads one row of a chain from text fields.
 *
 * @param text the field of a column, as it stands in the file
 * @param where file and row, for errors
 * @throws PlimsollError CHAIN_MALFORMED naming row, field, value and what was expected
 */
export function parseChainRow(text: (column: ChainColumn) => string | undefined, where: string): ChainRow {
  const refuse = (column: ChainColumn, expected: string): PlimsollError =>
    new PlimsollError('CHAIN_MALFORMED', { where: `${where}, field ${column}`, value: text(column), expected })
  const number = (column: ChainColumn, least: 'above 0' | 'at least 0'): number => {
    const field = text(column) ?? ''
    const value = numberPattern.test(field) ? Number(field) : Number.NaN
    if (Number.isFinite(value) && (least === 'above 0' ? value > 0 : value >= 0)) return value
    throw refuse(column, `a number ${least}`)
  }
  /** Blank means absent. */
  const optional = (column: 'bid' | 'ask' | 'forward', least: 'above 0' | 'at least 0'): number | undefined =>
    (text(column) ?? '') === '' ? undefined : number(column, least)

  const volatility = (): number => {
    const value = number('mark_iv', 'above 0')
    if (value <= volatilityMax) return value
    throw refuse('mark_iv', `an annual volatility as a fraction (0.45 = 45 %), at most ${volatilityMax}`)
  }

  const instrument = readChainOption(text('instrument') ?? '', where).id
  const bid = optional('bid', 'at least 0')
  const ask = optional('ask', 'at least 0')
  const forward = optional('forward', 'above 0')
  return {
    time: readTime(text('time'), () => refuse('time', 'an instant such as 2026-02-05T08:00:00Z')),
    instrument,
    ...(bid === undefined ? {} : { bid }),
    ...(ask === undefined ? {} : { ask }),
    mark: number('mark', 'at least 0'),
    markIv: volatility(),
    ...(forward === undefined ? {} : { forward }),
    index: number('index', 'above 0'),
  }
}

function readTime(text: string | undefined, refuse: () => PlimsollError): number {
  try {
    return readInstant(text, 'time')
  } catch {
    throw refuse()
  }
}
