import { type Column, type LinearProgram, type LinearSolution, solveLinearProgram } from './linearProgram.js'

export interface WholeProgram extends LinearProgram {
  /**
   * Which columns come in whole numbers only. A unit column follows from the others: where its row's right-hand side and
   * amounts are whole it comes out whole.
   */
  readonly whole: readonly boolean[]
  /** Columns of which the linear program alone comes out whole (a transportation problem): they finish a rounded solution. */
  readonly transport: readonly boolean[]
}

export interface WholeSolution {
  /** For every column; whole where it must be. */
  readonly x: Float64Array
  readonly value: number
  /** No solution is cheaper than this. */
  readonly lowerBound: number
  /** Whether `value` is proven to be the least, to a part in 10⁹. */
  readonly exact: boolean
}

interface Node {
  /** By column: at least, at most. */
  readonly least: ReadonlyMap<number, number>
  readonly most: ReadonlyMap<number, number>
  readonly bound: number
}

/** Nearer than this to a whole number is whole. */
const wholeTolerance = 1e-6
const gapTolerance = 1e-9

/**
 * Branch and bound: each node is the linear program with some columns held at least or at most at a whole number, its value
 * a lower bound on everything below it. The node of least bound goes first. With at most `pivotsMost` pivots in all; then
 * the best solution so far is returned with the bound that is proven.
 */
export function solveWholeProgram(program: WholeProgram, pivotsMost: number): WholeSolution {
  let pivotsLeft = pivotsMost
  let best = unpaired(program)
  const open: Node[] = [{ least: new Map(), most: new Map(), bound: 0 }]
  let lowerBound = 0
  while (open.length > 0) {
    const node = takeLeast(open)
    const enough = (bound: number): boolean => bound >= best.value - gapTolerance * Math.max(1, Math.abs(best.value))
    if (enough(node.bound)) return { ...best, lowerBound: best.value, exact: true }
    lowerBound = node.bound
    if (pivotsLeft <= 0) return { ...best, lowerBound, exact: false }
    const solution = solveNode(program, node, pivotsLeft)
    if (solution === undefined) continue
    pivotsLeft -= solution.pivots
    const [rounded, spent] = finished(program, solution.x, pivotsLeft)
    pivotsLeft -= spent
    if (rounded.value < best.value) best = rounded
    if (!solution.optimal) return { ...best, lowerBound, exact: false }
    if (enough(solution.value)) continue
    const column = leastWhole(program, solution.x)
    if (column < 0) continue
    const floor = Math.floor(solution.x[column]!)
    const bound = Math.max(node.bound, solution.value)
    open.push({ ...node, bound, most: new Map(node.most).set(column, floor) })
    open.push({ ...node, bound, least: new Map(node.least).set(column, floor + 1) })
    // Work that costs no pivot is bounded as well.
    pivotsLeft--
  }
  return { ...best, lowerBound: best.value, exact: true }
}

function takeLeast(open: Node[]): Node {
  let at = 0
  for (let i = 1; i < open.length; i++) if (open[i]!.bound < open[at]!.bound) at = i
  return open.splice(at, 1)[0]!
}

/** The linear program with the node's bounds; undefined where they leave no solution. */
function solveNode(program: WholeProgram, node: Node, pivotsMost: number): LinearSolution | undefined {
  const rightHandSide = [...program.rightHandSide]
  let committed = 0
  for (const [column, least] of node.least) {
    const { rows, amounts, cost } = program.columns[column]!
    rows.forEach((row, k) => {
      rightHandSide[row]! -= amounts[k]! * least
    })
    committed += cost * least
  }
  const scale = program.rightHandSide.reduce((most, side) => Math.max(most, side), 1)
  if (rightHandSide.some((side) => side < -1e-9 * scale)) return undefined
  const columns: Column[] = [...program.columns]
  const unitColumns = [...program.unitColumns]
  const sides = rightHandSide.map((side) => Math.max(0, side))
  for (const [column, most] of node.most) {
    const room = most - (node.least.get(column) ?? 0)
    if (room < 0) return undefined
    const row = sides.length
    const { rows, amounts, cost } = columns[column]!
    columns[column] = { rows: [...rows, row], amounts: [...amounts, 1], cost }
    columns.push({ rows: [row], amounts: [1], cost: 0 })
    unitColumns.push(columns.length - 1)
    sides.push(room)
  }
  const solution = solveLinearProgram({ rightHandSide: sides, columns, unitColumns }, pivotsMost)
  const x = solution.x.slice(0, program.columns.length)
  for (const [column, least] of node.least) x[column]! += least
  return { ...solution, x, value: solution.value + committed }
}

