import { cpus } from 'node:os'

/** Seconds of CPU of this process for one call, `repeats` times after warming up. */
export function cpuSeconds(work, repeats) {
  work()
  work()
  return Array.from({ length: repeats }, () => {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1e6
  })
}

/** Milliseconds on the clock of one call, `repeats` times after warming up. */
export function wallMilliseconds(work, repeats, warmUps = 2) {
  for (let round = 0; round < warmUps; round++) work()
  return Array.from({ length: repeats }, () => {
    const start = performance.now()
    work()
    return performance.now() - start
  })
}

export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
}

export const median = (values) => quantile(values, 0.5)

/**
 * A row of the results: our median beside a rival's, the ratio by which we are better (for a time, the other way round), and
 * whether it reaches the goal. Spreads are the middle half of the samples.
 */
export function ratioRow({
  id,
  unit,
  own,
  rival,
  other,
  goal,
  better = unit.endsWith('s') && !unit.includes('/') ? 'less' : 'more',
}) {
  const value = median(own)
  const rivalValue = median(other)
  const ratio = better === 'less' ? rivalValue / value : value / rivalValue
  return {
    id,
    unit,
    value,
    spread: [quantile(own, 0.25), quantile(own, 0.75)],
    rival,
    rivalValue,
    rivalSpread: [quantile(other, 0.25), quantile(other, 0.75)],
    ratio,
    ...(goal === undefined ? {} : { goal, met: ratio >= goal }),
  }
}

export const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
}

/** Numbers in [0, 1), the same on every run. */
export function randomFrom(seed) {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
