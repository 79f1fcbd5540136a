import { chromium } from '@playwright/test'
const base = process.env.BASE
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
const cdp = await page.context().newCDPSession(page); await cdp.send('Performance.enable')
const metrics = async () => Object.fromEntries((await cdp.send('Performance.getMetrics')).metrics.map((m) => [m.name, m.value]))
await page.goto(base + '/accounts/market-maker'); await page.getByTestId('tile-equity').waitFor()
console.log('paint', await page.evaluate(() => performance.getEntriesByType('paint').map((p) => p.name + ' ' + p.startTime.toFixed(0)).join(', ') + ' tile at ' + performance.now().toFixed(0)))
await page.waitForTimeout(3000); const a = await metrics(); await page.waitForTimeout(15000); const b = await metrics()
for (const k of ['TaskDuration', 'ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration']) console.log(k, ((b[k] - a[k]) / 15 * 1000).toFixed(1), 'ms per second')
console.log('heap', (b.JSHeapUsedSize / 1e6).toFixed(1), 'MB', 'nodes', b.Nodes)
await browser.close()
