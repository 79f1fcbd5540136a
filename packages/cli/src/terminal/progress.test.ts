import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { paintFor } from './paint.js'
import { withProgress } from './progress.js'
import type { Terminal } from './terminal.js'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function terminal(progress: boolean): Terminal & { readonly written: string[] } {
  const written: string[] = []
  const paint = paintFor(false)
  return {
    input: (async function* () {})(),
    write: () => undefined,
    writeError: (text) => void written.push(text),
    paint,
    errorPaint: paint,
    columns: undefined,
    progress,
    debug: false,
    written,
  }
}

const seconds = (count: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, count * 1000))

test('short work shows nothing; long work shows a line and takes it away', async () => {
  const short = terminal(true)
  const quick = withProgress(short, 'Reading', () => seconds(0.9))
  await vi.advanceTimersByTimeAsync(900)
  await quick
  expect(short.written).toEqual([])

  const long = terminal(true)
  const slow = withProgress(long, 'Reading', async (say) => {
    await seconds(2)
    say('Fitting')
    await seconds(1)
  })
  await vi.advanceTimersByTimeAsync(3000)
  await slow
  expect(long.written[0]).toContain('Reading')
  expect(long.written.at(-2)).toContain('Fitting')
  expect(long.written.at(-1)).toBe('\r\u001b[2K')
})

test('without a terminal there is no line, and an error passes through', async () => {
  const piped = terminal(false)
  const slow = withProgress(piped, 'Reading', async () => {
    await seconds(3)
    throw new Error('no')
  })
  const ended = expect(slow).rejects.toThrow('no')
  await vi.advanceTimersByTimeAsync(3000)
  await ended
  expect(piped.written).toEqual([])
})
