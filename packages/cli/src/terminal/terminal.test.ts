import { expect, test } from 'vitest'
import { colourOf } from './terminal.js'

const terminal = { isTTY: true }

test('colour only where it is shown and not refused', () => {
  expect(colourOf(terminal, {})).toBe(true)
  expect(colourOf({}, {})).toBe(false)
  expect(colourOf(terminal, { NO_COLOR: '1' })).toBe(false)
  expect(colourOf(terminal, { NO_COLOR: '' })).toBe(true)
  expect(colourOf(terminal, { TERM: 'dumb' })).toBe(false)
  expect(colourOf({}, { FORCE_COLOR: '1' })).toBe(true)
  expect(colourOf(terminal, { FORCE_COLOR: '0' })).toBe(false)
  expect(colourOf(terminal, { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false)
})
