import { type AccountView, heldInstruments, type InstrumentTerms, type Lots, size, termsOf } from '../account.js'
import type { Episode } from '../episode.js'
import type { CandidateKind } from '../rules.js'

/** Lots that go together, the whole of it: a step trades a part, in this proportion. */
export interface Candidate {
  readonly kind: CandidateKind
  /** The leg that is counted out; the others follow. */
  readonly lead: string
  readonly lots: Lots
}

export interface CandidateScene {
  readonly account: AccountView
  readonly instruments: Readonly<Record<string, InstrumentTerms>>
  readonly episode: Episode
}

/**
 * What a step of these kinds could trade, in the order of names. Nothing that would be on the other side of what the episode has
 * traded, and nothing that it has retired.
 */
export function candidatesOf(kinds: readonly CandidateKind[], scene: CandidateScene): readonly Candidate[] {
  const found = kinds.flatMap((kind) => builders[kind](scene))
  return found.filter(({ lots }) => mayTrade(lots, scene.episode))
}

const builders: Readonly<Record<CandidateKind, (scene: CandidateScene) => readonly Candidate[]>> = {
  leg: legs,
  pair: pairs,
  hedge: hedges,
}

/** No instrument is bought and sold in one episode; a retired one is left alone. */
function mayTrade(lots: Lots, episode: Episode): boolean {
  return Object.entries(lots).every(([name, wanted]) => {
    const done = episode.traded[name] ?? 0n
    return done * wanted >= 0n && !episode.retired.includes(name)
  })
}

function legs({ account }: CandidateScene): readonly Candidate[] {
  return heldInstruments(account.positions).map((name) => ({
    kind: 'leg',
    lead: name,
    lots: { [name]: -(account.positions[name] ?? 0n) },
  }))
}

/**
 * Two positions in one underlying whose deltas have opposite signs, closed so that the net delta stays as it is: taking only one of
 * them away would leave the other without its hedge.
 */
function pairs({ account, instruments }: CandidateScene): readonly Candidate[] {
  const held = heldInstruments(account.positions)
  const found: Candidate[] = []
  for (const [row, first] of held.entries()) {
    for (const second of held.slice(row + 1)) {
      const pair = pairOf(first, second, account.positions, instruments)
      if (pair !== undefined) found.push(pair)
    }
  }
  return found
}

function pairOf(
  first: string,
  second: string,
  positions: Lots,
  instruments: Readonly<Record<string, InstrumentTerms>>,
): Candidate | undefined {
  const a = termsOf(instruments, first)
  const b = termsOf(instruments, second)
  if (a.underlying !== b.underlying) return undefined
  const lotsA = positions[first] ?? 0n
  const lotsB = positions[second] ?? 0n
  const deltaA = Number(lotsA) * a.lotDelta
  const deltaB = Number(lotsB) * b.lotDelta
  if (!(deltaA * deltaB < 0)) return undefined
  // The leg of less delta goes whole; of the other as much as it hedged, which is at least a lot.
  const [small, large] = Math.abs(deltaA) <= Math.abs(deltaB) ? [first, second] : [second, first]
  const part = Math.min(Math.abs(deltaA), Math.abs(deltaB)) / Math.max(Math.abs(deltaA), Math.abs(deltaB))
  const of = positions[large] ?? 0n
  const matched = BigInt(Math.max(1, Math.floor(Number(size(of)) * part)))
  const lots = { [small]: -(positions[small] ?? 0n), [large]: of > 0n ? -matched : matched }
  return { kind: 'pair', lead: size(lots[first] ?? 0n) >= size(lots[second] ?? 0n) ? first : second, lots }
}

/** A future or perpetual against the net delta of its underlying; it may open a position. */
function hedges({ account, instruments }: CandidateScene): readonly Candidate[] {
  const deltas = new Map<string, number>()
  for (const name of heldInstruments(account.positions)) {
    const { underlying, lotDelta } = termsOf(instruments, name)
    deltas.set(underlying, (deltas.get(underlying) ?? 0) + Number(account.positions[name] ?? 0n) * lotDelta)
  }
  return Object.keys(instruments)
    .sort()
    .flatMap((name): readonly Candidate[] => {
      const { underlying, lotDelta, hedges: canHedge } = termsOf(instruments, name)
      const delta = deltas.get(underlying) ?? 0
      if (!canHedge || lotDelta === 0) return []
      const lots = BigInt(-Math.trunc(delta / lotDelta))
      return lots === 0n ? [] : [{ kind: 'hedge', lead: name, lots: { [name]: lots } }]
    })
}
