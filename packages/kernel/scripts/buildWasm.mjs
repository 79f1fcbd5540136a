/**
 * Compiles assembly/ to WebAssembly and writes it as src/wasm/moduleText.ts, so that it is loaded like any other module, in Node
 * and in a browser, without a file or a request. Does nothing when the sources are as they were. Part of the build, and the set-up of the tests.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

const folder = new URL('../', import.meta.url)
const target = new URL('src/wasm/moduleText.ts', folder)
const options = [
  '--runtime',
  'stub',
  '--importMemory',
  '--sharedMemory',
  '--initialMemory',
  '1',
  '--maximumMemory',
  '65536',
  '--memoryBase',
  '1024',
  '--enable',
  'simd',
  '--enable',
  'threads',
  '-O3',
  '--noAssert',
]

/** Builds what is out of date; the tests' set-up. */
export async function setup() {
  const names = readdirSync(new URL('assembly/', folder))
    .filter((name) => name.endsWith('.ts'))
    .sort()
  const sources = new Map(
    names.map((name) => [`assembly/${name}`, readFileSync(new URL(`assembly/${name}`, folder), 'utf8')]),
  )
  const digest = createHash('sha256').update([asc.version, ...options].join(' '))
  for (const [name, text] of sources) digest.update(`\n${name}\n${text}`)
  const stamp = `// Made by scripts/buildWasm.mjs from assembly/, ${digest.digest('hex')}`
  if (existsSync(target) && readFileSync(target, 'utf8').startsWith(stamp)) return

  const built = new Map()
  const { error, stderr } = await asc.main(['assembly/index.ts', '--outFile', 'kernel.wasm', ...options], {
    readFile: (name) => sources.get(name) ?? null,
    writeFile: (name, contents) => built.set(name, contents),
    listFiles: () => [],
  })
  if (error !== null) throw new Error(`${stderr.toString()}\n${error.message}`)
  const bytes = Buffer.from(built.get('kernel.wasm'))
  const text = `/** The kernel’s WebAssembly module, base64. */\nexport const moduleText: string =\n  '${bytes.toString('base64')}'\n`
  writeFileSync(target, `${stamp}\n\n${text}`)
  console.log(`kernel.wasm: ${bytes.length} bytes`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await setup()
