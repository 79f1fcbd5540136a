const arrow = 1 / 50
const page = 1 / 10

const steps: Readonly<Record<string, number>> = {
  ArrowLeft: -arrow,
  ArrowDown: -arrow,
  ArrowRight: arrow,
  ArrowUp: arrow,
  PageDown: -page,
  PageUp: page,
  Home: -1,
  End: 1,
}

/** Where a key takes the replay's slider from `at`, both 0 to 1; null: the key means nothing to it. */
export function replayStep(key: string, at: number): number | null {
  const step = steps[key]
  return step === undefined ? null : Math.min(1, Math.max(0, at + step))
}

/** The instant at a position of the replay, ISO 8601. */
export function instantAt(range: { readonly from: string; readonly to: string }, position: number): string {
  const from = Date.parse(range.from)
  return new Date(from + (Date.parse(range.to) - from) * position).toISOString()
}
