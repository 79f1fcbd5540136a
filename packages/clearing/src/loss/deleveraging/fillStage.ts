import type { Draw } from '../exact/draw.js'
import { largestRemainder } from '../exact/largestRemainder.js'
import type { DeleveragingCandidate } from './candidate.js'
import type { Claim, Stage } from './stages.js'

/** Where a stage stops: θ, and what each claim gives there in lots. */
interface Standing {
  readonly theta: { readonly numerator: bigint; readonly denominator: bigint }
  readonly shares: readonly bigint[]
  readonly shareDenominator: bigint
}

/** The point θ = over / under at which a claim begins, or ceases, to give more. */
interface Bend {
  readonly over: bigint
  readonly under: bigint
  readonly claim: Claim
  readonly begins: boolean
}

/**
 * The exact θ at which the claims of a stage give `amount` lots together, limited by `lotLimits`; 0 < amount < the sum of the limits.
 * Sorts the points at which a claim begins or ceases to give more and walks up between them; no division before the last.
 */
export function standingOf(amount: bigint, { claims, parts }: Stage, lotLimits: readonly bigint[]): Standing {
  const limitOf = ({ row }: Claim): bigint => lotLimits[row]! * parts
  const bends = claims.flatMap((claim): Bend[] => [
    { over: -claim.start, under: claim.slope, claim, begins: true },
    { over: limitOf(claim) - claim.start, under: claim.slope, claim, begins: false },
  ])
  bends.sort((a, b) => {
    const difference = a.over * b.under - b.over * a.under
    return difference < 0n ? -1 : difference > 0n ? 1 : 0
  })
  const wanted = amount * parts
  let constant = 0n
  let slope = 0n
  for (const { over, under, claim, begins } of bends) {
    if (constant * under + slope * over >= wanted * under) break
    constant += begins ? claim.start : limitOf(claim) - claim.start
    slope += begins ? claim.slope : -claim.slope
  }
  const numerator = wanted - constant
  return {
    theta: { numerator, denominator: slope },
    shares: claims.map((claim) => {
      const share = claim.start * slope + claim.slope * numerator
      const most = limitOf(claim) * slope
      return share < 0n ? 0n : share > most ? most : share
    }),
    shareDenominator: slope * parts,
  }
}

/**
 * Whole lots that sum to `amount`, each the floor or the ceiling of its exact share. Rounded by largest remainder three times: among
 * those that begin to give at one θ (equals: the same leverage), among the owners of these, among the accounts of an
 * owner; so neither equals nor an owner get more or less by being several. Ties of remainders: the class that begins earlier,
 * then the draw.
 */
export function wholeShares(
  amount: bigint,
  claims: readonly Claim[],
  { shares, shareDenominator }: Standing,
  candidates: readonly DeleveragingCandidate[],
  draw: Draw,
): readonly bigint[] {
  const lots = claims.map(() => 0n)
  const among = (total: bigint, groups: readonly Group[], precedes: (i: number, j: number) => number): bigint[] =>
    largestRemainder(
      total,
      groups.map(({ rows }) => rows.reduce((sum, row) => sum + shares[row]!, 0n)),
      shareDenominator,
      precedes,
    )
  const candidateOf = (row: number): DeleveragingCandidate => candidates[claims[row]!.row]!
  const classes = classesOf(claims)
  const classLots = among(amount, classes, (i, j) => i - j)
  classes.forEach(({ rows }, i) => {
    const owners = groupBy(rows, (row) => candidateOf(row).owner)
    const ownerLots = among(classLots[i]!, owners, (a, b) => draw(owners[a]!.name, owners[b]!.name))
    owners.forEach(({ rows: own }, j) => {
      const accounts = own.map((row): Group => ({ name: candidateOf(row).account, rows: [row] }))
      const accountLots = among(ownerLots[j]!, accounts, (a, b) => draw(accounts[a]!.name, accounts[b]!.name))
      own.forEach((row, k) => {
        lots[row] = accountLots[k]!
      })
    })
  })
  return lots
}

interface Group {
  readonly name: string
  readonly rows: readonly number[]
}

/** Claims that begin to give at one θ, the earliest first. */
function classesOf(claims: readonly Claim[]): readonly Group[] {
  const order = claims.map((_, row) => row)
  /** Negative, zero or positive as i begins before, with or after j. */
  const compare = (i: number, j: number): number => {
    const difference = claims[j]!.start * claims[i]!.slope - claims[i]!.start * claims[j]!.slope
    return difference < 0n ? -1 : difference > 0n ? 1 : 0
  }
  order.sort(compare)
  const classes: { name: string; rows: number[] }[] = []
  order.forEach((row, place) => {
    const equal = place > 0 && compare(row, order[place - 1]!) === 0
    if (!equal) classes.push({ name: '', rows: [] })
    classes[classes.length - 1]!.rows.push(row)
  })
  return classes
}

function groupBy(rows: readonly number[], nameOf: (row: number) => string): readonly Group[] {
  const groups = new Map<string, number[]>()
  for (const row of rows) {
    const group = groups.get(nameOf(row))
    if (group === undefined) groups.set(nameOf(row), [row])
    else group.push(row)
  }
  return [...groups].map(([name, members]) => ({ name, rows: members }))
}