/** The column furthest from a whole number, -1 where all are whole; unit columns aside, which the others decide. */
function leastWhole(program: WholeProgram, x: Float64Array): number {
  const unit = new Set(program.unitColumns)
  let found = -1
  let distance = wholeTolerance
  for (let column = 0; column < x.length; column++) {
    if (program.whole[column] !== true || unit.has(column)) continue
    const from = Math.abs(x[column]! - Math.round(x[column]!))
    if (from > distance) {
      found = column
      distance = from
    }
  }
  return found
}

/** The other columns rounded down, what they leave over divided best among the transport columns; and the pivots spent. */
function finished(
  program: WholeProgram,
  x: Float64Array,
  pivotsMost: number,
): [{ x: Float64Array; value: number }, number] {
  const fixed = roundedDown(program, x, (column) => program.transport[column] !== true)
  const rightHandSide = program.unitColumns.map((column) => fixed.x[column]!)
  const kept = program.columns.flatMap((_, column) => (program.transport[column] === true ? [column] : []))
  const place = new Map(kept.map((column, at) => [column, at]))
  const columns = kept.map((column) => program.columns[column]!)
  const unitColumns = program.unitColumns.map((column) => place.get(column)!)
  const rest = solveLinearProgram({ rightHandSide, columns, unitColumns }, pivotsMost)
  const sum = Float64Array.from(fixed.x)
  for (const column of program.unitColumns) sum[column] = 0
  kept.forEach((column, at) => {
    sum[column]! += rest.x[at]!
  })
  const [whole, plain] = [roundedDown(program, sum), roundedDown(program, x)]
  return [whole.value < plain.value ? whole : plain, rest.pivots]
}

/** Whole columns rounded down, and what they leave over put into the unit columns: always a solution. */
function roundedDown(
  program: WholeProgram,
  x: Float64Array,
  takes: (column: number) => boolean = () => true,
): { x: Float64Array; value: number } {
  const rounded = new Float64Array(x.length)
  const left = [...program.rightHandSide]
  const unit = new Set(program.unitColumns)
  for (let column = 0; column < x.length; column++) {
    if (unit.has(column) || !takes(column)) continue
    const amount = Math.floor(x[column]! + wholeTolerance)
    if (amount <= 0) continue
    const { rows, amounts } = program.columns[column]!
    if (rows.some((row, k) => amounts[k]! * amount > left[row]! + 1e-9 * Math.max(1, left[row]!))) continue
    rounded[column] = amount
    rows.forEach((row, k) => {
      left[row] = Math.max(0, left[row]! - amounts[k]! * amount)
    })
  }
  program.unitColumns.forEach((column, row) => {
    const rest = program.whole[column] === true ? Math.round(left[row]!) : left[row]!
    // What rounding left of a row that is used up is nothing.
    rounded[column] = rest < 1e-12 * program.rightHandSide[row]! ? 0 : rest
  })
  return { x: rounded, value: costAt(program, rounded) }
}

function unpaired(program: WholeProgram): { x: Float64Array; value: number } {
  return roundedDown(program, new Float64Array(program.columns.length))
}

function costAt(program: WholeProgram, x: Float64Array): number {
  let value = 0
  for (let column = 0; column < x.length; column++) value += program.columns[column]!.cost * x[column]!
  return value
}
