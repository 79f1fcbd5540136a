import { chromium } from '@playwright/test'
import AxeBuilder from '@axe-core/playwright'
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
const axe = async (name, page) => { for (const v of (await new AxeBuilder({ page }).analyze()).violations) console.log(name, v.id, v.nodes.length, v.nodes[0].target + ' ' + v.nodes[0].failureSummary.slice(0, 200)) }
for (const [name, feed, scheme] of [['stale', { state: 'STALE' }, 'light'], ['halt', { state: 'HALT', kind: 'replay', range: { from: '2026-02-10T12:00:00.000Z', to: '2026-02-12T12:00:00.000Z', progress: 1 } }, 'dark']]) {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: scheme })).newPage()
  await page.routeWebSocket(/stream/, (ws) => { const server = ws.connectToServer(); server.onMessage((m) => { const d = JSON.parse(m); if (d.type === 'status') Object.assign(d.status.feed, feed); ws.send(JSON.stringify(d)) }) })
  await page.goto(process.env.BASE + '/accounts/iron-condor'); await page.waitForTimeout(3000); await page.screenshot({ path: `/tmp/shots/${name}.png`, clip: { x: 0, y: 0, width: 1440, height: 330 } }); await axe(name, page); await page.close()
}
{
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' })).newPage()
  await page.goto(process.env.BASE + '/accounts/nope'); await page.waitForTimeout(1500); console.log('unknown', await page.getByRole('main').innerText()); await axe('unknown', page)
  await page.goto(process.env.BASE + '/nowhere'); await page.waitForTimeout(800); console.log('nowhere', await page.getByRole('main').innerText())
  await page.goto(process.env.BASE + '/accounts/market-maker'); await page.waitForTimeout(1500)
  await page.getByLabel('Group').check(); await page.getByLabel('Filter positions').fill('27NOV'); await page.getByRole('button', { name: /Columns/ }).click(); await page.getByRole('menuitemcheckbox', { name: 'IV' }).click(); await page.waitForTimeout(300); await axe('menu', page); await page.screenshot({ path: '/tmp/shots/menu.png' }); await page.keyboard.press('Escape')
  await page.getByTestId('ticket-instrument').click(); await page.waitForTimeout(500); await axe('combobox', page)
  await page.getByTestId('curve').getByRole('button', { name: 'Table' }).click(); await page.getByTestId('tile-health').hover(); await page.waitForTimeout(700); await page.screenshot({ path: '/tmp/shots/open.png' }); await axe('open', page)
  await page.keyboard.press('Escape'); await page.getByRole('tab', { name: 'Requirement' }).click(); await page.waitForTimeout(300); await page.screenshot({ path: '/tmp/shots/req2.png' }); await axe('req', page)
  await page.getByRole('button', { name: /New/ }).click(); await page.waitForTimeout(300); await axe('dialog', page)
  await page.setViewportSize({ width: 900, height: 1000 }); await page.keyboard.press('Escape'); await page.waitForTimeout(500); await page.screenshot({ path: '/tmp/shots/tablet.png' }); console.log('wide', await page.evaluate(() => document.documentElement.scrollWidth))
}
await browser.close()
