import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

/** The library as a user gets it: packed, installed into an empty folder, imported by its name. */
const root = new URL('..', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-packed-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Packed {
  readonly filename: string
  readonly files: readonly { readonly path: string }[]
}

function pack(path: string): Packed {
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      cwd: join(root, path),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  ) as [Packed]
  return packed
}

test('the packed library installs alone, works, and carries no test', () => {
  const own = ['packages/kernel', 'packages/plimsoll'].map((path) => {
    const packed = pack(path)
    expect(packed.files.map((file) => file.path).filter((name) => /\.test\.|fixture/.test(name))).toEqual([])
    expect(packed.files.map((file) => file.path)).toContain('README.md')
    return join(folder, packed.filename)
  })
  // What it depends on is packed from what is installed here: an offline npm knows only packages that it has asked a registry about.
  const dependencies = ['node_modules/typebox', 'node_modules/@noble/hashes'].map((path) =>
    join(folder, pack(path).filename),
  )
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', private: true }))
  execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund', ...dependencies, ...own], {
    cwd: folder,
    stdio: 'ignore',
  })
  const script = `
    import { readFileSync } from 'node:fs'
    import { margin, parseBook, parseMarket, rulebook } from 'plimsoll'
    const read = (name) => JSON.parse(readFileSync(${JSON.stringify(join(root, 'examples/'))} + name, 'utf8'))
    const result = margin(parseBook(read('covered-call.json')), parseMarket(read('market.json')), rulebook('portfolio'))
    console.log(JSON.stringify([result.initial > 0, result.worst[0].cell, Object.keys(result.tree)]))`
  writeFileSync(join(folder, 'try.js'), script)
  expect(JSON.parse(execFileSync(process.execPath, ['try.js'], { cwd: folder, encoding: 'utf8' }))).toEqual([
    true,
    'BTC',
    ['initial', 'maintenance'],
  ])
  const installed = JSON.parse(readFileSync(join(folder, 'node_modules/plimsoll/package.json'), 'utf8')) as {
    dependencies: object
  }
  expect(Object.keys(installed.dependencies).sort()).toEqual(['@noble/hashes', '@plimsoll/kernel', 'typebox'])
})
