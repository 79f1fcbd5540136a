import { type HealthLevel, healthLevel, type MarginResult } from 'plimsoll'
import type { Paint } from '../terminal/paint.js'

/** The level in its colour. */
export function paintLevel(level: HealthLevel, paint: Paint): string {
  if (level === 'safe') return paint.green(level)
  return level === 'warning' ? paint.yellow(level) : paint.red(level)
}

export function levelOf(result: MarginResult, paint: Paint): string {
  return paintLevel(healthLevel(result), paint)
}
