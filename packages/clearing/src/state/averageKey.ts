/** The key of the average at which what expires then is delivered. */
export function averageKey(underlying: string, expiry: number): string {
  return `${underlying} ${expiry}`
}
