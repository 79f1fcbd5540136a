/** Options that every question about a book has. */
export interface BookOptions {
  readonly market: string
  /** Id of a rule book, or a file with one; {@link defaultSpec} unless given. */
  readonly spec?: string
  /** `name=value`: parameters of the rule book that are supplied or replaced. */
  readonly set?: readonly string[]
  /** CSV with past prices. */
  readonly history?: string
  readonly json?: boolean
}

export const defaultSpec = 'portfolio'
