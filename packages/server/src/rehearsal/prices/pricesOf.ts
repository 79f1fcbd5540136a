import type { PricePath } from '@plimsoll/clearing'
import type { NewRehearsal, RehearsalPrices } from '../../contract/index.js'
import { customSays, customShock } from './customShock.js'
import { publishedShape, shapeSays } from './publishedShapes.js'
import { isRecorded, recordedPrices, recordedSays } from './recordedPrices.js'

/** A shock of one's own has no date; this one is as good as any, and the same every time. */
const customFrom = Date.UTC(2026, 0, 5, 12)

/** Where the prices of a day would come from: what was recorded where it is at hand, else the day's shape, and it says which. */
export function pricesOf(day: NewRehearsal['day'], recordings: string): RehearsalPrices {
  if (day === 'custom') return { kind: 'custom', says: customSays }
  return isRecorded(day, recordings)
    ? { kind: 'recorded', says: recordedSays(day) }
    : { kind: 'shape', says: shapeSays(day) }
}

/** The path itself, from the same place. */
export function pathOf({ day, shock, seed }: NewRehearsal, recordings: string): PricePath {
  if (day === 'custom') {
    // The service takes no custom day without its shock.
    if (shock === undefined) throw new Error('a custom rehearsal without a shock')
    return customShock(shock, customFrom, seed)
  }
  return isRecorded(day, recordings) ? recordedPrices(day, recordings) : publishedShape(day)
}
