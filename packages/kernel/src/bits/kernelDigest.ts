import type { KernelFunctions } from '../functions.js'
import type { KernelMemory } from '../memory/kernelMemory.js'
import { soloTeam, type Team } from '../team/team.js'
import { books } from './books.js'
import { copies } from './copies.js'
import { Digest } from './digest.js'
import { pairs } from './pairs.js'
import { paths } from './paths.js'
import { prices } from './prices.js'
import { probabilities } from './probabilities.js'
import { rows } from './rows.js'
import { plain, scalars } from './scalars.js'
import { splines } from './splines.js'
import { Stage } from './stage.js'
import { tails } from './tails.js'

export type BitGroup =
  | 'prices'
  | 'rows'
  | 'pairs'
  | 'copies'
  | 'books'
  | 'tails'
  | 'probabilities'
  | 'paths'
  | 'splines'
  | 'scalars'
  | 'plain'

/** What is run, by group: each lays out its own work, the same in any memory, and takes all results into the digest. */
const groups: Readonly<Record<BitGroup, (stage: Stage) => void>> = {
  prices,
  rows,
  pairs,
  copies,
  books,
  tails,
  probabilities,
  paths,
  splines,
  scalars,
  plain,
}

export interface KernelDigest {
  /** Digest of the results of each group, so that a change shows where it is. */
  readonly groups: Readonly<Record<BitGroup, string>>
  /** How many results each group has. */
  readonly counts: Readonly<Record<BitGroup, number>>
  readonly values: number
  /** Digest of all. */
  readonly digest: string
}

/**
 * The bits of every function of the kernel on more than ten million values: usual work and every limit. Two sets of functions
 * that give the same digest agree to the bit on all of it. Functions that are jobs go through the team, in fixed parts; without
 * one the caller's thread does all.
 */
export function kernelDigest(memory: KernelMemory, functions: KernelFunctions, team?: Team): KernelDigest {
  const doers = team ?? soloTeam(memory, functions)
  const names = Object.keys(groups) as BitGroup[]
  const found = names.map((name) => {
    const stage = new Stage(doers)
    groups[name](stage)
    return { name, values: stage.digest.values, digest: stage.digest.finish() }
  })
  const all = new Digest()
  for (const { digest } of found) all.numbers(digest.match(/.{8}/g)!.map((word) => Number.parseInt(word, 16)))
  return {
    groups: Object.fromEntries(found.map(({ name, digest }) => [name, digest])) as Record<BitGroup, string>,
    counts: Object.fromEntries(found.map(({ name, values }) => [name, values])) as Record<BitGroup, number>,
    values: found.reduce((sum, { values }) => sum + values, 0),
    digest: all.finish(),
  }
}
