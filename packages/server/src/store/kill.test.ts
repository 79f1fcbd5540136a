import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { plainNode, transpile, transpilePackage } from '../../../../test/transpiled.js'
import { openStore } from './store.js'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'plimsoll-kill-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** The store's own files as JavaScript, so that a plain Node can be started on them and killed. */
function transpiled(): string {
  const target = join(directory, 'js')
  transpile('packages/server/src', target, ['store', 'error'])
  transpilePackage('journal', target)
  writeFileSync(join(target, 'writer.js'), writer)
  return join(target, 'writer.js')
}

/** Commits without pause and writes each sequence to stdout only after `commit` has returned. */
const writer = `
import { writeSync } from 'node:fs'
import { openStore } from './store/store.js'
const store = openStore(process.argv[2])
const record = (n) => ({ id: 'a', name: 'A', description: '', specId: 's', book: { n, filler: 'z'.repeat(n % 3000) } })
let n = store.accounts()[0]?.book.n ?? 0
for (;;) {
  n++
  const { sequence } = store.commit({ account: 'a', kind: n === 1 ? 'create' : 'fill', after: record(n), instant: '2026-03-02T09:00:00Z' })
  if (sequence !== n) throw new Error('sequence ' + sequence + ' for ' + n)
  writeSync(1, n + '\\n')
}
`

function ended(child: ChildProcess): Promise<NodeJS.Signals | null> {
  return new Promise((resolve) => child.on('close', (_code, signal) => resolve(signal)))
}

test('every change acknowledged before a kill -9 is there afterwards', async () => {
  const script = transpiled()
  const data = join(directory, 'data')
  let acknowledged = 0
  for (let round = 0; round < 8; round++) {
    const child = spawn(process.execPath, [script, data], {
      env: plainNode,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    let errors = ''
    let killAfter = 1 + Math.floor(Math.random() * 200)
    child.stderr.on('data', (chunk) => {
      errors += chunk
    })
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk
      killAfter -= chunk.toString().split('\n').length - 1
      if (killAfter <= 0) child.kill('SIGKILL')
    })
    expect(await ended(child), errors).toBe('SIGKILL')
    // The last line may be cut; a whole line is an acknowledgement.
    const lines = output.split('\n').slice(0, -1)
    acknowledged = Number(lines.at(-1))
    const store = openStore(data)
    const kept = (store.accounts()[0]!.book as { n: number }).n
    // The change in flight when the kill came may be there without having been acknowledged; nothing else may.
    expect([acknowledged, acknowledged + 1]).toContain(kept)
    expect(store.history('a', 1)[0]?.sequence).toBe(kept)
    store.close()
  }
  expect(acknowledged).toBeGreaterThan(8)
})
