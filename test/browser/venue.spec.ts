import { mkdirSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { type RunningService, startService, temporaryStore } from './service.js'

/** The venue of 100,000 simulated accounts, in a real browser against the real service. */
const store = temporaryStore()
let service: RunningService
test.beforeAll(async () => {
  service = await startService(store.folder, 0, ['--venue', '100000'])
  await expect.poll(async () => (await fetch(`${service.address}/v1/venue`)).status, { timeout: 30_000 }).toBe(200)
})
test.afterAll(async () => {
  await service.stop()
  store.remove()
})

const screens = '.screenshots/venue'
mkdirSync(screens, { recursive: true })

async function open(page: Page, path = '/venue'): Promise<void> {
  await page.goto(`${service.address}${path}`)
  await expect(page.getByTestId('venue')).toBeVisible({ timeout: 30_000 })
}
const tickOf = async (page: Page): Promise<number> => Number(await page.getByTestId('venue').getAttribute('data-tick'))
const count = (text: string): number => Number(/[\d,]+/.exec(text)?.[0].replaceAll(',', ''))
const rowsOf = (page: Page) => page.getByTestId('venue-crossed').getByRole('row')

test('says what it is, and its numbers agree with one another', async ({ page }) => {
  await open(page)
  await expect(page.getByRole('heading', { name: 'Simulated venue' })).toBeVisible()
  await expect(page.getByTestId('venue')).toContainText('100,000 simulated accounts')
  await expect(page.getByTestId('venue-tick')).toContainText(/\d\.\d ms/)
  const bins = await page.getByTestId('venue-health').getByRole('row').allInnerTexts()
  expect(bins).toHaveLength(17)
  const inBins = bins.slice(1).reduce((sum, row) => sum + count(row.split('\t')[2]!), 0)
  expect(inBins).toBe(100_000)
  await expect(page.getByTestId('venue-levels').locator('canvas')).toHaveCount(3)
})

test('streams smoothly: no task of the page is longer than 50 ms', async ({ page }, info) => {
  test.setTimeout(120_000)
  await open(page)
  // What opening the page takes is not what streaming takes.
  await page.waitForTimeout(3000)
  await page.evaluate(() => {
    const seen: number[] = []
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.push(entry.duration)
    }).observe({ type: 'longtask' })
    Object.assign(window, { seen })
  })
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const work = async (): Promise<number> =>
    (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000
  // A task is measured by the clock on the wall, so that another program's turn on this processor counts as the page's: ten
  // seconds without a long one have to come, in one of a few tries.
  let seen: readonly number[] = []
  for (let attempt = 0; attempt < 5; attempt++) {
    const [first, before] = [await tickOf(page), await work()]
    await page.waitForTimeout(10_000)
    const ticks = (await tickOf(page)) - first
    const perTick = ((await work()) - before) / ticks
    seen = await page.evaluate(() => (window as unknown as { seen: number[] }).seen.splice(0))
    const says = `long tasks in ${ticks} ticks: ${seen.map((ms) => `${ms.toFixed(0)} ms`).join(', ') || 'none'}; work of the page for each: ${perTick.toFixed(0)} ms`
    info.annotations.push({ type: 'streaming', description: says })
    console.log(says)
    expect(ticks).toBeGreaterThan(5)
    if (seen.length === 0) break
  }
  expect(seen).toEqual([])
})

