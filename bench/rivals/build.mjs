/**
 * Compiles the native rivals that this machine can compile and run, into a temporary folder, and finds numpy. Whatever is
 * missing is named on stderr with the line that installs it; the bench goes on without it.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { loadMathjs } from './npmRivals.mjs'

const run = promisify(execFile)
const source = (name) => fileURLToPath(new URL(name, import.meta.url))
const common = ['-O3', '-std=gnu11', '-fno-math-errno']

/**
 * The widths of native.c. `needs` are flags of /proc/cpuinfo. Without FMA the operations are the kernel's own, in its order,
 * so the prices must have its bits.
 */
const x64Variants = [
  {
    variant: '128',
    label: 'native 128-bit, no FMA',
    needs: ['sse4_2', 'popcnt'],
    flags: ['-march=x86-64-v2', '-ffp-contract=off', '-DVECTOR_BYTES=16'],
  },
  {
    variant: '128vex',
    label: 'native 128-bit with AVX encoding, no FMA',
    needs: ['avx'],
    flags: ['-march=x86-64-v2', '-mavx', '-ffp-contract=off', '-DVECTOR_BYTES=16'],
  },
  {
    variant: 'avx2',
    label: 'native AVX2 with FMA',
    needs: ['avx2', 'fma', 'bmi2'],
    flags: ['-march=x86-64-v3', '-ffp-contract=fast', '-DVECTOR_BYTES=32'],
  },
  {
    variant: 'avx512',
    label: 'native AVX-512 with FMA',
    needs: ['avx512f', 'avx512dq', 'avx512bw', 'avx512vl'],
    flags: ['-march=x86-64-v4', '-mprefer-vector-width=512', '-ffp-contract=fast', '-DVECTOR_BYTES=64'],
  },
  {
    variant: 'avx512NoFma',
    label: 'native AVX-512, no FMA',
    needs: ['avx512f', 'avx512dq', 'avx512bw', 'avx512vl'],
    flags: ['-march=x86-64-v4', '-mprefer-vector-width=512', '-ffp-contract=off', '-DVECTOR_BYTES=64'],
  },
]
const otherVariants = [
  {
    variant: '128',
    label: 'native 128-bit, no FMA',
    needs: [],
    flags: ['-ffp-contract=off', '-DVECTOR_BYTES=16'],
  },
]

/**
 * @returns tools {native: [{variant, label, compiler, path}], bandwidth, quantlib, python, pythonLibraries, absent:
 *   [{rival, install}], remove()}; a path is undefined where that rival is absent
 */
export async function buildRivals() {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-rivals-'))
  const absent = []
  const missing = (rival, install) => absent.push({ rival, install })
  const compilers = []
  for (const name of ['clang', 'gcc']) if (await works(name, ['--version'])) compilers.push(name)
  if (compilers.length === 0) missing('native C, memory bandwidth', 'apt-get install clang gcc libc6-dev')
  else if (compilers.length === 1) {
    missing(
      `native C from ${compilers[0] === 'gcc' ? 'clang' : 'gcc'}, which is faster at some of the work`,
      'apt-get install clang gcc',
    )
  }

  const [native, bandwidth, quantlib, python] = await Promise.all([
    compileNative(folder, compilers, missing),
    compileBandwidth(folder, compilers, missing),
    compileQuantlib(folder, missing),
    findPython(missing),
  ])
  if (loadMathjs() === undefined) missing('mathjs', 'npm install --no-save mathjs@15.2.0')
  for (const { rival, install } of absent) console.error(`Rival absent: ${rival}. To add it: ${install}`)
  return { native, bandwidth, quantlib, python, absent, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

async function compileNative(folder, compilers, missing) {
  const flags = cpuFlags()
  const variants = process.arch === 'x64' ? x64Variants : otherVariants
  const possible = variants.filter(({ label, needs }) => {
    const fits = needs.every((flag) => flags.has(flag))
    if (!fits) missing(label, `a processor with ${needs.join(', ')}`)
    return fits
  })
  const built = []
  for (const { variant, label, flags: own } of possible) {
    const paths = await Promise.all(
      compilers.map((compiler) =>
        compile(compiler, [...common, ...own, 'native.c'], join(folder, `${compiler}-${variant}`)),
      ),
    )
    paths.forEach((path, i) => {
      if (path === undefined) missing(`${label} by ${compilers[i]}`, `a newer ${compilers[i]}`)
      else built.push({ variant, label, compiler: compilers[i], path })
    })
  }
  return built
}

async function compileBandwidth(folder, [compiler], missing) {
  if (compiler === undefined) return undefined
  const native = process.arch === 'x64' ? ['-march=native', '-mprefer-vector-width=512'] : []
  const path = await compile(compiler, [...common, ...native, 'bandwidth.c', '-pthread'], join(folder, 'bandwidth'))
  if (path === undefined) missing('memory bandwidth', 'a compiler that takes -march=native')
  return path
}

async function compileQuantlib(folder, missing) {
  for (const compiler of ['g++', 'clang++']) {
    const path = await compile(
      compiler,
      ['-O3', '-march=native', 'quantlib.cpp', '-lQuantLib'],
      join(folder, 'quantlib'),
    )
    if (path !== undefined) return path
  }
  missing('QuantLib', 'apt-get install g++ libquantlib0-dev')
  return undefined
}

async function findPython(missing) {
  for (const path of ['/usr/bin/python3', 'python3']) {
    if (await works(path, ['-c', 'import numpy, scipy.sparse, scipy.special'])) return path
  }
  missing('numpy and scipy', 'apt-get install python3-numpy python3-scipy')
  return undefined
}

async function compile(compiler, args, output) {
  const files = args.map((arg) => (/\.c(pp)?$/.test(arg) ? source(arg) : arg))
  try {
    await run(compiler, [...files, '-o', output])
    return output
  } catch {
    return undefined
  }
}

async function works(program, args) {
  try {
    await run(program, args)
    return true
  } catch {
    return false
  }
}

function cpuFlags() {
  try {
    return new Set(/^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1].trim().split(/\s+/))
  } catch {
    return new Set()
  }
}
