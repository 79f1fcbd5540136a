import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { example } from '../test/capture.js'

/** The command as it is installed: `bin/plimsoll.js` in a process of its own. */
const bin = new URL('../bin/plimsoll.js', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
beforeAll(() => {
  const built = new URL('../dist/main.js', import.meta.url).pathname
  if (!existsSync(built)) throw new Error(`${built} is missing: build first, with "npx tsc -b".`)
})

const plimsoll = (...words: string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, [bin, ...words], {
    encoding: 'utf8',
    env: { ...process.env, FORCE_COLOR: '', PLIMSOLL_API_KEY: '' },
  })

test('help of every command has an example, and nothing goes to standard error', () => {
  const whole = plimsoll('--help')
  expect(whole).toMatchObject({ status: 0, stderr: '' })
  expect(plimsoll()).toMatchObject({ status: 0, stdout: whole.stdout })
  const commands = [...whole.stdout.matchAll(/^ {2}([a-z-]+) /gm)]
    .map(([, name]) => name!)
    .filter((name) => name !== 'help')
  expect(commands).toEqual([
    'margin',
    'what-if',
    'compare',
    'stress',
    'explain',
    'record',
    'verify',
    'validate',
    'simulate',
    'rehearse',
    'forced-flow',
    'attack',
    'import',
    'specs',
    'serve',
    'completion',
    'version',
  ])
  for (const command of commands) {
    const help = plimsoll(command, '--help')
    expect(help, command).toMatchObject({ status: 0, stderr: '' })
    expect(help.stdout, command).toContain(`$ plimsoll ${command}`)
  }
})

test('help loads neither the library nor the server', () => {
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', loadedModules], { encoding: 'utf8' })
  expect(stderr).toContain('/cli/dist/program.js')
  expect(stderr).not.toMatch(/packages\/(plimsoll|server|kernel)\//)
})

/** Prints every module that `--help` loads, on standard error. */
const loadedModules = `
  import { register } from 'node:module'
  const hook = 'export async function load(url, context, next) { process._rawDebug(url); return next(url, context) }'
  register('data:text/javascript,' + encodeURIComponent(hook))
  const { main, processTerminal } = await import(${JSON.stringify(new URL('../dist/main.js', import.meta.url).href)})
  await main(['--help'], processTerminal())
`

test('margin, what-if and an error, end to end', () => {
  const inputs = [example('iron-condor.json'), '-m', example('market.json')]
  const { status, stdout, stderr } = plimsoll('margin', ...inputs)
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toMatch(/Initial margin +[\d,]+\.\d\d USD/)
  expect(plimsoll('what-if', ...inputs, '-o', 'sell 60 BTC-27MAR26-80000-C').status).toBe(4)
  expect(plimsoll('margin', 'no.json', '-m', 'no.json')).toMatchObject({ status: 3, stdout: '' })
  expect(plimsoll('margin', ...inputs, '--spec', 'x', '--json')).toMatchObject({ status: 2, stdout: '' })
})

test('a simulation says the same on one thread and on two', () => {
  const words = ['simulate', '--events', '51e3', '--seed', '5', '--json']
  const [one, two] = ['1', '2'].map((threads) => {
    const { status, stdout, stderr } = plimsoll(...words, '--threads', threads)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    return { ...(JSON.parse(stdout) as object), eventsPerSecond: 0 }
  })
  expect(one).toMatchObject({ seed: 5, runs: 2, violations: 0 })
  expect(two).toEqual(one)
})

test('a record, written by one process and verified by another', () => {
  const record = join(folder, 'record.json.gz')
  const written = plimsoll('record', example('iron-condor.json'), '-m', example('market.json'), '--output', record)
  expect(written).toMatchObject({ status: 0, stderr: '' })
  expect(plimsoll('verify', record)).toMatchObject({ status: 0, stderr: '' })
  const piped = `"${process.execPath}" "${bin}" record "$1" -m "$2" | sed 's/"initial":7281/"initial":7280/' | "${process.execPath}" "${bin}" verify -`
  const { status, stdout } = spawnSync('bash', ['-c', piped, '', example('iron-condor.json'), example('market.json')], {
    encoding: 'utf8',
  })
  expect(stdout).toContain('record.result.initial')
  expect(status).toBe(1)
})

test('a reader that has seen enough is no error', () => {
  const command = `"${process.execPath}" "${bin}" specs --json | head -c 10; echo " \${PIPESTATUS[0]}"`
  expect(execFileSync('bash', ['-c', command], { encoding: 'utf8' })).toMatch(/ 0\n$/)
})

test('the bash script asks the command', () => {
  const script = `
    plimsoll() { "${process.execPath}" "${bin}" "$@"; }
    compopt() { :; }
    _get_comp_words_by_ref() { cur="\${COMP_WORDS[COMP_CWORD]}"; words=("\${COMP_WORDS[@]}"); cword=$COMP_CWORD; }
    source <(plimsoll completion bash)
    COMP_WORDS=(plimsoll margin --spec portf); COMP_CWORD=3
    __plimsoll_complete
    echo "\${COMPREPLY[*]}"`
  expect(execFileSync('bash', ['-c', script], { encoding: 'utf8' })).toBe('portfolio\n')
  expect(plimsoll('completion', 'zsh').stdout).toContain('#compdef plimsoll')
  expect(plimsoll('completion', 'fish').stdout).toContain('complete -c plimsoll')
})

describe('serve', () => {
  const started: ChildProcess[] = []
  afterAll(() => {
    for (const child of started) child.kill('SIGKILL')
  })

  const start = async (
    ...words: string[]
  ): Promise<{ child: ChildProcess; address: string; ended: Promise<number | null> }> => {
    const child = spawn(process.execPath, [bin, 'serve', '--port', '0', ...words], {
      env: { ...process.env, PLIMSOLL_API_KEY: '' },
    })
    started.push(child)
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
    const address = await new Promise<string>((resolve, reject) => {
      let text = ''
      child.stderr!.on('data', (piece: Buffer) => {
        text += piece.toString()
      })
      child.stdout!.on('data', (piece: Buffer) => {
        text += piece.toString()
        const found = /listening on (http:\S+)/.exec(text)
        if (found !== null && text.includes('Ctrl-C')) resolve(found[1]!)
      })
      child.once('exit', (code) => reject(new Error(`exit ${code}: ${text}`)))
    })
    return { child, address, ended }
  }

  test('says where it listens, answers there, and ends cleanly when interrupted', async () => {
    const { child, address, ended } = await start('--data', join(folder, 'store'), '--simulate', '7')
    expect((await fetch(`${address}/healthz`)).status).toBe(200)
    const accounts = (await (await fetch(`${address}/v1/accounts`)).json()) as unknown[]
    expect(accounts.length).toBeGreaterThan(0)
    child.kill('SIGINT')
    expect(await ended).toBe(0)
    // Closed cleanly, the store opens again; a demonstration is put only into one that never held anything.
    const again = await start('--data', join(folder, 'store'))
    expect(((await (await fetch(`${again.address}/v1/accounts`)).json()) as unknown[]).length).toBe(accounts.length)
    again.child.kill('SIGTERM')
    expect(await again.ended).toBe(0)
  })

  test('a port that is taken is told in words', async () => {
    const { address, child, ended } = await start('--data', ':memory:', '--no-demo')
    const second = plimsoll('serve', '--port', new URL(address).port, '--data', ':memory:')
    expect(second.status).toBe(5)
    expect(second.stderr).toContain('error PORT_BUSY')
    expect((await (await fetch(`${address}/v1/accounts`)).json()) as unknown[]).toEqual([])
    child.kill('SIGINT')
    expect(await ended).toBe(0)
  })
})
