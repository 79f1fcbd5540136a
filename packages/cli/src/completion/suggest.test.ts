import { rulebooks } from 'plimsoll'
import { expect, test } from 'vitest'
import { createProgram } from '../program.js'
import { processTerminal } from '../terminal/terminal.js'
import { suggest } from './suggest.js'

const program = createProgram(processTerminal(), () => undefined)
const values = (...words: string[]): string[] =>
  suggest(program, words)
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t')[0]!)

const ids = rulebooks().map(({ id }) => id)

test('commands, options and their values', () => {
  expect(values('ma')).toEqual(['margin', ':4'])
  expect(values('')).toContain('what-if')
  expect(values('margin', '--s')).toEqual(['--spec', '--set', ':4'])
  expect(values('margin', '--spec', '')).toEqual([...ids, ':0'])
  expect(values('margin', '-s', 'portf')).toEqual(['portfolio', ':0'])
  expect(values('completion', '')).toEqual(['bash', 'zsh', 'fish', ':4'])
  expect(values('serve', '--log-level', 'in')).toEqual(['info', ':4'])
})

test('where a file is meant, files are suggested', () => {
  expect(values('margin', '')).toEqual([':0'])
  expect(values('margin', 'book.json', '--market', '')).toEqual([':0'])
  expect(values('serve', '--data', '')).toEqual([':0'])
  expect(values('serve', '--port', '')).toEqual([':4'])
  expect(values('nonsense', '')).toEqual([':4'])
})

test('rule books in a list, as arguments, and their parameters', () => {
  expect(values('compare', 'b.json', '--specs', 'cross,portf')).toEqual(['cross,portfolio', ':0'])
  expect(values('compare', 'b.json', '--against', '')).toEqual([...ids, ':4'])
  expect(values('specs', '')).toEqual([...ids, ':0'])
  expect(values('specs', 'portfolio', 'cro')).toEqual(['cross', ':0'])
  expect(values('margin', 'b.json', '-s', 'plimsoll-pm', '--set', 'range.B')).toEqual(['range.BTC=', ':4'])
  expect(values('margin', 'b.json', '--set', '')).toEqual([':4'])
  expect(values('margin', 'b.json', '--history', '')).toEqual([':0'])
  expect(values('verify', '')).toEqual([':0'])
  expect(values('verify', '--')).toEqual(['--json', '--help', ':4'])
})
