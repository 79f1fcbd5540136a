import { expect, test } from 'vitest'
import { csvRows } from './csvRows.js'
import { type HistoryRequest, readHistory } from './readHistory.js'

const request: HistoryRequest = {
  asOf: Date.parse('2026-01-04T12:00:00Z'),
  underlyings: ['BTC', 'ETH'],
  signed: () => false,
}
const wide = 'date,BTC,ETH,DOGE\n2026-01-01,100,10,1\n2026-01-02,110,,1\n2026-01-03,120,12,1\n2026-01-04,130,13,1\n'

test('a column for each underlying: rows that lack a price and rows after the market are passed over', () => {
  const { times, closes, stepDays } = readHistory(wide, request)
  // A date is a day that closes at its end: that of 4 January was not known at noon.
  expect(times.map((time) => new Date(time).toISOString())).toEqual([
    '2026-01-02T00:00:00.000Z',
    '2026-01-04T00:00:00.000Z',
  ])
  expect(closes).toEqual({ BTC: [100, 120], ETH: [10, 12] })
  expect(stepDays).toBe(2)
})

test('only what is asked for decides which rows are kept', () => {
  const { closes, stepDays } = readHistory(wide, { ...request, underlyings: ['BTC', 'SOL'] })
  expect(closes).toEqual({ BTC: [100, 110, 120] })
  expect(stepDays).toBe(1)
})

test('the long form, in any order, says the same', () => {
  const rows = ['ETH,2026-01-03,x,12', 'BTC,2026-01-01,x,100', 'BTC,2026-01-03,x,120', 'ETH,2026-01-01,x,10']
  const long = `\ufeffasset,date,open,close\r\n${rows.join('\r\n')}\r\n`
  expect(readHistory(long, request)).toEqual(readHistory(wide, request))
})

test('a time is the instant of the close, with its zone', () => {
  const hourly = 'time,BTC\n2026-01-04T10:00:00Z,100\n2026-01-04T12:00:00+01:00,101\n2026-01-04 12:00:00Z,102\n'
  const { times, stepDays } = readHistory(hourly, { ...request, underlyings: ['BTC'] })
  expect(times.map((time) => new Date(time).getUTCHours())).toEqual([10, 11, 12])
  expect(stepDays).toBeCloseTo(1 / 24, 12)
})

test.each([
  ['', 'columns'],
  ['a,b\n1,2\n', 'columns: got "a,b", expected a column time or date'],
  ['date,SOL\n2026-01-01,1\n', 'time or date and a column of closes for any of BTC, ETH'],
  ['date,BTC\n2026-01-01,1\n', 'rows: got 1, expected at least two'],
  ['date,BTC\n2026-01-01,x\n2026-01-02,2\n', 'line 2: BTC: got "x", expected a price'],
  ['date,BTC\n2026-01-01,1\n\n2026-01-01,2\n', 'line 4: BTC: got "2026-01-02T00:00:00Z", expected one price'],
  ['date,BTC\n2026-01-01,1\nyesterday,2\n', 'line 3: date: got "yesterday", expected an instant'],
  ['date,BTC\n2026-01-01,1\n2026-01-02,-2\n', 'history.closes.BTC[1]: got -2, expected a price above 0'],
])('%j is refused with its place', (text, message) => {
  expect(() => readHistory(text, request)).toThrow(message)
})

test('quoted fields of CSV', () => {
  expect(csvRows('a,"b ""c"", d"\n\n"x\ny",2').map(({ line, fields }) => [line, ...fields])).toEqual([
    [1, 'a', 'b "c", d'],
    [3, 'x\ny', '2'],
  ])
})
