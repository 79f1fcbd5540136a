const tenorPattern = /^(\d{1,3})(d|w|m|y)$/

/**
 * A tenor such as `2w`, `3m` or `10y` in days; a month is a twelfth of a year. Undefined where the text is no tenor.
 *
 * Twelve months and one year are the same number of days by construction.
 */
export function tenorDays(tenor: string, yearDays: number): number | undefined {
  const match = tenorPattern.exec(tenor)
  if (match === null) return undefined
  const count = Number(match[1])
  switch (match[2]) {
    case 'd':
      return count
    case 'w':
      return count * 7
    case 'm':
      return (count * yearDays) / 12
    default:
      return count * yearDays
  }
}
