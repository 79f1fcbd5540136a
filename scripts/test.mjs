/**
 * The one test command: installs the browser where it is missing, builds, checks (format, lint, types, imports, unused
 * code), runs unit, property and end-to-end tests, and ends in one line: `N passed, N failed`.
 *
 *   npm test                 everything
 *   npm test -- --no-browser everything that needs no browser
 *   npm test -- --no-node24  only on the Node that runs this
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const bin = join(root, 'node_modules', '.bin')
const results = join(root, 'test-results')
const withBrowser = !process.argv.includes('--no-browser')
const withNode24 = !process.argv.includes('--no-node24') && Number(process.versions.node.split('.')[0]) < 24
const total = { passed: 0, failed: 0, skipped: 0, leftOut: 0 }
/** In the name of tests that need root and loop devices: a machine without them is no fault of the code, and is said. */
const needsDisks = '[disk images]'

process.env.PLIMSOLL_SHARED ??= join(root, '..', 'shared')
if (!existsSync(process.env.PLIMSOLL_SHARED)) {
  console.warn(
    `\n!! ${process.env.PLIMSOLL_SHARED} is not there: tests against real data and published vectors will be SKIPPED.\n`,
  )
}
rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })

if (withBrowser) installBrowser()
step('build', 'npm', ['run', '--silent', 'build'])
if (total.failed === 0) {
  step('format and lint', join(bin, 'biome'), ['ci', '.'])
  step('type-aware lint', join(bin, 'oxlint'), [
    '--type-aware',
    '--deny-warnings',
    // AssemblyScript: decorators on functions, numbers of many kinds.
    '--ignore-pattern',
    'packages/kernel/assembly',
    'packages',
    'test',
    'scripts',
    'bench',
  ])
  step('types of tests and desk', join(bin, 'tsc'), ['--noEmit', '-p', 'tsconfig.test.json'])
  step('types of the desk', join(bin, 'tsc'), ['--noEmit', '-p', 'packages/dashboard'])
  step('import directions', join(bin, 'depcruise'), ['--config', '.dependency-cruiser.cjs', 'packages'])
  step('unused code', join(bin, 'knip'), [])
  vitest()
  if (withBrowser) playwright()
  if (withNode24) node24()
}

const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : ''
if (total.skipped > 0) console.warn(`\n!! ${total.skipped} tests were skipped.`)
if (total.leftOut > 0) {
  console.warn(
    `\n!! ${total.leftOut} tests of disks (power loss, full disk) were LEFT OUT: this machine can mount no disk image.`,
  )
}
const refused = process.env.CI === 'true' && total.skipped > 0
if (refused) console.error('!! In CI nothing may be skipped.')
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`)
process.exit(total.failed > 0 || refused ? 1 : 0)

/** Runs one check; it counts as one test. */
function step(name, command, args, env = {}) {
  const started = process.hrtime.bigint()
  console.log(`\n── ${name}`)
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } })
  const seconds = Number(process.hrtime.bigint() - started) / 1e9
  console.log(`── ${name}: ${status === 0 ? 'ok' : 'FAILED'} (${seconds.toFixed(1)} s)`)
  if (status === 0) total.passed++
  else total.failed++
}

function vitest() {
  const report = join(results, 'vitest.json')
  console.log('\n── unit, property and service tests')
  const { status } = spawnSync(
    join(bin, 'vitest'),
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    {
      cwd: root,
      stdio: 'inherit',
    },
  )
  const counts = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined
  total.passed += counts?.numPassedTests ?? 0
  total.failed += counts?.numFailedTests ?? 0
  const disks = (counts?.testResults ?? [])
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(
      ({ status, fullName }) => status !== 'passed' && status !== 'failed' && fullName.includes(needsDisks),
    ).length
  total.leftOut += disks
  total.skipped += (counts?.numPendingTests ?? 0) + (counts?.numTodoTests ?? 0) - disks
  // A suite that cannot be loaded, or an unhandled error, fails no test by number.
  if (status !== 0 && !(counts?.numFailedTests > 0)) total.failed++
}

function playwright() {
  const report = join(results, 'playwright.json')
  console.log('\n── the desk in a browser')
  const { status } = spawnSync(join(bin, 'playwright'), ['test', '--reporter=list,json'], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
  })
  const stats = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).stats : undefined
  total.passed += (stats?.expected ?? 0) + (stats?.flaky ?? 0)
  total.failed += stats?.unexpected ?? 0
  total.skipped += stats?.skipped ?? 0
  if (status !== 0 && !(stats?.unexpected > 0)) total.failed++
}

/**
 * The same tests under Node 24, whose engine and SQLite are other ones: what is pinned by its bits must have these bits there
 * too. That Node comes from npm and is kept beside the other installed packages.
 */
function node24() {
  const folder = join(root, 'node_modules', '.cache', 'node24')
  const node = join(folder, 'node_modules', 'node', 'bin', 'node')
  mkdirSync(folder, { recursive: true })
  if (!existsSync(node))
    spawnSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', folder, 'node@24.21.0'], {
      stdio: 'inherit',
    })
  step(
    'unit, property and service tests on Node 24',
    node,
    [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--reporter=dot'],
    {
      PATH: `${dirname(node)}:${process.env.PATH}`,
    },
  )
}

/** Debian's Chromium, unless PLIMSOLL_CHROMIUM names another one. */
function installBrowser() {
  if (existsSync(process.env.PLIMSOLL_CHROMIUM ?? '/usr/bin/chromium')) return
  const sudo = process.getuid?.() === 0 ? [] : ['sudo']
  for (const args of [
    ['apt-get', 'update'],
    ['apt-get', 'install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'],
  ]) {
    const [command, ...rest] = [...sudo, ...args]
    spawnSync(command, rest, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
  }
}
