import type { Member, Move, Plan, Stake, Story } from './plan.js'

/** A way to attack, with numbers from 0 to 1 that are searched over. */
export interface Strategy {
  readonly id: string
  readonly title: string
  /** How many numbers it reads. */
  readonly size: number
  /**
   * What its gain is measured against. `nothing`: the coalition stays away. `stake`: it holds the same and does nothing, because the story moves
   * prices of itself, and the attack is only in what is done about it.
   */
  readonly against: 'nothing' | 'stake'
  plan(numbers: readonly number[]): Plan
}

const lotsMost = 20_000
/** From a tenth of a coin to twenty. */
const lotsOf = (u: number): bigint => BigInt(Math.round(100 + u * (lotsMost - 100)))
const marginOf = (u: number): number => 1 + u * u * 3
const slotOf = (u: number): number => Math.min(13, Math.floor(1 + u * 13))
const stake = (u: number, v: number, others: Partial<Stake> = {}): Stake => ({
  long: 'loser',
  short: 'winner',
  lots: lotsOf(u),
  margin: marginOf(v),
  ...others,
})

/** After the fall of a story, in each slot until all that may leave has left. */
function withdrawals(from: number, member: Member): readonly Move[] {
  return Array.from({ length: 14 - from }, (_, row): Move => ({ slot: from + row, kind: 'withdraw', member, part: 1 }))
}

export const strategies: readonly Strategy[] = [
  {
    id: 'wash',
    title: 'resets the entry price with a friend before others are deleveraged',
    size: 4,
    against: 'stake',
    plan: ([u = 0, v = 0, w = 0, x = 0]) => ({
      story: 'gap',
      stake: { long: 'loser', short: 'winner', lots: lotsOf(u), margin: marginOf(v) },
      moves: [
        { slot: 2 + Math.floor(w * 3), kind: 'wash', member: 'winner', with: 'friend' },
        ...(x < 0.5 ? [] : [{ slot: 4, kind: 'wash', member: 'winner', with: 'helper' } as const]),
      ],
    }),
  },
  {
    id: 'self-liquidation',
    title: 'both sides of a position, one of them as thin as may be, when a gap comes',
    size: 3,
    against: 'nothing',
    plan: ([u = 0, v = 0, w = 0]) => ({
      story: w < 0.5 ? 'gap' : 'slide',
      stake: stake(u, v),
      moves: [{ slot: 13, kind: 'close', member: 'winner', part: 1 }],
    }),
  },
  {
    id: 'withdrawal-race',
    title: 'the same, and the winner’s money leaves before the loss is shared',
    size: 4,
    against: 'nothing',
    plan: ([u = 0, v = 0, w = 0, x = 0]) => ({
      story: w < 0.5 ? 'gap' : 'swing',
      stake: stake(u, v),
      moves: [
        ...withdrawals(2, 'winner'),
        ...withdrawals(2, 'loser'),
        { slot: slotOf(x), kind: 'close', member: 'winner', part: 1 },
      ],
    }),
  },
  {
    id: 'push',
    title: 'moves the index and takes what is liquidated by it',
    size: 6,
    against: 'nothing',
    plan: ([u = 0, v = 0, w = 0, x = 0, y = 0, z = 0]) => ({
      story: 'flat',
      stake: z < 0.4 ? undefined : stake(u, v),
      moves: [
        { slot: 2, kind: 'take', member: 'friend' },
        { slot: 2, kind: 'push', by: (w - 0.5) * 0.8, slots: 1 + Math.floor(x * 4) },
        ...withdrawals(3, y < 0.5 ? 'winner' : 'loser'),
        { slot: 8 + Math.floor(x * 5), kind: 'close', member: 'friend', part: 1 },
      ],
    }),
  },
  {
    id: 'size',
    title: 'a position beyond the market’s depth, whose profit leaves before it is liquidated',
    size: 4,
    against: 'nothing',
    plan: ([u = 0, v = 0, w = 0, x = 0]) => ({
      story: 'swing',
      stake: stake(u, v, x < 0.5 ? { short: 'crowd' } : {}),
      moves: withdrawals(slotOf(w), 'loser'),
    }),
  },
  {
    id: 'split',
    title: 'the winner’s position on several accounts',
    size: 5,
    against: 'stake',
    plan: ([u = 0, v = 0, w = 0, x = 0, y = 0]) => ({
      story: 'gap',
      stake: stake(u, v),
      moves: [
        { slot: 2, kind: 'hand-over', member: 'winner', to: 'friend', part: w, off: 0 },
        { slot: 3, kind: 'hand-over', member: 'winner', to: 'helper', part: x, off: 0 },
        { slot: 4, kind: 'transfer', from: 'friend', to: 'helper', part: y },
      ],
    }),
  },
  {
    id: 'ping-pong',
    title: 'money and modes go to and fro between accounts around the fall',
    size: 8,
    against: 'nothing',
    plan: (numbers) => {
      const [u = 0, v = 0, ...rest] = numbers
      const modes = ['isolated', 'cross', 'portfolio'] as const
      const moves = rest.map((number, row): Move => {
        const slot = 2 + row
        if (row % 2 === 0) return { slot, kind: 'transfer', from: 'loser', to: 'winner', part: number }
        return {
          slot,
          kind: 'mode',
          member: row % 4 === 1 ? 'loser' : 'winner',
          mode: modes[Math.floor(number * 2.999)]!,
        }
      })
      return { story: 'gap', stake: stake(u, v), moves: [...moves, ...withdrawals(5, 'winner')] }
    },
  },
  {
    id: 'sniping',
    title: 'a friend of the bankrupt bids in its auction',
    size: 5,
    against: 'stake',
    plan: ([u = 0, v = 0, w = 0, x = 0, y = 0]) => ({
      story: y < 0.5 ? 'slide' : 'swing',
      stake: stake(u, v, x < 0.5 ? { short: 'crowd' } : {}),
      moves: Array.from({ length: 12 }, (_, row): Move => ({ slot: 2 + row, kind: 'bid', bidder: 'friend', share: w })),
    }),
  },
  {
    id: 'free',
    title: 'any short sequence of moves',
    size: 4 + 6 * 4,
    against: 'nothing',
    plan: freePlan,
  },
]

