import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

/** Laws of the house that a machine can see. */
const root = new URL('..', import.meta.url).pathname
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(root, file)))
const sources = tracked.filter((file) => /^packages\/[^/]+\/src\/.*\.tsx?$/.test(file))
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

describe('laws of the house', () => {
  const pure = sources.filter(
    (file) => /^packages\/(kernel|plimsoll|clearing)\/src\//.test(file) && !file.endsWith('.test.ts'),
  )

  test('kernel, library and clearing use no engine-dependent mathematics', () => {
    const allowed =
      /Math\.(?!sqrt|abs|min|max|floor|ceil|round|trunc|sign|imul|clz32|fround|LN2|LN10|LOG2E|LOG10E|PI|E\b|SQRT)\w*/g
    for (const file of pure) expect(withoutComments(read(file)).match(allowed) ?? [], file).toEqual([])
  })

  test('kernel, library and clearing have no clock, no randomness and no I/O', () => {
    const forbidden =
      /Date\.now|new Date\(\)|Math\.random|performance\.now|process\.|from 'node:|setTimeout|setInterval/g
    // The pool of threads is a door of its own, which nothing in kernel or library opens.
    const pool = 'packages/kernel/src/pool/'
    for (const file of pure.filter((name) => !name.startsWith(pool))) {
      expect(withoutComments(read(file)).match(forbidden) ?? [], file).toEqual([])
      expect(withoutComments(read(file)).match(/from '[^']*pool\//g) ?? [], file).toEqual([])
    }
  })

  test('the engine names no venue', () => {
    const engine = pure.filter(
      (file) =>
        /\/(valuation|requirement|collateral|account|explain|scenario)\//.test(file) && !file.endsWith('historical.ts'),
    )
    for (const file of engine) {
      expect(
        withoutComments(read(file)).match(
          /deribit|derive(?![ds]\b)|okx|bybit|binance|paradex|hyperliquid|dydx|\bdrift\b|mango|aevo|bitmex|coinbase|kraken/gi,
        ) ?? [],
        file,
      ).toEqual([])
    }
  })

  test('no source file is longer than 400 lines', () => {
    for (const file of sources.filter((name) => !/\.test\.tsx?$/.test(name)))
      expect(read(file).split('\n').length, file).toBeLessThanOrEqual(401)
  })

  test('no folder is called utils, helpers, common or misc', () => {
    for (const file of sources) expect(file).not.toMatch(/\/(utils?|helpers?|common|misc|shared)\//)
  })

  test('no test is skipped or focused in the source', () => {
    for (const file of tracked.filter((name) => /\.(test|spec)\.tsx?$/.test(name))) {
      expect(read(file).match(/\b(it|test|describe)\.(only|todo|fails)\b/g) ?? [], file).toEqual([])
    }
  })
})

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')
}
