/**
 * The loops that carry the engine's time, as one exchangeable set. `referenceKernel` is the plain TypeScript one; another
 * set (WebAssembly) must agree with it to the bit. All arrays are float64 and hold at least `count` elements; outputs must
 * not overlap inputs; nothing is allocated and nothing is checked. What each loop computes is said at its own function.
 */
export interface Kernel {
  /** Which implementation this is, for reports. */
  readonly name: string
  readonly priceList: (
    count: number,
    forwards: Float64Array,
    strikes: Float64Array,
    vols: Float64Array,
    sqrtTimes: Float64Array,
    discounts: Float64Array,
    isPut: Float64Array,
    out: Float64Array,
  ) => void
  readonly greeksList: (
    count: number,
    forwards: Float64Array,
    strikes: Float64Array,
    vols: Float64Array,
    sqrtTimes: Float64Array,
    discounts: Float64Array,
    isPut: Float64Array,
    rates: Float64Array,
    outPrice: Float64Array,
    outDelta: Float64Array,
    outGamma: Float64Array,
    outVega: Float64Array,
    outTheta: Float64Array,
  ) => void
  readonly optionRow: (
    count: number,
    logMoneyness: number,
    strike: number,
    logForwardMoves: Float64Array,
    forwards: Float64Array,
    totalVols: Float64Array,
    inverseTotalVols: Float64Array,
    discount: number,
    base: number,
    isPut: 0 | 1,
    out: Float64Array,
  ) => void
  readonly optionPairRow: (
    count: number,
    logMoneyness: number,
    strike: number,
    logForwardMoves: Float64Array,
    forwards: Float64Array,
    totalVols: Float64Array,
    inverseTotalVols: Float64Array,
    discount: number,
    baseCall: number,
    basePut: number,
    outCall: Float64Array,
    outPut: Float64Array,
  ) => void
  readonly accumulate: (out: Float64Array, row: Float64Array, quantity: number) => void
  readonly indexOfMin: (row: Float64Array) => number
}
