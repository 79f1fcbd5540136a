import { readFields, readList, readRecord, readString } from '../document/read.js'
import type { CurrencyGroups, NamedCorrelations, NamedMatrix } from './calibration.js'
import { type ReadEntry, readCorrelationMatrix, readSymmetric, refuse } from './readMatrix.js'

export function readGroups(value: unknown, where: string): CurrencyGroups {
  const fields = readFields(value, where, ['byCurrency', 'others'])
  const record = readRecord(fields.byCurrency, `${where}.byCurrency`)
  return {
    byCurrency: readTable(record, `${where}.byCurrency`, Object.keys(record), readString),
    others: readString(fields.others, `${where}.others`),
  }
}

export function groupNames(groups: CurrencyGroups): readonly string[] {
  return [...new Set([groups.others, ...Object.values(groups.byCurrency)])]
}

/** An object with exactly the names given. */
export function readTable<Entry>(
  value: unknown,
  where: string,
  names: readonly string[],
  read: (entry: unknown, where: string) => Entry,
): Readonly<Record<string, Entry>> {
  const record = readRecord(value, where)
  const entries = names.map((name) => [name, read(record[name], `${where}.${name}`)] as const)
  return Object.fromEntries(entries)
}

export function readCorrelations(value: unknown, where: string, names?: readonly string[]): NamedCorrelations {
  const fields = readFields(value, where, ['names', 'values'])
  const given = readList(fields.names, `${where}.names`).map((name, row) => readString(name, `${where}.names[${row}]`))
  for (const name of names ?? [])
    if (!given.includes(name)) refuse(`${where}.names`, given, `the name ${name} among them`)
  return { names: given, values: readCorrelationMatrix(fields.values, `${where}.values`, given.length) }
}

export function readNamed(value: unknown, where: string, names: readonly string[], read: ReadEntry): NamedMatrix {
  const fields = readFields(value, where, ['names', 'values'])
  const given = readList(fields.names, `${where}.names`).map((name, row) => readString(name, `${where}.names[${row}]`))
  for (const name of names) if (!given.includes(name)) refuse(`${where}.names`, given, `the name ${name} among them`)
  return { names: given, values: readSymmetric(fields.values, `${where}.values`, given.length, read) }
}
