import { expect, type Page, test } from '@playwright/test'
import type { KernelDigest } from '../../packages/kernel/src/bits/kernelDigest.js'
import { pinnedDigests } from '../../packages/kernel/src/bits/pinned.js'
import { serveKernelPage } from './kernelPage/serveKernelPage.js'

type Kind = 'webAssembly' | 'typeScript' | 'twoThreads'

/** Opens the page, and has it compute the digest of all bits by one kind of functions. */
async function expectPinned(page: Page, isIsolated: boolean, kinds: readonly Kind[]): Promise<void> {
  const served = await serveKernelPage(isIsolated)
  try {
    await page.goto(served.address)
    expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(isIsolated)
    for (const kind of kinds) {
      const started = performance.now()
      const { groups, values } = await page.evaluate(
        (name) => (globalThis as unknown as { digests: Record<Kind, () => KernelDigest> }).digests[name](),
        kind,
      )
      console.log(`Chromium, ${kind}: ${values} values in ${((performance.now() - started) / 1000).toFixed(1)} s`)
      expect(groups, kind).toEqual(pinnedDigests)
      expect(values).toBeGreaterThanOrEqual(10_000_000)
    }
  } finally {
    await served.stop()
  }
}

test('the kernel has its pinned bits in a page, as WebAssembly and as plain TypeScript', async ({ page }) => {
  await expectPinned(page, false, ['webAssembly', 'typeScript'])
})

test('the kernel has its pinned bits in a page with a worker over one shared memory', async ({ page }) => {
  await expectPinned(page, true, ['twoThreads'])
})
