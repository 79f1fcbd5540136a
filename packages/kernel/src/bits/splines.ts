import { exp } from '../elementary/index.js'
import {
  pathWeightBytes,
  splineScratchBytes,
  splineTaskBytes,
  tileBytes,
  tileLength,
  writeSplineTask,
} from '../random/splineTask.js'
import { numberStream, oddNumbers, type Stage } from './stage.js'

const instruments = 12

/** `splineCoefficients`, `splineWeights` and `splineRows`: values of instruments between nodes, on one axis and on two. */
export function splines(stage: Stage): void {
  for (const [nodes, levels, paths] of [
    [4, 1, 0],
    [4, 1, 1],
    [5, 4, 2],
    [4, 4, 33],
    [6, 5, 101],
    [65, 1, 20_001],
    [17, 5, 10_000],
    [129, 9, 4001],
  ] as const) {
    for (const oddShare of [0, 0.02]) hashSplines(stage, nodes, levels, paths, oddShare)
  }
}

/** A share of the nodes' values and of the paths' prices is at limits; some paths lie outside, on nodes and on the ends. */
function hashSplines(stage: Stage, nodes: number, levels: number, paths: number, oddShare: number): void {
  const next = numberStream(nodes + levels)
  const odd = (usual: number): number =>
    next() < oddShare ? oddNumbers[Math.floor(next() * oddNumbers.length)]! : usual
  const tiles = instruments / tileLength
  const onNode = (low: number, high: number, count: number): number =>
    low + ((high - low) * Math.floor(next() * count)) / Math.max(1, count - 1)
  const task = {
    nodes,
    levels,
    lowestPrice: -0.4,
    highestPrice: 0.6,
    lowestLevel: -1,
    highestLevel: 1,
    values: stage.column(instruments * nodes * levels, (k) => odd(exp(3 * next()) - (k % 5))),
    coefficients: stage.allocate(tiles * tileBytes(nodes, levels)),
    prices: stage.column(paths, () => odd(next() < 0.1 ? onNode(-0.4, 0.6, nodes) : 1.05 * next() - 0.42)),
    levelMoves: stage.column(paths, () => odd(next() < 0.1 ? onNode(-1, 1, levels) : 2.1 * next() - 1.05)),
    paths,
    weights: stage.allocate(pathWeightBytes * paths),
    outside: stage.allocate(4 * (1 + paths)),
    rows: stage.column(instruments * paths),
    rowLength: paths,
  }
  const place = stage.allocate(splineTaskBytes)
  writeSplineTask(stage.memory, place, task)
  const scratch = stage.allocate(splineScratchBytes(nodes, levels))
  stage.run.splineCoefficients(place, 0, 1, scratch)
  stage.run.splineCoefficients(place, 1, tiles, scratch)
  stage.run.splineWeights(place)
  stage.run.splineRows(place, 0, 2)
  stage.run.splineRows(place, 2, tiles)
  stage.take((tiles * tileBytes(nodes, levels)) / 8, task.coefficients)
  stage.take(instruments * paths, task.rows)
  const outside = stage.memory.words(task.outside, 1 + paths)
  stage.digest.numbers(outside.subarray(0, 1 + outside[0]!))
  stage.clear()
}
