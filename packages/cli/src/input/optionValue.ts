import { PlimsollError, readInstant } from 'plimsoll'

/** An option's text as a number in a range. */
export function readNumberOption(
  option: string,
  text: string,
  range: { readonly min: number; readonly max: number; readonly whole?: boolean },
): number {
  const value = /^[+-]?\d+(\.\d+)?(e\d{1,2})?$/i.test(text) ? Number(text) : Number.NaN
  if (value >= range.min && value <= range.max && (range.whole !== true || Number.isSafeInteger(value))) return value
  throw new PlimsollError('INPUT_INVALID', {
    where: option,
    value: text,
    expected: `a ${range.whole === true ? 'whole ' : ''}number from ${range.min} to ${range.max}`,
  })
}

/** An option's text as an instant; a day alone is its beginning in UTC. */
export function readInstantOption(option: string, text: string): number {
  return readInstant(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text, option)
}
