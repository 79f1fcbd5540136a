import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { deskUnderTest } from './desk.js'

/** The desk in a real browser against the real service with its simulated market. */
const desk = deskUnderTest()

test('opens alive: six books, the market named as simulated', async ({ page }, info) => {
  await desk.open(page)
  await expect(page.getByTestId(/^account-/)).toHaveCount(6)
  await expect(page.getByTestId('feed-badge')).toContainText(/simulated/i)
  await expect(page.getByTestId('connection')).toContainText(/connected/i)
  const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime)
  // Said, not asserted: no test depends on how fast its machine is.
  info.annotations.push({ type: 'first contentful paint, ms', description: String(paint) })
  console.log(`first contentful paint: ${paint} ms`)
})

test('a tick changes equity and health without a reload', async ({ page }) => {
  await desk.open(page, '/accounts/short-strangle')
  for (const tile of ['tile-equity', 'tile-initial']) {
    const first = await page.getByTestId(tile).innerText()
    await expect(page.getByTestId(tile)).not.toHaveText(first, { timeout: 20_000 })
  }
})

test('switches books by click, by keyboard and by address', async ({ page }) => {
  await desk.open(page, '/accounts/covered-call')
  await expect(page.getByRole('heading', { name: 'Covered call' })).toBeVisible()
  await page.getByTestId('account-iron-condor').click()
  await expect(page).toHaveURL(/accounts\/iron-condor$/)
  await expect(page.getByRole('heading', { name: 'Iron condor' })).toBeVisible()
  await page.keyboard.press('j')
  await expect(page).not.toHaveURL(/accounts\/iron-condor$/)
  await page.keyboard.press('k')
  await expect(page).toHaveURL(/accounts\/iron-condor$/)
  for (let step = 0; step < 3; step++) await page.goBack()
  await expect(page.getByRole('heading', { name: 'Covered call' })).toBeVisible()
})

test('shows the worst cell, the generations, the curve, the tree and the stresses', async ({ page }) => {
  await desk.open(page, '/accounts/market-maker')
  await expect(page.getByTestId('heatmap-worst')).toContainText(/−|-/)
  for (const id of ['isolated', 'cross', 'portfolio'])
    await expect(page.getByTestId(`generation-${id}`)).toContainText(/\d/)
  const capital = async (id: string): Promise<number> =>
    Number((await page.getByTestId(`generation-${id}`).innerText()).replace(/[^\d.]/g, ''))
  expect(await capital('portfolio')).toBeLessThan(await capital('cross'))
  await expect(page.getByTestId('curve').locator('canvas')).toBeVisible()
  await page.getByRole('tab', { name: /stress/i }).click()
  await expect(page.getByTestId('stress')).toContainText('Black Thursday')
  await page.getByRole('tab', { name: /requirement/i }).click()
  await expect(page.getByText(/all underlyings together/i).first()).toBeVisible()
})

test('an order answers while it is typed, is refused with a reason, and is done and undone', async ({ page }) => {
  await desk.open(page, '/accounts/covered-call')
  const ticket = page.getByTestId('ticket-instrument')
  await ticket.fill('BTC-PERP')
  await page
    .getByRole('option', { name: /^BTC-PERPETUAL/ })
    .first()
    .click()
  await page.getByTestId('ticket-side-sell').click()
  await page.getByTestId('ticket-quantity').fill('1000')
  await expect(page.getByTestId('what-if')).toContainText(/initial/i)
  const small = await page.getByTestId('what-if-initial-after').innerText()
  await page.getByTestId('ticket-quantity').fill('20000')
  await expect(page.getByTestId('what-if-initial-after')).not.toHaveText(small)
  // A size whose loss no collateral of this book could stand behind.
  await page.getByTestId('ticket-side-buy').click()
  await page.getByTestId('ticket-quantity').fill('9000000')
  await expect(page.getByTestId('what-if')).toContainText(/would exceed/i)
  // Nonsense is said at the field and changes nothing.
  await page.getByTestId('ticket-quantity').fill('1,5x')
  await expect(page.getByText(/decimal|number|e\.g\./i).first()).toBeVisible()

  await page.getByTestId('ticket-side-sell').click()
  await page.getByTestId('ticket-quantity').fill('1000')
  await expect(page.getByTestId('what-if-initial-after')).toBeVisible()
  await page.getByTestId('ticket-submit').click()
  const held = page.getByRole('row').filter({ hasText: /^BTC-PERPETUAL/ })
  await expect(held).toBeVisible()
  await page.getByRole('button', { name: /undo/i }).first().click()
  await expect(held).toHaveCount(0)
})

test('survives a restart of the service: says so, keeps the old numbers, recovers, and nothing is lost', async ({
  page,
}) => {
  await desk.open(page, '/accounts/basis-trade')
  await desk.stop()
  await expect(page.getByTestId('connection')).toContainText(/reconnecting/i)
  await expect(page.getByTestId('tile-equity')).toContainText(/\d/)
  await desk.startAgain()
  await expect(page.getByTestId('connection')).toContainText(/^(?!.*re).*connected/i, { timeout: 30_000 })
  await expect(page.getByTestId(/^account-/)).toHaveCount(6)
  const first = await page.getByTestId('tile-equity').innerText()
  await expect(page.getByTestId('tile-equity')).not.toHaveText(first, { timeout: 20_000 })
})

test('is dark when asked, and remembers it', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await desk.open(page)
  const background = (): Promise<string> =>
    page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  const light = await background()
  // The switch goes round: system, light, dark.
  await page.getByRole('button', { name: 'Theme: system' }).click()
  await page.getByRole('button', { name: 'Theme: light' }).click()
  await expect(page.getByRole('button', { name: 'Theme: dark' })).toBeVisible()
  const dark = await background()
  expect(dark).not.toBe(light)
  await page.reload()
  await expect(page.getByTestId('tile-health')).toBeVisible()
  expect(await background()).toBe(dark)
})

for (const [name, width, height, colorScheme] of [
  ['a wide light screen', 1440, 900, 'light'],
  ['a wide dark screen', 1440, 900, 'dark'],
  ['a telephone', 390, 844, 'light'],
] as const) {
  test(`has no accessibility violation and no sideways scroll on ${name}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height })
    await desk.open(page, '/accounts/iron-condor')
    await expect(page.getByTestId('heatmap-worst')).toBeVisible()
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([])
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
    ).toBeLessThanOrEqual(0)
    await page.screenshot({ path: `test-results/screens/${name.replaceAll(' ', '-')}.png` })
  })
}
