import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { type RunningService, startService, temporaryStore } from './service.js'

/** The desk on two recorded weeks of a real options chain, through the crash of 2026-02-05. */
const shared = process.env.PLIMSOLL_SHARED ?? join(new URL('../..', import.meta.url).pathname, '..', 'shared')
const chain = join(shared, 'data/options/deribit_chain_6h_2026-01-28_2026-02-10.csv.gz')

test.skip(!existsSync(chain), `SKIPPED: ${chain} is not there; set PLIMSOLL_SHARED`)

test('replays a crash: named as replayed, can be moved about in, endangers accounts, and halts at its end', async ({
  page,
}) => {
  test.setTimeout(120_000)
  const store = temporaryStore()
  let service: RunningService | undefined
  try {
    service = await startService(store.folder, 0, ['--replay', chain, '--speed', '20000'])
    await page.goto(`${service.address}/accounts/short-strangle`)
    await expect(page.getByTestId('tile-health')).toBeVisible()
    await expect(page.getByTestId('feed-badge')).toContainText(/replay/i)
    const change = (body: object): Promise<unknown> =>
      page.evaluate(
        async (text) =>
          (
            await fetch('/v1/feed', { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: text })
          ).json(),
        JSON.stringify(body),
      )
    const health = async (): Promise<number> => {
      const accounts = (await (await page.request.get(`${service!.address}/v1/accounts`)).json()) as {
        id: string
        health: number | null
      }[]
      return accounts.find((account) => account.id === 'short-strangle')?.health ?? Number.POSITIVE_INFINITY
    }
    const before = await health()
    // 2026-02-05T21:29:37Z, the bottom: three fifths of the way through the file.
    await change({ paused: true, seek: 0.62 })
    await expect.poll(health, { timeout: 20_000 }).toBeLessThan(before)
    await expect(page.getByTestId('account-short-strangle')).toContainText(/liquidation|call/i)
    await page.screenshot({ path: 'test-results/screens/replay-crash.png' })
    await change({ paused: false, seek: 1 })
    await expect(page.getByTestId('feed-badge')).toContainText(/halt|ended/i, { timeout: 30_000 })
  } finally {
    await service?.stop()
    store.remove()
  }
})
