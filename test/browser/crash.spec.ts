import { mkdirSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { type RunningService, startService, temporaryStore } from './service.js'

/** The rehearsal of a crash, in a real browser against the real service, whose machine runs on a thread of its own. */
const store = temporaryStore()
let service: RunningService
test.beforeAll(async () => {
  service = await startService(store.folder)
})
test.afterAll(async () => {
  await service.stop()
  store.remove()
})

const screens = '.screenshots/crash'
mkdirSync(screens, { recursive: true })

const count = (text: string): number => Number(/[\d,]+/.exec(text)?.[0].replaceAll(',', ''))
const tile = async (page: Page, name: string): Promise<number> =>
  count((await page.getByTestId(`crash-tile-${name}`).locator(':scope > span').nth(1).innerText()).trim())
const stateOf = (page: Page): Promise<string | null> => page.getByTestId('crash-controls').getAttribute('data-state')

async function fill(page: Page, values: Readonly<Record<string, string>>): Promise<void> {
  const form = page.getByTestId('crash-form')
  for (const [name, value] of Object.entries(values)) await form.getByLabel(name).fill(value)
}

/** Presses the button on a fall of 50 % within three minutes. */
async function crash(page: Page, speed: string, accounts = '300'): Promise<void> {
  await page.goto(`${service.address}/crash`)
  await expect(page.getByTestId('crash-form')).toBeVisible()
  await fill(page, { 'BTC moves': '-50', Within: '3', 'Taken back': '50', Accounts: accounts })
  await page.getByLabel('Speed', { exact: true }).selectOption(speed)
  await page.getByRole('button', { name: 'Crash', exact: true }).click()
  await expect(page.getByTestId('crash-controls')).toBeVisible()
}
async function over(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Another crash' }).click()
  await expect(page.getByTestId('crash-form')).toBeVisible()
}
const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

test('the button plays calls, liquidations, the fund and deleveraging to the end', async ({ page, context }) => {
  test.setTimeout(180_000)
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.setViewportSize({ width: 1440, height: 1400 })
  await crash(page, '10')
  await expect(page.getByTestId('crash')).toContainText('A simulated population')
  await expect.poll(() => tile(page, 'calls'), { timeout: 30_000 }).toBeGreaterThan(0)
  await expect.poll(() => tile(page, 'liquidations'), { timeout: 30_000 }).toBeGreaterThan(0)
  await page.screenshot({ path: `${screens}/playing.png`, fullPage: true })

  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await expect.poll(() => stateOf(page)).toBe('paused')
  const steps = (): Promise<string> => page.getByTestId('crash-controls').innerText()
  const stepOf = async (): Promise<number> => count(/([\d,]+) of/.exec(await steps())?.[1] ?? '')
  // A step that was under way when the button was pressed is still played.
  let before = -1
  await expect
    .poll(
      async () => {
        const last = before
        before = await stepOf()
        return before === last
      },
      { intervals: [1000] },
    )
    .toBe(true)
  await page.getByRole('button', { name: 'One step' }).click()
  await expect.poll(stepOf).toBe(before + 1)
  await page.getByLabel('Speed of the rehearsal').selectOption('1000000')
  await page.getByRole('button', { name: 'Go on' }).click()

  await expect(page.getByTestId('crash-outcome')).toBeVisible({ timeout: 120_000 })
  await expect(page.getByTestId('crash-outcome')).toContainText('winners were deleveraged')
  expect(await tile(page, 'adl')).toBeGreaterThan(0)
  expect(await tile(page, 'winners')).toBeGreaterThan(0)
  await expect(page.getByTestId('crash-fund')).toContainText('Paid by the fund')
  const served = await (await fetch(`${service.address}/v1/rehearsal`)).json()
  expect(await tile(page, 'calls')).toBe(served.totals.calls)
  expect(await tile(page, 'winners')).toBe(served.totals.winnersHurt)

  const events = page.getByTestId('crash-events')
  await events.getByText('Liquidations', { exact: true }).click()
  await expect(events.getByRole('row').nth(5)).toContainText(/Liquidation|Auction|Takeover/)
  await events.getByText('All', { exact: true }).click()
  await events.getByRole('button', { name: 'Copy' }).click()
  const copied = (await page.evaluate(() => navigator.clipboard.readText())).split('\n')
  expect(copied[0]).toBe('at\tkind\taccount\twhat\tamount\twhy')
  expect(copied.length).toBeGreaterThan(20)
  await page.screenshot({ path: `${screens}/ended.png`, fullPage: true })

  // Whoever comes late sees all of it.
  await page.reload()
  await expect(page.getByTestId('crash-outcome')).toBeVisible()
  expect(await tile(page, 'calls')).toBe(served.totals.calls)
  await over(page)
})

test('plays smoothly: no task of the page is longer than 50 ms', async ({ page }, info) => {
  test.setTimeout(180_000)
  await crash(page, '10', '100')
  await expect.poll(() => tile(page, 'calls'), { timeout: 90_000 }).toBeGreaterThan(0)
  await page.evaluate(() => {
    const seen: number[] = []
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.push(entry.duration)
    }).observe({ type: 'longtask' })
    const frames = { count: 0 }
    const next = (): void => {
      frames.count++
      requestAnimationFrame(next)
    }
    requestAnimationFrame(next)
    Object.assign(window, { seen, frames })
  })
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const work = async (): Promise<number> =>
    (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000
  // A task is measured by the clock on the wall, so that another program's turn on this processor counts as the page's: five
  // seconds without a long one have to come, in one of a few tries.
  let seen: readonly number[] = []
  for (let attempt = 0; attempt < 5; attempt++) {
    await page.evaluate(() => Object.assign((window as unknown as { frames: object }).frames, { count: 0 }))
    const before = await work()
    await page.waitForTimeout(5000)
    const busy = (await work()) - before
    seen = await page.evaluate(() => (window as unknown as { seen: number[] }).seen.splice(0))
    const frames = await page.evaluate(() => (window as unknown as { frames: { count: number } }).frames.count)
    const says = `${(frames / 5).toFixed(0)} frames a second, work of the page ${(busy / 5).toFixed(0)} ms a second; long tasks: ${seen.map((ms) => `${ms.toFixed(0)} ms`).join(', ') || 'none'}`
    info.annotations.push({ type: 'streaming', description: says })
    console.log(says)
    if (seen.length === 0) break
  }
  expect(seen).toEqual([])
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(page.getByTestId('crash-form')).toBeVisible()
})

