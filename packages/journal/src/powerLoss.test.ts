import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { plainNode, transpile } from '../../../test/transpiled.js'
import { checkJournal } from './fixture/checkJournal.js'
import { disksCanBeMade, imageDisk } from './fixture/disk.js'
import { killWriter } from './fixture/killWriter.js'
import { scratchDirectory } from './fixture/testJournal.js'

// Disks are made and filled: slow where a machine is busy.
vi.setConfig({ testTimeout: 300_000 })

/**
 * A kill alone cannot tell a log that syncs from one that does not: what the kernel holds outlives the process. Here the writer is
 * killed on an ext4 that writes nothing by itself, and what is on its disk at that instant is looked at.
 */
const scratch = scratchDirectory()
afterAll(() => scratch.remove())
const possible = disksCanBeMade(scratch.path)
const threads = 2
let disks = 0

function writerScript(synchronous: 'FULL' | 'OFF'): string {
  const js = join(scratch.path, `js-${synchronous}`)
  transpile('packages/journal/src', js, ['.'])
  const file = join(js, 'database', 'openDatabase.js')
  const source = readFileSync(file, 'utf8')
  expect(source).toContain('synchronous = FULL')
  writeFileSync(file, source.replace('synchronous = FULL', `synchronous = ${synchronous}`))
  return join(js, 'fixture', 'writer.js')
}

/** Lets a writer run, takes the power, and checks what is left; answers with how much had been acknowledged. */
async function cutPower(script: string): Promise<number> {
  const disk = imageDisk(join(scratch.path, `disk${disks++}`), 64)
  try {
    const folder = join(disk.path, 'journals')
    const wait = Math.random() * 600
    const answers = await killWriter({ script, env: plainNode, folder, threads, after: 'answers', wait })
    const cut = disk.powerCut()
    try {
      for (const [thread, answer] of answers) {
        await checkJournal(join(cut.path, 'journals', String(thread)), 1, answer, () => {})
      }
    } finally {
      cut.unmount()
    }
    return [...answers.values()].reduce((sum, answer) => sum + answer, 0)
  } finally {
    disk.unmount()
  }
}

test.skipIf(!possible)('G2 power loss: nothing acknowledged is lost [disk images]', async () => {
  const script = writerScript('FULL')
  for (let round = 0; round < 4; round++) expect(await cutPower(script)).toBeGreaterThan(0)
})

test.skipIf(!possible)(
  'G2 the same without syncs loses what was acknowledged: the test can see it [disk images]',
  async () => {
    await expect(cutPower(writerScript('OFF'))).rejects.toThrow(
      /acknowledged|missing|damaged|no such file|unable to open/i,
    )
  },
)
