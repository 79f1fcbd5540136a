import type { BulkAccounts, Instrument, LiveBook } from '../desk/library.js'
import type { Holdings } from './holdings.js'

/** The holdings as lines of a live book: those of a netting cell together, cells in the order of their names. */
export function bulkAccounts(holdings: Holdings, book: LiveBook): BulkAccounts {
  const { accounts, offsets, instruments, quantities, entryPrices, collateral, listed, asset } = holdings
  const assetRows = book.rowsOfAsset(asset)
  const rowsOf = rowsByNumber(holdings, book)
  const rank = ranksByRow([...assetRows, ...rowsOf.flat()], book)
  const longest = rowsOf.reduce((most, rows) => Math.max(most, rows.length), 1)
  const rows = new Uint32Array(longest * quantities.length + assetRows.length * accounts)
  const amounts = new Float64Array(rows.length)
  const lineOffsets = new Uint32Array(accounts + 1)
  let at = 0
  for (let account = 0; account < accounts; account++) {
    const first = at
    const add = (row: number, amount: number): void => {
      let place = at++
      // Nearly in order as it is, so that moving one line at a time is quick.
      for (; place > first && rank[rows[place - 1]!]! > rank[row]!; place--) {
        rows[place] = rows[place - 1]!
        amounts[place] = amounts[place - 1]!
      }
      rows[place] = row
      amounts[place] = amount
    }
    let cash = collateral[account]!
    for (let k = offsets[account]!; k < offsets[account + 1]!; k++) {
      const quantity = quantities[k]!
      if (quantity === 0) continue
      const number = instruments[k]!
      const entryPrice = entryPrices[k]!
      // What was entered at a price is held as if it had cost nothing, beside what it cost.
      if (!Number.isNaN(entryPrice)) cash += -quantity * contractSize(listed[number]!) * entryPrice
      for (const row of rowsOf[number]!) add(row, quantity)
    }
    for (const row of assetRows) add(row, cash)
    lineOffsets[account + 1] = at
  }
  return { offsets: lineOffsets, rows: rows.subarray(0, at), quantities: amounts.subarray(0, at) }
}

/** Rows of the instruments that somebody holds. */
function rowsByNumber({ instruments, quantities, listed }: Holdings, book: LiveBook): readonly (readonly number[])[] {
  const isHeld = new Uint8Array(listed.length)
  for (let k = 0; k < instruments.length; k++) if (quantities[k] !== 0) isHeld[instruments[k]!] = 1
  return listed.map((instrument, number) =>
    isHeld[number] === 1 ? book.rowsOf(instrument.id, instrument.kind === 'perpetual') : [],
  )
}

/** The place of every row's cell in the order of names. */
function ranksByRow(rows: readonly number[], book: LiveBook): Uint32Array {
  const cells = new Map(rows.map((row) => [book.cellOf(row).cell, book.cellOf(row).name]))
  const order = new Map([...cells].sort(([, a], [, b]) => (a < b ? -1 : 1)).map(([cell], place) => [cell, place]))
  const ranks = new Uint32Array(Math.max(0, ...rows) + 1)
  for (const row of rows) ranks[row] = order.get(book.cellOf(row).cell)!
  return ranks
}

export function contractSize(instrument: Instrument): number {
  return 'contractSize' in instrument ? instrument.contractSize : 1
}
