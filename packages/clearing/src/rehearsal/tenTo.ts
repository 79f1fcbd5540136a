/** 10^decimals, exactly: engines may differ in what they make of powers of floating-point numbers. */
export function tenTo(decimals: number): number {
  return Number(10n ** BigInt(decimals))
}
