import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { capture, example } from '../test/capture.js'
import { createProgram } from './program.js'
import { processTerminal } from './terminal/terminal.js'

/** Every command line that a reader can copy and that needs nothing but the examples works as it stands. */
const root = new URL('../../../', import.meta.url)
const page = (name: string): string => readFileSync(new URL(name, root), 'utf8')

const program = createProgram(processTerminal(), () => undefined)
const helps = [program, ...program.commands].map((command) => {
  let text = ''
  const writeOut = (piece: string): void => {
    text += piece
  }
  command.configureOutput({ writeOut }).outputHelp()
  return text
})
const sources = [...helps, page('examples/README.md'), page('docs/cli.md'), page('packages/cli/README.md')]
const lines = new Set(
  sources
    .flatMap((text) => text.split('\n'))
    .map((line) => /^ *(?:\$ )?plimsoll (.*examples\/.*)$/.exec(line)?.[1])
    .filter((line) => line !== undefined)
    .filter((line) => !line.includes('february.json')),
)

test('there are some', () => {
  expect(lines.size).toBeGreaterThan(8)
})

test.each([...lines])('plimsoll %s', async (line) => {
  const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!)
  const { code, err, out } = await capture(words.map((word) => word.replace(/^examples\//, example(''))))
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).not.toBe('')
})
