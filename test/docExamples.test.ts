import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import * as kernel from '@plimsoll/kernel'
import * as plimsoll from 'plimsoll'
import { describe, expect, test } from 'vitest'

/**
 * Every `@example` in a doc comment of the kernel and the library runs here. A line that ends in `// => value` is an
 * assertion: what stands before it must equal the value.
 */
const root = new URL('..', import.meta.url).pathname
const modules: Readonly<Record<string, object>> = { plimsoll, '@plimsoll/kernel': kernel }

const examples = ['packages/kernel/src', 'packages/plimsoll/src'].flatMap((folder) =>
  sourceFiles(join(root, folder)).flatMap((file) =>
    examplesIn(readFileSync(file, 'utf8')).map((code, row) => ({ name: `${relative(root, file)} #${row + 1}`, code })),
  ),
)

describe('examples in doc comments', () => {
  test('there are some', () => {
    expect(examples.length).toBeGreaterThan(10)
  })
  test.each(examples)('$name', ({ code }) => {
    run(code)
  })
})

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
}

function examplesIn(source: string): string[] {
  return [...source.matchAll(/\/\*\*[\s\S]*?\*\//g)].flatMap(([comment]) => {
    const text = comment
      .replace(/^\/\*\*|\*\/$/g, '')
      .split('\n')
      .map((line) => line.replace(/^\s*\* ?/, ''))
      .join('\n')
    return text
      .split(/@example/)
      .slice(1)
      .map((block) =>
        block
          .split(/\n@\w/)[0]!
          .replace(/```\w*/g, '')
          .trim(),
      )
  })
}

function run(code: string): void {
  let assertions = 0
  const body = code
    .replace(/import\s*\{([^}]*)\}\s*from\s*'([^']+)';?/g, (_, names: string, from: string) => {
      expect(Object.keys(modules), `an example imports from ${from}`).toContain(from)
      return `const {${names.replace(/\bas\b/g, ':')}} = modules['${from}'];`
    })
    .split('\n')
    .map((line) => {
      const match = /^(.*?);?\s*\/\/ => (.*)$/.exec(line)
      if (match === null) return line
      assertions++
      return `;expect(${match[1]!.replace(/^const \w+ = /, '')}).toEqual(${match[2]});`
    })
    .join('\n')
  expect(assertions, 'assertions in the example').toBeGreaterThan(0)
  new Function('modules', 'expect', body)(modules, expect)
}
