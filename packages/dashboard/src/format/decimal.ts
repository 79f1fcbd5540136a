/**
 * Exact decimals as the person typed them. Nothing here goes through a float: what is sent is what was written, and what
 * is shown is what was stored.
 */
const contractPattern = /^-?(0|[1-9]\d{0,29})(\.\d{1,30})?$/

export type DecimalInput =
  | { readonly kind: 'decimal'; readonly value: string }
  | { readonly kind: 'empty' }
  | { readonly kind: 'refused'; readonly expected: string }

/** Reads a typed quantity, price or amount: spaces and thousands commas are dropped, a missing zero is put. */
export function readDecimal(text: string, sign: 'positive' | 'any' = 'positive'): DecimalInput {
  const plain = text.trim().replace(/[\s_]/g, '').replace('−', '-')
  if (plain === '') return { kind: 'empty' }
  const expected = sign === 'positive' ? 'a number above 0, such as 0.25' : 'a number such as 1500.50 or -20'
  if (plain.includes(',') && !/^[-+]?\d{1,3}(,\d{3})+(\.\d*)?$/.test(plain)) return { kind: 'refused', expected }
  const value = plain
    .replaceAll(',', '')
    .replace(/^\+/, '')
    .replace(/^(-?)\./, '$10.')
    .replace(/\.$/, '')
    .replace(/^(-?)0+(?=\d)/, '$1')
  if (!contractPattern.test(value)) return { kind: 'refused', expected }
  const isZero = !/[1-9]/.test(value)
  if (isZero || (sign === 'positive' && value.startsWith('-'))) return { kind: 'refused', expected }
  return { kind: 'decimal', value }
}

/** Thousands separators and a true minus sign, digit for digit. */
export function showDecimal(value: string): string {
  const negative = value.startsWith('-')
  const [whole = '', fraction] = (negative ? value.slice(1) : value).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return (negative ? '−' : '') + grouped + (fraction === undefined ? '' : `.${fraction}`)
}

/** Turns the sign of a decimal string round. */
export const negateDecimal = (value: string): string => (value.startsWith('-') ? value.slice(1) : `-${value}`)

/** A float64 mark as the shortest decimal that reads back as itself, without an exponent. */
export function decimalOfNumber(value: number): string {
  const text = String(value)
  const [mantissa = '', exponentText] = text.split('e')
  if (exponentText === undefined) return text
  const exponent = Number.parseInt(exponentText, 10)
  const negative = mantissa.startsWith('-')
  const [whole = '', fraction = ''] = (negative ? mantissa.slice(1) : mantissa).split('.')
  const digits = whole + fraction
  const point = whole.length + exponent
  const plain =
    point <= 0
      ? `0.${'0'.repeat(-point)}${digits}`
      : point >= digits.length
        ? digits + '0'.repeat(point - digits.length)
        : `${digits.slice(0, point)}.${digits.slice(point)}`
  return negative ? `-${plain}` : plain
}
