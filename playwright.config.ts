import { defineConfig } from '@playwright/test'

/** The tests start the real service themselves, so that one of them can stop and restart it. */
export default defineConfig({
  testDir: 'test/browser',
  outputDir: 'test-results/browser',
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    launchOptions: {
      executablePath: process.env.PLIMSOLL_CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu'],
    },
    screenshot: 'only-on-failure',
    viewport: { width: 1440, height: 900 },
  },
})