test('says where a day’s prices come from, and what is wrong with a field', async ({ page }) => {
  await page.goto(`${service.address}/crash`)
  await expect(page.getByTestId('crash-prices')).toContainText('made-up prices')
  for (const day of ['2020-03-12', '2025-10-10']) {
    await page.getByTestId(`crash-${day}`).click()
    await expect(page.getByTestId('crash-prices')).toContainText(/recorded prices|shape from published points/)
    await expect(page.getByLabel('BTC moves')).toHaveCount(0)
  }
  await page.getByTestId('crash-custom').click()
  await page.getByLabel('BTC moves').fill('-99')
  await expect(page.getByRole('alert')).toContainText('a per cent from −90 to 100')
  await expect(page.getByRole('button', { name: 'Crash', exact: true })).toBeDisabled()
})

test('is reached by its entry and by its key', async ({ page }) => {
  await page.goto(`${service.address}/`)
  await expect(page.getByTestId('tile-health')).toBeVisible()
  await page.keyboard.press('c')
  await expect(page.getByTestId('crash-form')).toBeVisible()
  await page.keyboard.press('j')
  await expect(page.getByTestId('tile-health')).toBeVisible()
  await page.getByRole('link', { name: 'Crash' }).click()
  await expect(page.getByTestId('crash-form')).toBeVisible()
})

for (const [name, width, height, colorScheme] of [
  ['light', 1440, 1400, 'light'],
  ['dark', 1440, 1400, 'dark'],
  ['telephone', 390, 844, 'light'],
] as const) {
  test(`has no accessibility violation and no sideways scroll: ${name}`, async ({ page }) => {
    test.setTimeout(120_000)
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height })
    const violations = async (): Promise<string[]> =>
      (await new AxeBuilder({ page }).analyze()).violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`,
      )
    await page.goto(`${service.address}/crash`)
    await expect(page.getByTestId('crash-prices')).toBeVisible()
    expect(await violations()).toEqual([])
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    await page.screenshot({ path: `${screens}/${name}-empty.png`, fullPage: true })
    await crash(page, '1000000', '150')
    await expect(page.getByTestId('crash-outcome')).toBeVisible({ timeout: 60_000 })
    expect(await violations()).toEqual([])
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    await page.screenshot({ path: `${screens}/${name}.png`, fullPage: true })
    await over(page)
  })
}
