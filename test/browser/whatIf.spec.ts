import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { deskUnderTest } from './desk.js'

/** The ticket's what-if: computed in the page, and by the service where the page cannot. */
const desk = deskUnderTest()

/** Counts what the page asks the service to compute. */
function asksOf(page: Page): { whatIf: number; market: number } {
  const asks = { whatIf: 0, market: 0 }
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    if (pathname.endsWith('/what-if')) asks.whatIf += 1
    if (pathname === '/v1/market') asks.market += 1
  })
  return asks
}

async function choose(page: Page, search = 'BTC-PERP'): Promise<void> {
  await page.getByTestId('ticket-instrument').fill(search)
  await page.getByRole('listbox', { name: 'Instruments' }).getByRole('option').first().click()
}

const setFeed = (page: Page, paused: boolean): Promise<unknown> =>
  page.request.patch(`${desk.address}/v1/feed`, { data: { paused } })

test('an order is computed in the page at every key, and the service is not asked', async ({ page }, info) => {
  const asks = asksOf(page)
  const workers: string[] = []
  page.on('worker', (worker) => workers.push(worker.url()))
  await desk.open(page, '/accounts/market-maker')
  // The library is not part of the first load.
  expect(workers).toEqual([])
  await choose(page)
  await page.getByTestId('ticket-side-sell').click()
  const quantity = page.getByTestId('ticket-quantity')
  const after = page.getByTestId('what-if-initial-after')
  const origin = page.getByTestId('what-if-origin')
  await quantity.pressSequentially('5')
  await expect(origin).toContainText(/computed in the page in .*ms/)
  await expect(origin).toContainText(/market of \d\d:\d\d:\d\d UTC/)
  // Where the market has taken the account too far already, the word stands for the price.
  await expect(page.getByTestId('what-if-liquidation-after')).toContainText(/\d|reached/)
  for (let digits = 0; digits < 4; digits++) {
    const before = await after.innerText()
    await quantity.pressSequentially('5')
    await expect(after).not.toHaveText(before)
  }
  // It goes on with the market, about once a second.
  const instant = await origin.innerText()
  const fetched = asks.market
  const since = Date.now()
  await expect(origin).not.toHaveText(instant)
  await page.waitForTimeout(3000)
  expect(asks.market - fetched).toBeLessThanOrEqual(Math.ceil((Date.now() - since) / 1000) + 1)
  // Where the market has taken the account too far already, the word stands for the price.
  await expect(page.getByTestId('what-if-liquidation-after')).toContainText(/\d|reached/)
  const { violations } = await new AxeBuilder({ page }).include('form').include('[data-testid=what-if]').analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
  await page.screenshot({ path: 'test-results/screens/what-if-in-the-page.png' })
  expect(asks.whatIf).toBe(0)
  expect(workers.every((url) => url.startsWith(`${desk.address}/assets/`))).toBe(true)

  const times = await keyTimes(page, 60)
  expect(asks.whatIf).toBe(0)
  const at = (share: number): string => (times[Math.ceil(share * times.length) - 1] ?? 0).toFixed(1)
  // Said, not asserted: no test depends on how fast its machine is.
  const said = `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`
  info.annotations.push({ type: 'from key to number', description: said })
  console.log(`from key to number: ${said}`)
})

