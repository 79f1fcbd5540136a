// Twins of src/loop/optionRow, optionPairRow and src/book/optionProfits: rows of scenarios.
import { blockLength, timeValueBlock, timeValues } from './timeValue'

/** Twin of optionRow. */
export function optionRow(
  count: i32,
  logMoneyness: f64,
  strike: f64,
  logForwardMoves: usize,
  forwards: usize,
  totalVols: usize,
  inverseTotalVols: usize,
  discount: f64,
  base: f64,
  isPut: i32,
  out: usize,
): void {
  timeValues(count, logMoneyness, logForwardMoves, forwards, totalVols, inverseTotalVols, out)
  const sign = <f64>(1 - 2 * isPut)
  const bytes = (<usize>count) << 3
  const even = bytes & ~15
  const strikes = f64x2.splat(strike)
  const signs = f64x2.splat(sign)
  const discounts = f64x2.splat(discount)
  const bases = f64x2.splat(base)
  const half = f64x2.splat(0.5)
  for (let at: usize = 0; at < even; at += 16) {
    const d = f64x2.mul(signs, f64x2.sub(v128.load(forwards + at), strikes))
    const value = f64x2.add(v128.load(out + at), f64x2.mul(half, f64x2.add(d, f64x2.abs(d))))
    v128.store(out + at, f64x2.sub(f64x2.mul(value, discounts), bases))
  }
  for (let at = even; at < bytes; at += 8) {
    const d = sign * (load<f64>(forwards + at) - strike)
    store<f64>(out + at, (load<f64>(out + at) + 0.5 * (d + abs<f64>(d))) * discount - base)
  }
}

/** Twin of optionPairRow. */
export function optionPairRow(
  count: i32,
  logMoneyness: f64,
  strike: f64,
  logForwardMoves: usize,
  forwards: usize,
  totalVols: usize,
  inverseTotalVols: usize,
  discount: f64,
  baseCall: f64,
  basePut: f64,
  outCall: usize,
  outPut: usize,
): void {
  timeValues(count, logMoneyness, logForwardMoves, forwards, totalVols, inverseTotalVols, outPut)
  const bytes = (<usize>count) << 3
  const even = bytes & ~15
  const strikes = f64x2.splat(strike)
  const discounts = f64x2.splat(discount)
  const callBases = f64x2.splat(baseCall)
  const putBases = f64x2.splat(basePut)
  const half = f64x2.splat(0.5)
  for (let at: usize = 0; at < even; at += 16) {
    const d = f64x2.sub(v128.load(forwards + at), strikes)
    const size = f64x2.abs(d)
    const timeValue = v128.load(outPut + at)
    const call = f64x2.mul(f64x2.add(timeValue, f64x2.mul(half, f64x2.add(d, size))), discounts)
    const put = f64x2.mul(f64x2.add(timeValue, f64x2.mul(half, f64x2.sub(size, d))), discounts)
    v128.store(outCall + at, f64x2.sub(call, callBases))
    v128.store(outPut + at, f64x2.sub(put, putBases))
  }
  for (let at = even; at < bytes; at += 8) {
    const d = load<f64>(forwards + at) - strike
    const size = abs<f64>(d)
    const timeValue = load<f64>(outPut + at)
    store<f64>(outCall + at, (timeValue + 0.5 * (d + size)) * discount - baseCall)
    store<f64>(outPut + at, (timeValue + 0.5 * (size - d)) * discount - basePut)
  }
}

/**
 * Twin of pricePairs. One task is 16 numbers; see src/book/pairTask.ts for their places. Scenario columns are even in length
 * and 16-byte aligned.
 */
export function pricePairs(tasks: usize, from: i32, to: i32, scratch: usize): void {
  for (let task = from; task < to; task++) pricePair(tasks + ((<usize>task) << 7), scratch)
}

function pricePair(task: usize, scratch: usize): void {
  const logMoneyness = load<f64>(task)
  const strike = f64x2.splat(load<f64>(task, 8))
  const volatility = f64x2.splat(load<f64>(task, 16))
  const rootYears = f64x2.splat(load<f64>(task, 24))
  const discount = f64x2.splat(load<f64>(task, 32))
  const units = f64x2.splat(load<f64>(task, 40))
  const nowCall = f64x2.splat(load<f64>(task, 48))
  const nowPut = f64x2.splat(load<f64>(task, 56))
  const columns = <usize>load<u32>(task, 64)
  const outCall = <usize>load<u32>(task, 68)
  const outPut = <usize>load<u32>(task, 72)
  const flags = load<u32>(task, 76)
  const count = <i32>load<u32>(columns)
  const moves = <usize>load<u32>(columns, 4)
  const forwards = <usize>load<u32>(columns, 8)
  const factors = <usize>load<u32>(columns, 12)
  const shifts = <usize>load<u32>(columns, 16)
  const floors = <usize>load<u32>(columns, 20)
  const paid = <usize>load<u32>(columns, 24)
  const weights = <usize>load<u32>(columns, 28)
  const isInverse = (flags & 1) != 0
  const isWeighted = (flags & 2) != 0
  const vols = scratch
  const inverses = scratch + 8 * blockLength
  const values = scratch + 16 * blockLength
  const one = f64x2.splat(1)
  const half = f64x2.splat(0.5)
  for (let start = 0; start < count; start += blockLength) {
    const length = min<i32>(blockLength, count - start)
    const begin = (<usize>start) << 3
    const bytes = (<usize>length) << 3
    for (let i: usize = 0; i < bytes; i += 16) {
      const at = begin + i
      const moved = f64x2.add(f64x2.mul(volatility, v128.load(factors + at)), v128.load(shifts + at))
      const v = f64x2.mul(f64x2.pmax(v128.load(floors + at), moved), rootYears)
      v128.store(vols + i, v)
      v128.store(inverses + i, f64x2.div(one, v))
    }
    timeValueBlock(length, logMoneyness, moves + begin, forwards + begin, vols, inverses, values)
    for (let i: usize = 0; i < bytes; i += 16) {
      const at = begin + i
      const forward = v128.load(forwards + at)
      const d = f64x2.sub(forward, strike)
      const size = f64x2.abs(d)
      const timeValue = v128.load(values + i)
      let call = f64x2.mul(f64x2.add(timeValue, f64x2.mul(half, f64x2.add(d, size))), discount)
      let put = f64x2.mul(f64x2.add(timeValue, f64x2.mul(half, f64x2.sub(size, d))), discount)
      if (isInverse) {
        call = f64x2.div(call, forward)
        put = f64x2.div(put, forward)
      }
      const price = v128.load(paid + at)
      call = f64x2.sub(f64x2.mul(units, f64x2.mul(call, price)), nowCall)
      put = f64x2.sub(f64x2.mul(units, f64x2.mul(put, price)), nowPut)
      if (isWeighted) {
        const weight = v128.load(weights + at)
        call = f64x2.mul(call, weight)
        put = f64x2.mul(put, weight)
      }
      v128.store(outCall + at, call)
      v128.store(outPut + at, put)
    }
  }
}
