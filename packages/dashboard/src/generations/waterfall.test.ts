import { expect, test } from 'vitest'
import { saving, waterfall, waterfallSpan } from './waterfall'

const generations = [
  { id: 'isolated', label: 'Isolated', capital: 100, requirement: 100, haircut: 0 },
  { id: 'cross', label: 'Cross', capital: 80, requirement: 75, haircut: 5 },
  { id: 'portfolio', label: 'Portfolio', capital: 30, requirement: 25, haircut: 5 },
] as const
const steps = [
  { from: 'isolated', to: 'cross', cause: 'gains-used', label: 'Gains used', saved: 20 },
  { from: 'cross', to: 'portfolio', cause: 'netting', label: 'Netting', saved: 55 },
  { from: 'cross', to: 'portfolio', cause: 'offset', label: 'Offset', saved: -5 },
  { from: 'cross', to: 'portfolio', cause: 'collateral', label: 'Collateral', saved: 0 },
] as const
const book = { generations: [...generations], steps: [...steps] }

test('each step starts where the one before it ended, and the last ends at the next generation', () => {
  const lines = waterfall(book)
  expect(lines.map((line) => (line.kind === 'generation' ? line.generation.id : line.step.cause))).toEqual([
    'isolated',
    'gains-used',
    'cross',
    'netting',
    'offset',
    'portfolio',
  ])
  expect(lines[3]).toMatchObject({ from: 80, to: 25 })
  expect(lines[4]).toMatchObject({ from: 25, to: 30 })
  expect(waterfallSpan(lines)).toBe(100)
})

test('the saving is against isolated margin', () => {
  expect(saving(book.generations)).toEqual({ amount: 70, share: 0.7 })
  expect(saving([])).toBeNull()
  expect(saving(book.generations.map((one) => ({ ...one, capital: 0 })))).toEqual({ amount: 0, share: null })
})
