/** Options that every question about a book has. */
export interface BookOptions {
  readonly market: string
  readonly spec: string
  readonly json?: boolean
}
