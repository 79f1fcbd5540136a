import { chromium } from '@playwright/test'
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
const page = await browser.newPage({ viewport: { width: 390, height: 844 } })
await page.goto('http://localhost:5173/accounts/short-vol'); await page.waitForTimeout(2500)
console.log(await page.evaluate(() => { const bad = []; for (const e of document.querySelectorAll('body *')) { const r = e.getBoundingClientRect(); if (r.right <= innerWidth + 1) continue; let p = e.parentElement, clipped = false; while (p && p !== document.documentElement) { if (getComputedStyle(p).overflowX !== 'visible') { clipped = true; break } p = p.parentElement } if (!clipped) bad.push(e.tagName + '.' + String(e.className).slice(0, 60) + ' ' + r.right) } return bad.slice(0, 10) }))
await browser.close()
