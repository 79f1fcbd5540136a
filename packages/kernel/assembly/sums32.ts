// Losses of an account in float32: what tails32 sorts.

/**
 * Losses of gathered lines (16 bytes each: the place of a row, a float32 quantity) in every scenario and, after them, the largest
 * of every eight; whether any is not a number. Those beyond the `real` ones are −∞.
 */
export function lossesOf32(gathered: usize, lines: i32, rowBytes: usize, real: i32, losses: usize): bool {
  const groups = losses + rowBytes
  const end = gathered + (<usize>lines << 4)
  // Up to four rows a pass: each is read in one stream, and the sums go to memory and back once for all of them.
  const odd = lines & 3
  let line = gathered + (<usize>(odd == 0 ? 4 : odd) << 4)
  if (lines == 0) memory.fill(losses, 0, rowBytes)
  else if (odd == 1) pass(gathered, losses, rowBytes, 1, true)
  else if (odd == 2) pass(gathered, losses, rowBytes, 2, true)
  else if (odd == 3) pass(gathered, losses, rowBytes, 3, true)
  else pass(gathered, losses, rowBytes, 4, true)
  for (; line < end; line += 64) pass(line, losses, rowBytes, 4, false)
  let total = f32x4.splat(0)
  for (let block: usize = 0; block < rowBytes; block += 128) {
    const at = losses + block
    const x0 = v128.load(at)
    const x1 = v128.load(at, 16)
    const x2 = v128.load(at, 32)
    const x3 = v128.load(at, 48)
    const x4 = v128.load(at, 64)
    const x5 = v128.load(at, 80)
    const x6 = v128.load(at, 96)
    const x7 = v128.load(at, 112)
    const left = f32x4.add(f32x4.add(x0, x1), f32x4.add(x2, x3))
    total = f32x4.add(total, f32x4.add(left, f32x4.add(f32x4.add(x4, x5), f32x4.add(x6, x7))))
    const lower = f32x4.pmax(f32x4.pmax(x0, x1), f32x4.pmax(x2, x3))
    const upper = f32x4.pmax(f32x4.pmax(x4, x5), f32x4.pmax(x6, x7))
    v128.store(groups + (block >> 3), f32x4.pmax(lower, upper))
  }
  for (let at = <usize>real << 2; at < rowBytes; at += 4) store<f32>(losses + at, -Infinity)
  for (let block = (<usize>real << 2) & ~127; block < rowBytes; block += 128) {
    let most = v128.load(losses + block)
    for (let at: usize = 16; at < 128; at += 16) most = f32x4.pmax(most, v128.load(losses + block + at))
    v128.store(groups + (block >> 3), most)
  }
  // A sum that is a number had only numbers in it; another may be one of opposite infinities.
  return !i32x4.all_true(f32x4.eq(total, total)) && anyBroken32(losses, real)
}

/** Takes `rows` lines off the losses, or off nothing. The last two arguments are literals: the compiler drops what they rule out. */
@inline
function pass(line: usize, losses: usize, rowBytes: usize, rows: i32, isFirst: bool): void {
  const r0 = <usize>load<u32>(line)
  const r1 = <usize>load<u32>(line, 16)
  const r2 = <usize>load<u32>(line, 32)
  const r3 = <usize>load<u32>(line, 48)
  const q0 = v128.load32_splat(line, 4)
  const q1 = v128.load32_splat(line, 20)
  const q2 = v128.load32_splat(line, 36)
  const q3 = v128.load32_splat(line, 52)
  for (let s: usize = 0; s < rowBytes; s += 64) {
    const to = losses + s
    let a0 = isFirst ? f32x4.splat(0) : v128.load(to)
    let a1 = isFirst ? f32x4.splat(0) : v128.load(to, 16)
    let a2 = isFirst ? f32x4.splat(0) : v128.load(to, 32)
    let a3 = isFirst ? f32x4.splat(0) : v128.load(to, 48)
    a0 = f32x4.sub(a0, f32x4.mul(q0, v128.load(r0 + s)))
    a1 = f32x4.sub(a1, f32x4.mul(q0, v128.load(r0 + s, 16)))
    a2 = f32x4.sub(a2, f32x4.mul(q0, v128.load(r0 + s, 32)))
    a3 = f32x4.sub(a3, f32x4.mul(q0, v128.load(r0 + s, 48)))
    if (rows > 1) {
      a0 = f32x4.sub(a0, f32x4.mul(q1, v128.load(r1 + s)))
      a1 = f32x4.sub(a1, f32x4.mul(q1, v128.load(r1 + s, 16)))
      a2 = f32x4.sub(a2, f32x4.mul(q1, v128.load(r1 + s, 32)))
      a3 = f32x4.sub(a3, f32x4.mul(q1, v128.load(r1 + s, 48)))
    }
    if (rows > 2) {
      a0 = f32x4.sub(a0, f32x4.mul(q2, v128.load(r2 + s)))
      a1 = f32x4.sub(a1, f32x4.mul(q2, v128.load(r2 + s, 16)))
      a2 = f32x4.sub(a2, f32x4.mul(q2, v128.load(r2 + s, 32)))
      a3 = f32x4.sub(a3, f32x4.mul(q2, v128.load(r2 + s, 48)))
    }
    if (rows > 3) {
      a0 = f32x4.sub(a0, f32x4.mul(q3, v128.load(r3 + s)))
      a1 = f32x4.sub(a1, f32x4.mul(q3, v128.load(r3 + s, 16)))
      a2 = f32x4.sub(a2, f32x4.mul(q3, v128.load(r3 + s, 32)))
      a3 = f32x4.sub(a3, f32x4.mul(q3, v128.load(r3 + s, 48)))
    }
    v128.store(to, a0)
    v128.store(to, a1, 16)
    v128.store(to, a2, 32)
    v128.store(to, a3, 48)
  }
}

/** Whether any of the losses is not a number. */
function anyBroken32(losses: usize, real: i32): bool {
  const end = losses + (<usize>real << 2)
  for (let at = losses; at < end; at += 4) if (isNaN(load<f32>(at))) return true
  return false
}
