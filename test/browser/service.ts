import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = new URL('../..', import.meta.url).pathname

/** The real service as a user starts it, in its own process and with its own store. */
export interface RunningService {
  readonly address: string
  /** Ends it as Ctrl-C does and waits until the process is gone. */
  stop(): Promise<void>
}

/** A folder for a store; `remove` deletes it. */
export function temporaryStore(): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-desk-'))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** Starts `plimsoll serve` and waits for its address. Port 0 takes a free one; a restart must name the port it had. */
export async function startService(folder: string, port = 0, more: readonly string[] = []): Promise<RunningService> {
  const command = [
    join(root, 'packages/cli/bin/plimsoll.js'),
    'serve',
    '--port',
    String(port),
    '--data',
    folder,
    ...more,
  ]
  const child = spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  return { address: await addressOf(child), stop: () => stopped(child) }
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    const read = (chunk: Buffer): void => {
      output += chunk.toString('utf8')
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0]
      if (address !== undefined) resolve(address)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('exit', (code) => reject(new Error(`the service ended with ${code} before it was up:\n${output}`)))
  })
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve()
    child.once('exit', () => resolve())
    child.kill('SIGINT')
  })
}
