import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { plainNode, transpile } from '../../../test/transpiled.js'
import { killPoints } from './fixture/killPoints.js'
import { scratchDirectory } from './fixture/testJournal.js'

// Processes are started: slow where a machine is busy.
vi.setConfig({ testTimeout: 300_000 })

let scratch: ReturnType<typeof scratchDirectory>
beforeEach(() => {
  scratch = scratchDirectory()
})
afterEach(() => scratch.remove())

/** The long run is `node packages/journal/scripts/killMany.mjs --points 10000`. */
test('G17 kill -9 at random points: nothing acknowledged is lost, nothing is there twice, every chain is whole', async () => {
  const js = join(scratch.path, 'js')
  transpile('packages/journal/src', js, ['.'])
  const report = await killPoints({
    script: join(js, 'fixture', 'writer.js'),
    env: plainNode,
    directory: scratch.path,
    points: 200,
  })
  expect(report.points).toBeGreaterThanOrEqual(200)
  expect(report.acknowledged).toBeGreaterThan(200)
})
