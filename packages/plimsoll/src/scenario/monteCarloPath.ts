import { chiSquareDraw } from '../statistics/chiSquareDraw.js'
import type { Matrix } from '../statistics/matrix/matrix.js'
import { poissonQuantile } from '../statistics/poissonQuantile.js'
import type { RandomSource } from '../statistics/random.js'

/** Everything that a path is drawn from, over the horizon and by underlying in their order. */
export interface MonteCarloModel {
  readonly random: RandomSource
  readonly antithetic: boolean
  readonly degreesOfFreedom: number | undefined
  /** Standard deviations of the continuous part of the move. */
  readonly deviations: readonly number[]
  readonly root: Matrix
  readonly jumps: JumpModel | undefined
  readonly surface: SurfaceModel | undefined
}

export interface JumpModel {
  /** Jumps expected over the horizon. */
  readonly commonMean: number
  readonly ownMean: number
  readonly sizes: readonly number[]
  readonly sizeDeviations: readonly number[]
}

export interface SurfaceModel {
  readonly levelDeviation: number
  readonly levelPriceCorrelation: number
  readonly termDeviation: number
  readonly termLevelCorrelation: number
  readonly skewDeviation: number
  readonly skewPriceCorrelation: number
}

/** The moves of one path by underlying: of the logarithm of the price (of the price, for the normal model) and the surface. */
export interface PathMoves {
  readonly moves: Float64Array
  readonly levels: Float64Array
  readonly terms: Float64Array
  readonly skews: Float64Array
}

/** Places of a path's draws in its stream: each purpose has its own 2²⁰, an underlying's number inside them. */
const purposeWidth = 1_048_576
const priceDraws = 0
const levelDraws = purposeWidth
const termDraws = 2 * purposeWidth
const skewDraws = 3 * purposeWidth
const ownJumpCounts = 4 * purposeWidth
const ownJumpSizes = 5 * purposeWidth
const commonJumpCount = 6 * purposeWidth
const commonJumpSize = 7 * purposeWidth
const mixtureDraws = 8 * purposeWidth

/**
 * One path, from its number alone. The continuous moves are deviation·√((ν − 2)/W)·Z with one χ² variable W for all underlyings
 * and correlated normal Z, so that their deviations are the stated ones; jumps come on top, less their mean.
 */
export function monteCarloPath(model: MonteCarloModel, path: number): PathMoves {
  const { random, jumps, surface, degreesOfFreedom, deviations } = model
  const stream = model.antithetic ? Math.floor(path / 2) : path
  const sign = model.antithetic && path % 2 === 1 ? -1 : 1
  const mixture =
    degreesOfFreedom === undefined
      ? sign
      : sign * Math.sqrt((degreesOfFreedom - 2) / chiSquareDraw(random, stream, mixtureDraws, degreesOfFreedom))

  const standard = correlated(model, stream, priceDraws, mixture)
  const moves = standard.map((value, row) => deviations[row]! * value)
  if (jumps !== undefined) addJumps(moves, jumps, random, stream, sign)

  const none = new Float64Array(deviations.length)
  if (surface === undefined) return { moves, levels: none, terms: none, skews: none }
  const own = correlated(model, stream, levelDraws, mixture)
  // In deviations of the continuous move, so that a jump of the price pulls the level along.
  const pull = moves.map((move, row) => (deviations[row]! > 0 ? move / deviations[row]! : standard[row]!))
  const level = mixed(pull, own, surface.levelPriceCorrelation)
  return {
    moves,
    levels: level.map((value) => value * surface.levelDeviation),
    terms:
      surface.termDeviation === 0
        ? none
        : mixed(level, correlated(model, stream, termDraws, mixture), surface.termLevelCorrelation).map(
            (value) => value * surface.termDeviation,
          ),
    skews:
      surface.skewDeviation === 0
        ? none
        : mixed(pull, correlated(model, stream, skewDraws, mixture), surface.skewPriceCorrelation).map(
            (value) => value * surface.skewDeviation,
          ),
  }
}

function correlated(model: MonteCarloModel, stream: number, place: number, mixture: number): Float64Array {
  const { root, random } = model
  const count = root.length
  const independent = new Float64Array(count)
  for (let k = 0; k < count; k++) independent[k] = random.normal(stream, place + k)
  const result = new Float64Array(count)
  for (let row = 0; row < count; row++) {
    const loadings = root[row]!
    let sum = 0
    for (let k = 0; k < count; k++) sum += loadings[k]! * independent[k]!
    result[row] = mixture * sum
  }
  return result
}

function mixed(left: Float64Array, right: Float64Array, correlation: number): Float64Array {
  const rest = Math.sqrt((1 - correlation) * (1 + correlation))
  return left.map((value, row) => correlation * value + rest * right[row]!)
}

function addJumps(moves: Float64Array, jumps: JumpModel, random: RandomSource, stream: number, sign: number): void {
  const { commonMean, ownMean, sizes, sizeDeviations } = jumps
  const commonCount = poissonQuantile(random.uniform(stream, commonJumpCount), commonMean)
  const commonSize = commonCount > 0 ? sign * random.normal(stream, commonJumpSize) * Math.sqrt(commonCount) : 0
  for (let row = 0; row < moves.length; row++) {
    const ownCount = ownMean > 0 ? poissonQuantile(random.uniform(stream, ownJumpCounts + row), ownMean) : 0
    const ownSize = ownCount > 0 ? sign * random.normal(stream, ownJumpSizes + row) * Math.sqrt(ownCount) : 0
    const excess = commonCount + ownCount - (commonMean + ownMean)
    moves[row] = moves[row]! + sizes[row]! * excess + sizeDeviations[row]! * (commonSize + ownSize)
  }
}
