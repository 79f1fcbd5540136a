/** Amounts with so much more of one; what comes to nothing is absent. */
export function plus(
  amounts: Readonly<Record<string, bigint>>,
  key: string,
  amount: bigint,
): Readonly<Record<string, bigint>> {
  const sum = (amounts[key] ?? 0n) + amount
  return sum === 0n ? without(amounts, key) : withEntry(amounts, key, sum)
}

/**
 * Keys stay in the order in which a restored record has them: whoever adds up in that order gets the same bits before and after a
 * restart.
 */
export function withEntry<Value>(
  record: Readonly<Record<string, Value>>,
  key: string,
  value: Value,
): Readonly<Record<string, Value>> {
  if (record[key] !== undefined) return { ...record, [key]: value }
  const keys = [...Object.keys(record), key].sort()
  return Object.fromEntries(keys.map((each) => [each, each === key ? value : record[each]!]))
}

export function without<Value>(record: Readonly<Record<string, Value>>, key: string): Readonly<Record<string, Value>> {
  const { [key]: _gone, ...rest } = record
  return rest
}
