import * as fs from 'node:fs'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import * as clearing from '@plimsoll/clearing'
import * as journal from '@plimsoll/journal'
import * as kernel from '@plimsoll/kernel'
import * as lab from '@plimsoll/lab'
import * as server from '@plimsoll/server'
import * as plimsoll from 'plimsoll'
import { describe, expect, test } from 'vitest'

/**
 * Every `@example` in a doc comment of the kernel, the library, the journal, the clearing machine, the lab and the service runs here, and every `js`
 * block of the pages in `docs`, and of the journal's README, that asserts something. A line that ends in `// => value` is an assertion: what
 * stands before it must equal the value.
 * JSON blocks of the pages are read by the readers of what they say they are.
 */
const root = new URL('..', import.meta.url).pathname
const modules: Readonly<Record<string, object>> = {
  plimsoll,
  '@plimsoll/clearing': clearing,
  '@plimsoll/journal': journal,
  '@plimsoll/kernel': kernel,
  '@plimsoll/lab': lab,
  '@plimsoll/server': server,
  'node:fs': fs,
}

const packages = ['kernel', 'plimsoll', 'journal', 'clearing', 'lab', 'server']
const examples = packages
  .map((name) => `packages/${name}/src`)
  .flatMap((folder) =>
    sourceFiles(join(root, folder)).flatMap((file) =>
      examplesIn(readFileSync(file, 'utf8')).map((code, row) => ({
        name: `${relative(root, file)} #${row + 1}`,
        code,
      })),
    ),
  )

describe('examples in doc comments', () => {
  test('there are some', () => {
    expect(examples.length).toBeGreaterThan(10)
  })
  test.each(examples)('$name', async ({ code }) => {
    await run(code)
  })
})

const pages = readdirSync(join(root, 'docs'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
  .map((entry) => join(entry.parentPath, entry.name))
  .concat(join(root, 'packages/journal/README.md'))
const blocks = pages.flatMap((page) =>
  [...readFileSync(page, 'utf8').matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, code], row) => ({
    name: `${relative(root, page)} #${row + 1}`,
    language: language!,
    code: code!,
  })),
)

describe('examples on the pages', () => {
  test.each(blocks.filter(({ language, code }) => language === 'js' && code.includes('// =>')))(
    '$name',
    async ({ code }) => {
      await run(code)
    },
  )

  test.each(blocks.filter(({ language }) => language === 'json'))('$name', ({ code }) => {
    read(JSON.parse(code))
  })
})

/** A document by its format; anything with a `node` or a `profile` as a piece of a rule book. */
function read(document: Record<string, unknown>): void {
  const house = plimsoll.rulebook('portfolio')
  switch (document.plimsoll) {
    case 'spec/1':
      plimsoll.parseSpec(document)
      return
    case 'book/1':
      plimsoll.parseBook(document)
      return
    case 'market/1':
      plimsoll.parseMarket(document)
      return
  }
  if ('node' in document) plimsoll.parseSpec({ ...house, parameters: anyParameters(document), initial: document })
  else if ('profile' in document) {
    const initial = { node: 'worst-of', scenarios: 'grid', scope: 'account', of: document }
    plimsoll.parseSpec({ ...house, parameters: anyParameters(document), initial })
  }
}

/** Values for the parameters that a piece refers to. */
function anyParameters(value: unknown): Record<string, object> {
  const names = [...JSON.stringify(value).matchAll(/"parameter":"([^"]+)"/g)].map(([, name]) => name!)
  return Object.fromEntries(names.map((name) => [name, { value: 1, status: 'own' }]))
}

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

/** Examples may await: what they are compiled to is async. */
const AsyncFunction = (async () => {}).constructor as FunctionConstructor

async function run(code: string): Promise<void> {
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
  await new AsyncFunction('modules', 'expect', body)(modules, expect)
}
