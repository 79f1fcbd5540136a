import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { plainNode, transpile } from '../../../test/transpiled.js'
import { disksCanBeMade, imageDisk, memoryDisk, mountImage } from './fixture/disk.js'
import { crashImage, open, readAll, scratchDirectory, text, texts } from './fixture/testJournal.js'

// Disks are made and filled: slow where a machine is busy.
vi.setConfig({ testTimeout: 300_000 })

const scratch = scratchDirectory()
afterAll(() => scratch.remove())
const possible = disksCanBeMade(scratch.path)
const refusal = (code: string): unknown => expect.objectContaining({ name: 'JournalError', code })
const event = (row: number): Uint8Array => text(`${row} `.padEnd(3_000, 'x'))

test.skipIf(!possible).each(['memory', 'ext4'] as const)(
  'G15 a full disk (%s): refused, nothing lost, and on again with space [disk images]',
  async (kind) => {
    const folder = join(scratch.path, kind)
    const disk = kind === 'memory' ? memoryDisk(folder, 6) : imageDisk(folder, 12)
    try {
      const directory = join(disk.path, 'log')
      const ballast = join(disk.path, 'ballast')
      writeFileSync(ballast, Buffer.alloc(2 * 1024 * 1024, 1))
      const { journal } = await open(directory)
      const kept: string[] = []
      let refused = 0
      for (let round = 0; round < 3; round++) {
        // Two at a time: those after a refused one are refused with it.
        for (let row = 0; refused <= round * 5 + 4; row++) {
          const events = [event(row), event(row)]
          const answers = await Promise.allSettled(events.map((one) => journal.append([one])))
          for (const [which, answer] of answers.entries()) {
            if (answer.status === 'fulfilled') kept.push(...texts([{ payload: events[which]! } as never]))
            else {
              expect(answer.reason).toEqual(refusal('JOURNAL_DISK_FULL'))
              refused++
            }
          }
        }
        await expect(journal.saveSnapshot({ sequence: 1, state: Buffer.alloc(8 * 1024 * 1024) })).rejects.toEqual(
          refusal('JOURNAL_DISK_FULL'),
        )
        expect(texts(await readAll(journal))).toEqual(kept)
        // What a kill now would leave, taken to where there is space.
        const image = join(scratch.path, `${kind}-image${round}`)
        crashImage(directory, image)
        const recovered = await open(image)
        expect(texts(await readAll(recovered.journal))).toEqual(kept)
        await recovered.journal.close()
        if (round === 0) rmSync(ballast)
        if (round === 0)
          expect(await journal.append([event(0)])).toBe(kept.push(...texts([{ payload: event(0) } as never])))
      }
      expect(kept.length).toBeGreaterThan(100)
      await journal.close()
    } finally {
      disk.unmount()
    }
  },
)

/** Appends until something is refused, then tries again; says what it was answered. */
const appender = `
import { openJournal } from './index.js'
const journal = await openJournal({ directory: process.argv[2], partition: 7, warn: () => {} })
let kept = 0
let refused
while (refused === undefined) {
  const answer = await journal.append([Buffer.from(String(kept + 1).padEnd(20_000, 'x'))]).catch((error) => { refused = error })
  if (answer !== undefined) kept = answer
}
const again = await journal.append([Buffer.from('again')]).catch((error) => error)
await journal.close()
const { code, cause } = refused
// Another try of the disk would make another error.
console.log(JSON.stringify({ kept, code, isSame: again === refused, cause: cause.message }))
`

test.skipIf(!possible)(
  'G15 a sync that fails closes the journal for good; a new process finds everything acknowledged [disk images]',
  async () => {
    const js = join(scratch.path, 'js')
    transpile('packages/journal/src', js, ['.'])
    writeFileSync(join(js, 'appender.js'), appender)
    // The image may grow to 64 MiB, the memory that it lies in to 24: beyond that the disk answers with I/O errors.
    const below = memoryDisk(join(scratch.path, 'below'), 24)
    try {
      const disk = imageDisk(below.path, 64)
      const directory = join(disk.path, 'log')
      const { stdout, stderr } = spawnSync(process.execPath, [join(js, 'appender.js'), directory], {
        env: plainNode,
        encoding: 'utf8',
      })
      disk.unmount()
      const { kept, code, isSame, cause } = JSON.parse(stdout || JSON.stringify({ stderr }))
      expect({ code, isSame, cause, stderr }).toEqual({
        code: 'JOURNAL_FAILED',
        isSame: true,
        cause: 'disk I/O error',
        stderr: '',
      })
      expect(kept).toBeGreaterThan(100)
      below.resize(128)
      const repaired = mountImage(join(below.path, 'disk.img'), join(scratch.path, 'repaired'))
      try {
        const { journal } = await open(join(repaired.path, 'log'))
        expect(journal.last()).toBeGreaterThanOrEqual(kept)
        expect(texts(await readAll(journal)).map(Number.parseInt)).toHaveLength(journal.last())
        expect(await journal.append([text('on again')])).toBe(journal.last())
        await journal.close()
      } finally {
        repaired.unmount()
      }
    } finally {
      below.unmount()
    }
  },
)
