/** How long the last ticks took. */
export interface TickTimes {
  add(milliseconds: number): void
  last(): number | null
  /** The value that this part of the remembered ticks does not exceed; null before the first. */
  quantile(part: number): number | null
}

const remembered = 100

export function tickTimes(): TickTimes {
  const times: number[] = []
  return {
    add: (milliseconds) => {
      times.push(milliseconds)
      if (times.length > remembered) times.shift()
    },
    last: () => times.at(-1) ?? null,
    quantile: (part) => {
      const sorted = [...times].sort((a, b) => a - b)
      return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? null
    },
  }
}