/** Four numbers say what a move is: which kind, when, by whom, how much. */
function freePlan(numbers: readonly number[]): Plan {
  const [u = 0, v = 0, w = 0, x = 0, ...rest] = numbers
  const names: readonly Story[] = ['flat', 'gap', 'swing', 'slide']
  const moves: Move[] = []
  for (let at = 0; at + 3 < rest.length; at += 4) {
    const [kind = 0, when = 0, who = 0, much = 0] = rest.slice(at, at + 4)
    const move = freeMove(kind, slotOf(when), who, much)
    if (move !== undefined) moves.push(move)
  }
  return {
    story: names[Math.floor(w * 3.999)]!,
    stake: stake(u, v, x < 0.25 ? { short: 'crowd' } : {}),
    moves,
  }
}

function freeMove(kind: number, slot: number, who: number, much: number): Move | undefined {
  const members: readonly Member[] = ['loser', 'winner', 'friend', 'helper']
  const member = members[Math.floor(who * 3.999)]!
  const other = members[(members.indexOf(member) + 1 + Math.floor(much * 2.999)) % 4]!
  const makes: readonly (() => Move | undefined)[] = [
    () => ({ slot, kind: 'withdraw', member, part: 1 }),
    () => ({ slot, kind: 'transfer', from: member, to: other, part: much }),
    () => ({ slot, kind: 'wash', member, with: other }),
    () => ({ slot, kind: 'hand-over', member, to: other, part: 1, off: much * 2 - 1 }),
    () => ({ slot, kind: 'close', member, part: much }),
    () => ({ slot, kind: 'push', by: (much - 0.5) * 0.8, slots: 1 + Math.floor(who * 3) }),
    () => ({ slot, kind: 'bid', bidder: member, share: much }),
    () => ({ slot, kind: 'take', member }),
    () => ({ slot, kind: 'mode', member, mode: much < 0.5 ? 'isolated' : 'portfolio' }),
    () => undefined,
  ]
  return makes[Math.floor(kind * (makes.length - 0.001))]!()
}
