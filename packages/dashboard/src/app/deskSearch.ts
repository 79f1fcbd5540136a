export const views = ['positions', 'requirement', 'stress', 'ledger'] as const
export type View = (typeof views)[number]

/** What the address says beside the account: the view below the charts, and the underlying the charts are about. */
export interface DeskSearch {
  readonly view: View
  readonly underlying: string
}

export const deskDefaults: DeskSearch = { view: 'positions', underlying: '' }
