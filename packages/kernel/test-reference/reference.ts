import { readFileSync } from 'node:fs'

type Table = readonly (readonly number[])[]

const tables: Readonly<Record<string, Table>> = JSON.parse(
  readFileSync(new URL('./reference.json', import.meta.url), 'utf8'),
)

/** Rows of arguments and value, made at high precision by make_reference.py. */
export function reference(name: string): Table {
  const table = tables[name]
  if (!Array.isArray(table) || table.length === 0) throw new Error(`no reference table ${name}`)
  return table
}

/** Rows of a table of make_prices.py, by the names of their columns. */
export function referenceColumns(file: string): ReadonlyMap<string, Float64Array> {
  const [head, ...lines] = readFileSync(new URL(file, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
  const rows = lines.map((line) => line.split(',').map(Number))
  return new Map(head!.split(',').map((name, k) => [name, Float64Array.from(rows, (row) => row[k]!)]))
}
