import { formatInstant, type MarginSpec, type MarketSnapshot, type Portfolio } from 'plimsoll'
import type { Paint } from '../terminal/paint.js'

/** What was computed, on what: the first line of every answer about a book. */
export function heading(book: Portfolio, market: MarketSnapshot, spec: MarginSpec | undefined, paint: Paint): string {
  const rules = spec === undefined ? '' : ` · ${spec.title} (${spec.id}, version ${spec.version})`
  const { history } = market
  const past =
    history === undefined
      ? ''
      : paint.dim(`${history.times.length} past prices up to ${formatInstant(history.times.at(-1)!)}`).concat('\n')
  return `${paint.bold(book.name)}${rules}\n${paint.dim(`${market.source.name} · ${formatInstant(market.asOf)}`)}\n${past}`
}

/** A section's title. */
export function section(title: string, paint: Paint): string {
  return `\n${paint.bold(title)}\n`
}