test('the numbers of the page are those of the service', async ({ page }) => {
  await desk.open(page, '/accounts/short-strangle')
  await setFeed(page, true)
  try {
    await choose(page, 'BTC put')
    const instrument = await page.getByTestId('ticket-instrument').inputValue()
    await page.getByTestId('ticket-side-sell').click()
    await page.getByTestId('ticket-quantity').fill('2.5')
    await expect(page.getByTestId('what-if-origin')).toContainText('computed in the page')
    // Where the market has taken the account too far already, the word stands for the price.
    await expect(page.getByTestId('what-if-liquidation-after')).toContainText(/\d|reached/)
    const response = await page.request.post(`${desk.address}/v1/accounts/short-strangle/what-if`, {
      data: { orders: [{ instrument, side: 'sell', quantity: '2.5', as: 'fill' }] },
    })
    const { after, accepted } = (await response.json()) as { after: Record<string, number>; accepted: boolean }
    for (const name of ['initial', 'maintenance', 'excess']) {
      const shown = (await page.getByTestId(`what-if-${name}-after`).innerText()).replaceAll(',', '').replace('−', '-')
      const places = shown.split('.')[1]?.length ?? 0
      expect(Number(shown), name).toBeCloseTo(after[name] ?? Number.NaN, places)
    }
    await expect(page.getByTestId('what-if')).toContainText(accepted ? 'Accepted' : 'Refused')

    // The same order by the service, in a page whose worker does not load.
    const texts = async (): Promise<string[]> => page.getByTestId('what-if').getByRole('cell').allInnerTexts()
    const computed = await texts()
    await page.route(/calculator\.worker/, (route) => route.abort())
    await page.reload()
    await choose(page, instrument)
    await page.getByTestId('ticket-side-sell').click()
    await page.getByTestId('ticket-quantity').fill('2.5')
    await expect(page.getByTestId('what-if-origin')).toContainText('computed by the service')
    expect(await texts()).toEqual(computed)
  } finally {
    await setFeed(page, false)
  }
})

test('a page whose worker does not load lets the service compute, and says so', async ({ page }) => {
  const asks = asksOf(page)
  await page.route(/calculator\.worker/, (route) => route.abort())
  await desk.open(page, '/accounts/covered-call')
  await choose(page)
  await page.getByTestId('ticket-quantity').fill('1000')
  const origin = page.getByTestId('what-if-origin')
  await expect(origin).toContainText(/computed by the service in .*ms/)
  await expect(origin).toContainText('the page could not (PAGE_FAILED)')
  await expect(page.getByTestId('what-if-initial-after')).toContainText(/\d/)
  await page.screenshot({ path: 'test-results/screens/what-if-by-the-service.png' })
  expect(asks.whatIf).toBeGreaterThan(0)
})

test('a market that the page cannot read is left to the service until it can', async ({ page }) => {
  await page.route('**/v1/market', (route) => route.fulfill({ json: { plimsoll: 'market/2' } }))
  await desk.open(page, '/accounts/covered-call')
  await choose(page)
  await page.getByTestId('ticket-quantity').fill('1000')
  const origin = page.getByTestId('what-if-origin')
  await expect(origin).toContainText('computed by the service')
  await expect(origin).toContainText('the page could not (DOCUMENT_VERSION)')
  await page.unroute('**/v1/market')
  await page.waitForTimeout(3000)
  await page.getByTestId('ticket-quantity').fill('1001')
  await expect(origin).toContainText('computed in the page')
})

/** Milliseconds from each key, typed at a brisk pace, to the number on the page that follows from it; sorted. */
async function keyTimes(page: Page, keys: number): Promise<readonly number[]> {
  await page.evaluate(() => {
    const times: number[] = []
    let typed: number | null = null
    document.addEventListener('input', () => (typed = performance.now()), true)
    const seen = (): void => {
      if (typed !== null && document.querySelector('[data-testid=what-if] > [aria-busy=false]') !== null) {
        times.push(performance.now() - typed)
        typed = null
      }
    }
    const box = document.querySelector('[data-testid=what-if]')
    if (box !== null) new MutationObserver(seen).observe(box, { subtree: true, childList: true, characterData: true })
    Object.assign(window, { keyTimes: times })
  })
  const quantity = page.getByTestId('ticket-quantity')
  await quantity.fill('1')
  for (let key = 1; key < keys; key++) {
    await page.waitForTimeout(110)
    await quantity.press(key % 6 === 0 ? 'Backspace' : `${1 + (key % 9)}`)
    if (key % 8 === 0) await quantity.fill(`${key}`)
  }
  await page.waitForTimeout(500)
  return page.evaluate(() => (window as unknown as { keyTimes: number[] }).keyTimes.sort((a, b) => a - b))
}