test('lists who crossed, stands still when asked, and shows an account', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await open(page)
  await expect(rowsOf(page).nth(3)).toBeVisible({ timeout: 30_000 })
  const panel = page.getByTestId('venue-crossed')
  await panel.getByRole('button', { name: 'Hold' }).click()
  const still = await panel.getByRole('rowheader').allInnerTexts()
  const first = await tickOf(page)
  await expect.poll(() => tickOf(page), { timeout: 20_000 }).toBeGreaterThan(first + 3)
  expect(await panel.getByRole('rowheader').allInnerTexts()).toEqual(still)
  await expect(panel).toContainText('standing still')
  await panel.getByRole('button', { name: 'Copy' }).click()
  const copied = (await page.evaluate(() => navigator.clipboard.readText())).split('\n')
  expect(copied[0]).toBe('asOf\taccount\tfrom\tto\thealth\tequity\tmaintenance')
  expect(copied[1]!.split('\t')[1]).toBe(still[0])
  await panel.getByRole('button', { name: 'Go on' }).click()

  await panel.getByRole('rowheader').first().getByRole('button').click()
  const account = page.getByTestId('venue-account')
  await expect(page).toHaveURL(/account=\d+/)
  await expect(account.getByRole('row').nth(8)).toBeVisible()
  await expect(account).toContainText('Maintenance')
  await page.screenshot({ path: `${screens}/account.png`, fullPage: true })
  await page.reload()
  await expect(account.getByRole('row').nth(8)).toBeVisible()
  await account.getByRole('textbox').fill('99999')
  await account.getByRole('textbox').press('Enter')
  await expect(page.getByRole('heading', { name: 'Simulated account 99999' })).toBeVisible()
  await account.getByRole('textbox').fill('100000')
  await expect(account.getByRole('button', { name: 'Show' })).toBeDisabled()
  await account.getByRole('button', { name: /close/i }).click()
  await expect(page).not.toHaveURL(/account=/)
})

test('what it shows of an account is what the service computes from its book', async ({ request }) => {
  const get = async (path: string) => (await request.get(`${service.address}/v1/venue${path}`)).json()
  const shown = await get('/accounts/4711')
  const book = await get('/accounts/4711/book')
  expect(book.positions.map((one: { instrument: string }) => one.instrument)).toEqual(
    shown.positions.map((one: { instrument: string }) => one.instrument),
  )
  const worth = shown.positions.reduce((sum: number, { value }: { value: number }) => sum + value, 0)
  expect(worth + Number(shown.balances[0].amount)).toBeCloseTo(shown.equity, 4)
})

test('is reached by its entry and by its key, and the desk’s accounts from it', async ({ page }) => {
  await page.goto(`${service.address}/`)
  await expect(page.getByTestId('tile-health')).toBeVisible()
  await page.keyboard.press('v')
  await expect(page.getByTestId('venue')).toBeVisible()
  await page.keyboard.press('j')
  await expect(page.getByTestId('tile-health')).toBeVisible()
  await page.getByRole('link', { name: 'Venue' }).click()
  await expect(page.getByTestId('venue')).toBeVisible()
})

test('goes on after the connection was lost', async ({ page }) => {
  await open(page)
  await page.evaluate(() => window.dispatchEvent(new Event('online')))
  const first = await tickOf(page)
  await expect.poll(() => tickOf(page), { timeout: 20_000 }).toBeGreaterThan(first + 1)
})

for (const [name, width, height, colorScheme] of [
  ['light', 1440, 900, 'light'],
  ['dark', 1440, 900, 'dark'],
  ['tablet', 820, 1180, 'dark'],
  ['telephone', 390, 844, 'light'],
] as const) {
  test(`has no accessibility violation and no sideways scroll: ${name}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height })
    await open(page, '/venue?account=17')
    await expect(page.getByTestId('venue-account').getByRole('row').nth(8)).toBeVisible()
    await expect(rowsOf(page).nth(1)).toBeVisible({ timeout: 30_000 })
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([])
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
    ).toBeLessThanOrEqual(0)
    await page.screenshot({ path: `${screens}/${name}.png`, fullPage: true })
    if (width > 1000) return
    await page.getByTestId('venue-crossed').scrollIntoViewIfNeeded()
    await page.screenshot({ path: `${screens}/${name}-below.png` })
  })
}

test('without a venue the page says how to start one', async ({ page }) => {
  const other = temporaryStore()
  const plain = await startService(other.folder)
  await page.goto(`${plain.address}/venue`)
  await expect(page.getByTestId('no-venue')).toContainText('plimsoll serve --venue 100000')
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations).toEqual([])
  await page.screenshot({ path: `${screens}/none.png` })
  await plain.stop()
  other.remove()
})
