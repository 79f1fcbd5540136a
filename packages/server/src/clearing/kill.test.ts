import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { clockOf, encode } from '@plimsoll/clearing'
import { afterAll, expect, test, vi } from 'vitest'
import { linkInstalled, plainNode, transpile, transpilePackage } from '../../../../test/transpiled.js'
import { disksCanBeMade, imageDisk } from '../../../journal/src/fixture/disk.js'
import { scratchDirectory } from '../../../journal/src/fixture/testJournal.js'
import { commandStream } from './fixture/commandStream.js'
import { killPoints } from './fixture/killPoints.js'
import { killWriter } from './fixture/killWriter.js'
import { prefixPoints } from './fixture/prefixPoints.js'
import { recover } from './fixture/recover.js'
import { hashOf } from './savedState.js'

// Processes are started, and disks made: slow where a machine is busy.
vi.setConfig({ testTimeout: 600_000 })

const scratch = scratchDirectory()
afterAll(() => scratch.remove())
const possible = disksCanBeMade(scratch.path)

/** The writer and everything that it imports as JavaScript. */
function transpiledWriter(): string {
  const target = join(scratch.path, 'js')
  transpile('packages/server/src', target, ['clearing', 'error'])
  for (const name of ['kernel', 'plimsoll', 'journal', 'clearing'] as const) transpilePackage(name, target)
  linkInstalled(target, ['typebox', '@noble'])
  return join(target, 'clearing', 'fixture', 'writer.js')
}

const script = transpiledWriter()

/** The long run is `node packages/server/scripts/killClearing.mjs`. */
test('G17 kill -9 at random points: no acknowledged command lost, none applied twice, the state that of the same commands in memory', async () => {
  const report = await killPoints({ script, env: plainNode, directory: scratch.path, points: 240, hosts: 24, seed: 1 })
  expect(report.points).toBeGreaterThanOrEqual(240)
  expect(report.acknowledged).toBeGreaterThan(1_000)
})

test('G17 from every group of answers, whole and torn at a random byte, liquidations and auctions and changes of parameters under way: the state of the same commands in memory, the same answers when they are sent again', async () => {
  const report = await prefixPoints({ directory: scratch.path, points: 300, seed: 1 })
  expect(report.points).toBeGreaterThanOrEqual(300)
  expect(report.torn).toBeGreaterThan(100)
  for (const what of ['inLiquidation', 'inAuction', 'inChange', 'inRamp'] as const) {
    expect(report[what], what).toBeGreaterThan(0)
  }
})

test.skipIf(!possible)(
  'G2 power loss under the host: what was answered is there, in the state of the same commands in memory [disk images]',
  async () => {
    const stream = commandStream(7, 1_500)
    const commandFile = join(scratch.path, 'power-commands')
    writeFileSync(commandFile, stream.commands.map(encode).join('\n'))
    for (let round = 0; round < 3; round++) {
      const disk = imageDisk(join(scratch.path, `power${round}`), 64)
      try {
        const folder = join(disk.path, 'hosts')
        const said = await killWriter({
          script,
          env: plainNode,
          folder,
          commandFile,
          from: [0, 0],
          wait: Math.random() * 600,
          after: 'answers',
        })
        const cut = disk.powerCut()
        try {
          for (const [host, answers] of said.entries()) {
            const state = await recover(join(cut.path, 'hosts', String(host)), () => undefined)
            const { sequence } = clockOf(state)
            expect(sequence).toBeGreaterThanOrEqual(answers.at(-1)!.sequence)
            expect(hashOf(state)).toBe(stream.hashAfter(sequence))
          }
        } finally {
          cut.unmount()
        }
      } finally {
        disk.unmount()
      }
    }
  },
)
