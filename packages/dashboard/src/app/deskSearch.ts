export const views = ['positions', 'requirement', 'stress', 'ledger', 'compare'] as const
export type View = (typeof views)[number]

/**
 * What the address says beside the account: the view below the charts, the underlying the charts are about, and the rule
 * books whose difference is shown, with a comma between.
 */
export interface DeskSearch {
  readonly view: View
  readonly underlying: string
  readonly pair: string
}

export const deskDefaults: DeskSearch = { view: 'positions', underlying: '', pair: '' }
