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

test('commands, options and their values', () => {
  expect(values('ma')).toEqual(['margin', ':4'])
  expect(values('')).toContain('what-if')
  expect(values('margin', '--s')).toEqual(['--spec', ':4'])
  expect(values('margin', '--spec', '')).toEqual(['isolated', 'cross', 'portfolio', ':4'])
  expect(values('margin', '-s', 'p')).toEqual(['portfolio', ':4'])
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
