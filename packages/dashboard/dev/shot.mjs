import { chromium } from '@playwright/test'
import AxeBuilder from '@axe-core/playwright'
const base = process.env.BASE ?? 'http://localhost:5173'
const only = process.argv.slice(2)
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
const shots = [
  ['light', '/accounts/short-strangle', { width: 1440, height: 900 }, 'light'],
  ['dark', '/accounts/covered-call', { width: 1440, height: 900 }, 'dark'],
  ['mm', '/accounts/market-maker', { width: 1440, height: 900 }, 'light'],
  ['req', '/accounts/short-strangle?view=requirement', { width: 1440, height: 900 }, 'light'],
  ['stress', '/accounts/short-strangle?view=stress', { width: 1440, height: 900 }, 'dark'],
  ['ledger', '/accounts/basis-trade?view=ledger', { width: 1440, height: 900 }, 'light'],
  ['empty', '/accounts/long-only', { width: 1440, height: 900 }, 'light'],
  ['phone', '/accounts/short-strangle', { width: 390, height: 844 }, 'light'],
]
for (const [name, path, viewport, colorScheme] of shots) {
  if (only.length && !only.includes(name)) continue
  const context = await browser.newContext({ viewport, colorScheme }); const page = await context.newPage()
  page.on('console', (m) => ['error', 'warning'].includes(m.type()) && console.log(name, m.text().slice(0, 400)))
  page.on('pageerror', (e) => console.log(name, 'PAGEERROR', e.message))
  await page.goto(base + path)
  await page.waitForTimeout(4000)
  if (name === 'dark' || name === 'mm') {
    await page.getByTestId('ticket-instrument').fill('BTC 25DEC put')
    await page.waitForTimeout(600)
    await page.keyboard.press('ArrowDown'); await page.keyboard.press('Enter')
    await page.getByTestId('ticket-quantity').fill(name === 'dark' ? '2' : '1.5')
    await page.waitForTimeout(900)
  }
  await page.screenshot({ path: `/tmp/shots/${name}.png`, fullPage: name === 'phone' })
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
  if (wide) console.log(name, 'SCROLLS SIDEWAYS')
  const axe = await new AxeBuilder({ page }).analyze()
  for (const v of axe.violations) console.log(name, v.id, v.impact, v.nodes.length, v.nodes.slice(0, 2).map((n) => n.target + ' ' + n.failureSummary.slice(0, 250)).join(' | '))
  await page.close()
}
await browser.close()
