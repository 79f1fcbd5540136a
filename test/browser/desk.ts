import { expect, type Page, test } from '@playwright/test'
import { type RunningService, startService, temporaryStore } from './service.js'

/** The service behind the tests of one file. */
export interface DeskUnderTest {
  /** Without a slash at its end. */
  readonly address: string
  /** Opens a page of the desk and waits for its first numbers. */
  open(page: Page, path?: string): Promise<void>
  stop(): Promise<void>
  /** After `stop`: on the store as it was left, at the address that it had. */
  startAgain(): Promise<void>
}

/** Starts the real service once for a file, on a store of its own; every test fails where a page of it throws. */
export function deskUnderTest(): DeskUnderTest {
  const store = temporaryStore()
  let service: RunningService
  test.beforeAll(async () => {
    service = await startService(store.folder)
  })
  test.afterAll(async () => {
    await service.stop()
    store.remove()
  })

  let pageErrors: string[] = []
  test.beforeEach(({ page }) => {
    pageErrors = []
    page.on('pageerror', (error) => pageErrors.push(error.message))
  })
  test.afterEach(() => {
    expect(pageErrors).toEqual([])
  })

  return {
    get address() {
      return service.address
    },
    async open(page, path = '/') {
      await page.goto(`${service.address}${path}`)
      await expect(page.getByTestId('tile-health')).toBeVisible()
    },
    stop: () => service.stop(),
    async startAgain() {
      service = await startService(store.folder, Number(new URL(service.address).port))
    },
  }
}
