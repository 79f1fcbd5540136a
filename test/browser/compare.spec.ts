import { readFileSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { canonicalJson, verifyRecord } from 'plimsoll'
import { deskUnderTest } from './desk.js'

/** Rule books side by side, why two differ, the tree by keyboard, and the margin record. */
const desk = deskUnderTest()

const numberIn = (text: string): number => Number(text.replace(/[^\d.]/g, ''))

test('compares every rule book, sorted as asked, and goes on with the market', async ({ page }) => {
  await desk.open(page, '/accounts/iron-condor')
  await page.getByRole('tab', { name: 'Rule books' }).click()
  const table = page.getByTestId('comparison-table')
  await expect(table).toBeVisible()
  const specs = (await (await page.request.get(`${desk.address}/v1/specs`)).json()) as { id: string }[]
  const rows = table.locator('tbody tr')
  const refused = page.getByTestId('unevaluated').getByRole('listitem')
  expect((await rows.count()) + (await refused.count())).toBe(specs.length)
  await expect(page.getByTestId('compare-portfolio')).toContainText('this account')

  const capitals = async (): Promise<number[]> =>
    (await rows.locator('td:nth-of-type(2)').allInnerTexts()).map((text) => numberIn(text))
  const rising = await capitals()
  expect(rising).toEqual([...rising].sort((a, b) => a - b))
  await table.getByRole('button', { name: /^Capital/ }).click()
  await expect(table.getByRole('columnheader', { name: /^Capital/ }).first()).toHaveAttribute('aria-sort', 'descending')
  const falling = await capitals()
  expect(falling).toEqual([...falling].sort((a, b) => b - a))

  const own = page.getByTestId('compare-portfolio')
  const before = await own.innerText()
  await expect(own).not.toHaveText(before, { timeout: 20_000 })
})

test('explains the difference of two rule books in words and numbers, and remembers which', async ({ page }) => {
  await desk.open(page, '/accounts/iron-condor?view=compare')
  await page.getByTestId('compare-isolated').getByRole('checkbox').check()
  const difference = page.getByTestId('difference')
  await expect(difference).toContainText(/asks for [\d,.]+ USD more capital than/)
  await expect(difference).toContainText(/Most of it is/)
  await expect(difference.getByRole('table')).toHaveCount(2)
  await expect(page).toHaveURL(/pair=portfolio/)
  await page.reload()
  await expect(difference).toContainText(/asks for [\d,.]+ USD more capital than/)
  await page.getByTestId('compare-cross').getByRole('checkbox').check()
  await expect(page.getByTestId('compare-portfolio').getByRole('checkbox')).not.toBeChecked()
  await expect(difference.getByRole('heading').first()).toContainText(/against/)
})

test('the tree is walked by keyboard, down to the legs', async ({ page }) => {
  await desk.open(page, '/accounts/iron-condor?view=requirement')
  const tree = page.getByRole('tree', { name: 'Initial requirement' })
  const items = tree.getByRole('treeitem')
  const focused = tree.locator('[role=treeitem]:focus')
  await items.first().focus()
  await expect(focused).toHaveAttribute('aria-level', '1')
  await page.keyboard.press('ArrowLeft')
  await expect(items).toHaveCount(1)
  await expect(focused).toHaveAttribute('aria-expanded', 'false')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await expect(focused).toHaveAttribute('aria-level', '2')
  await page.keyboard.press('ArrowLeft')
  if ((await focused.getAttribute('aria-level')) === '2') await page.keyboard.press('ArrowLeft')
  await expect(focused).toHaveAttribute('aria-level', '1')
  await page.keyboard.press('End')
  await expect(focused).toHaveAttribute('data-path', (await items.last().getAttribute('data-path')) ?? '')
  // Opens what is closed, one after the other, until legs are in sight.
  const leg = tree.locator('[data-path$=".legs.0"]')
  await page.keyboard.press('Home')
  for (let step = 0; step < 40 && (await leg.count()) === 0; step++) {
    if ((await focused.getAttribute('aria-expanded')) === 'false') {
      await page.keyboard.press('ArrowRight')
      await expect(tree.getByText('loading…')).toHaveCount(0)
    }
    await page.keyboard.press('ArrowDown')
  }
  await expect(leg.first()).toContainText(/BTC|ETH|SOL|collateral/)
  await expect(leg.first()).toContainText(/\d/)
})

test('the margin record is a file that recomputes to the same bits', async ({ page }) => {
  await desk.open(page, '/accounts/iron-condor?view=requirement')
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByTestId('download-record').click()])
  expect(file.suggestedFilename()).toBe('iron-condor.portfolio.record.json')
  const text = readFileSync(await file.path(), 'utf8')
  const record: unknown = JSON.parse(text)
  expect(text).toBe(canonicalJson(record))
  expect(verifyRecord(record)).toMatchObject({ holds: true, differences: [] })
})

test('the account’s rule book is chosen among all, grouped by generation', async ({ page }) => {
  await desk.open(page, '/accounts/basis-trade')
  const select = page.getByRole('combobox', { name: 'Rule book' })
  const specs = (await (await page.request.get(`${desk.address}/v1/specs`)).json()) as {
    id: string
    missing: string[]
  }[]
  await expect(select.locator('option')).toHaveCount(specs.length)
  await expect(select.locator('optgroup')).toHaveCount(3)
  for (const { id, missing } of specs) {
    if (missing.length === 0) await expect(select.locator(`option[value="${id}"]`)).toBeEnabled()
  }
  await select.selectOption('cross')
  await expect(page.getByTestId('tile-health')).toBeVisible()
  await expect(select).toHaveValue('cross')
})

for (const [name, width, height, colorScheme] of [
  ['light', 1440, 900, 'light'],
  ['dark', 1440, 900, 'dark'],
  ['telephone', 390, 844, 'light'],
] as const) {
  test(`no accessibility violation and no sideways scroll: ${name}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height })
    for (const view of ['compare&pair=isolated,portfolio', 'requirement']) {
      await desk.open(page, `/accounts/market-maker?view=${view}`)
      const part = page.getByTestId(view === 'requirement' ? 'tree' : 'difference')
      await expect(part).toContainText(/\d/, { timeout: 30_000 })
      if (view !== 'requirement') await expect(part).toContainText(/capital/, { timeout: 30_000 })
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([])
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      ).toBeLessThanOrEqual(0)
      await page.screenshot({ path: `test-results/screens/${view.split('&')[0]}-${name}.png`, fullPage: true })
    }
  })
}
