import { exp } from '../elementary/index.js'
import { numberStream, oddNumbers, type Stage } from './stage.js'

const counts = [0, 1, 2, 3, 31, 33, 34, 63, 64, 65, 66, 127, 128, 129, 1000]

/** `optionRow`, `optionPairRow` and `timeValues`: rows of scenarios, with and without limits, and the direct formula's borders. */
export function rows(stage: Stage): void {
  for (const count of counts) {
    const next = numberStream(count + 1)
    for (const oddShare of [0, 0.02, 0.5]) {
      for (let round = 0; round < 8; round++) hashRow(stage, usualRow(count, next, oddShare), round)
    }
  }
  const next = numberStream(99)
  for (let round = 0; round < 400; round++) hashRow(stage, usualRow(1024, next, round % 2 === 0 ? 0 : 0.01), round)
  borders(stage)
  limits(stage)
}

interface Row {
  readonly moves: readonly number[]
  readonly forwards: readonly number[]
  readonly vols: readonly number[]
}

function usualRow(count: number, next: () => number, oddShare: number): Row {
  const odd = (usual: number): number =>
    next() < oddShare ? oddNumbers[Math.floor(next() * oddNumbers.length)]! : usual
  const scale = exp(5.5 * next() - 4.8)
  const moves = Array.from({ length: count }, () => odd((next() - 0.5) * 8 * scale))
  return {
    moves,
    forwards: moves.map((move) => odd(100 * exp(move))),
    vols: moves.map(() => odd(scale * (0.5 + next()))),
  }
}

/** On both sides of every border: smallest volatility, h − v/2 = −½, h + v/2 = 37.5, and where all value vanishes. */
function borders(stage: Stage): void {
  const points: [x: number, v: number][] = []
  for (const v of [0.015624999999999998, 0.015625, 0.015625000000000003, 0.02, 0.3, 1, 1.5, 4, 40, 74.9, 75, 76]) {
    const t = v / 2
    for (const h of [0, t - 0.5, 37.5 - t, 39 + t, t + 2, 12]) {
      for (let step = -4; step <= 4; step++)
        points.push([h * v * (1 + step * 2 ** -52), v], [-h * v * (1 + step * 2 ** -52), v])
    }
  }
  const usual: [number, number] = [0.1, 0.4]
  for (const point of points) {
    for (const pair of [[point, usual], [usual, point], [point]]) {
      hashRow(
        stage,
        { moves: pair.map(([x]) => x), forwards: pair.map(([x]) => 100 * exp(x)), vols: pair.map(([, v]) => v) },
        0,
      )
    }
  }
}

/** Every limit of a field met with every limit of the others, alone in a block of usual elements. */
function limits(stage: Stage): void {
  for (const move of oddNumbers) {
    for (const vol of oddNumbers) {
      for (const forward of [100, 0, -0, 1e-320, 1.7976931348623157e308, Infinity, -1, Number.NaN]) {
        for (const size of [1, 2]) {
          const column = (usual: number, odd: number): number[] =>
            Array.from({ length: size }, (_, s) => (s === size - 1 ? odd : usual))
          hashRow(stage, { moves: column(0.1, move), forwards: column(100, forward), vols: column(0.4, vol) }, 1)
        }
      }
    }
  }
}

function hashRow(stage: Stage, { moves, forwards, vols }: Row, round: number): void {
  const count = moves.length
  const [m, f, v] = [moves, forwards, vols].map((values) => stage.columnOf(values)) as [number, number, number]
  const inverse = stage.column(count, (s) => 1 / vols[s]!)
  const [row, call, put, values] = [0, 1, 2, 3].map(() => stage.column(count)) as [number, number, number, number]
  const shift = round % 3 === 0 ? 0 : 0.105
  stage.run.optionRow(count, shift, 90, m, f, v, inverse, 0.97, 3, round % 2, row)
  stage.run.optionPairRow(count, shift, 90, m, f, v, inverse, 0.97, 3, 5, call, put)
  stage.run.timeValues(count, -shift, m, f, v, inverse, values)
  stage.take(count, row, call, put, values)
  stage.clear()
}
