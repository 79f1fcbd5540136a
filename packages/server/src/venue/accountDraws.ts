/** Random numbers that belong to an account: the same ones whatever the number of accounts around it. */
export interface AccountDraws {
  /** Begins with an account. */
  of(account: number): void
  /** In [0, 1). */
  next(): number
  /** A whole number from 0 to `count` − 1. */
  below(count: number): number
}

const spread = 0x9e3779b1

/** A counter through an integer hash, begun anew for each account. `purpose` tells apart what the numbers are drawn for. */
export function accountDraws(seed: number, purpose: number): AccountDraws {
  const start = mixed(mixed(seed | 0) ^ Math.imul(purpose + 1, spread))
  let state = start
  const next = (): number => {
    state = (state + spread) | 0
    return (mixed(state) >>> 0) * 2 ** -32
  }
  return {
    of: (account) => {
      state = mixed(start ^ mixed(account + 1))
    },
    next,
    below: (count) => Math.floor(next() * count),
  }
}

/** An integer hash in which every bit of the input moves every bit of the output (the finaliser of MurmurHash 3). */
function mixed(value: number): number {
  let hash = value
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
