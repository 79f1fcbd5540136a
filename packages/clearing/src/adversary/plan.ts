import type { MarginMode } from '../state/records.js'

/** The coalition’s accounts; each has an owner of its own, whom the venue does not know to be one. */
export const coalition = ['loser', 'winner', 'friend', 'helper'] as const
export type Member = (typeof coalition)[number]

/** How the true price goes while a plan is played; what it is pushed by comes on top. */
export type Story = 'flat' | 'gap' | 'swing' | 'slide'

/** What the coalition holds before anything happens: one member is long, another short, the same lots. */
export interface Stake {
  readonly long: Member
  /** `crowd`: bought from honest accounts at the market. */
  readonly short: Member | 'crowd'
  readonly lots: bigint
  /** Collateral of each side, as a part of what the position needs. */
  readonly margin: number
}

/** Something that a member does in a slot of time. Parts are of what there is, 0 to 1. */
export type Move = { readonly slot: number } & (
  | { readonly kind: 'withdraw'; readonly member: Member; readonly part: number }
  | { readonly kind: 'transfer'; readonly from: Member; readonly to: Member; readonly part: number }
  | { readonly kind: 'mode'; readonly member: Member; readonly mode: MarginMode }
  /** Closes a position against another member at the mark and opens it again. */
  | { readonly kind: 'wash'; readonly member: Member; readonly with: Member }
  /** Hands a part of a position to another member at a price off the mark by so much of the band, -1 to 1. */
  | {
      readonly kind: 'hand-over'
      readonly member: Member
      readonly to: Member
      readonly part: number
      readonly off: number
    }
  /** Closes a part of a position with the market maker. */
  | { readonly kind: 'close'; readonly member: Member; readonly part: number }
  /** Moves the sources of the index, for so many slots, and pays for it. */
  | { readonly kind: 'push'; readonly by: number; readonly slots: number }
  /** Bids for a share of a member’s auction. */
  | { readonly kind: 'bid'; readonly bidder: Member; readonly share: number }
  /** Takes what liquidations order, from now on, before anybody else does. */
  | { readonly kind: 'take'; readonly member: Member }
)

/** A whole attack: what the coalition holds and does. */
export interface Plan {
  readonly story: Story
  readonly stake: Stake | undefined
  readonly moves: readonly Move[]
}
