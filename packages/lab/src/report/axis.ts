import { log, pow } from '@plimsoll/kernel'

/** A scale from values to places on the paper. */
export type Scale = (value: number) => number

/** Round values that cover [min, max] in about `count` steps of 1, 2 or 5 times a power of ten. */
export function ticksBetween(min: number, max: number, count: number): readonly number[] {
  const span = max - min
  if (!(span > 0)) return [min]
  const raw = span / count
  const power = pow(10, Math.floor(log(raw) / log(10)))
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= raw * 0.999) ?? 10 * power
  const ticks: number[] = []
  for (let k = Math.ceil(min / step - 1e-9) + 0; k * step <= max + step * 1e-9; k++) ticks.push(k * step)
  return ticks
}

export function linear(min: number, max: number, from: number, to: number): Scale {
  return (value) => from + ((value - min) / (max - min)) * (to - from)
}

/** A percentage with as few digits as tell it apart. */
export function percent(value: number): string {
  const of = Math.round(value * 10_000) / 100
  return `${Math.abs(of) >= 10 ? Math.round(of) : of} %`
}
