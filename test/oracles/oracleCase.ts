/** One published case, as the folder of oracles stores it; its README gives the meaning of the fields. */
export interface OracleCase {
  readonly id: string
  readonly venue: string
  readonly model: string
  readonly kind: string
  readonly inputs: Readonly<Record<string, unknown>>
  readonly expected: Readonly<Record<string, unknown>>
  readonly tolerance: {
    readonly abs?: number
    readonly rel?: number
    readonly fields?: readonly string[]
    readonly rule?: string
  }
  readonly notes: readonly string[]
}

/** Runs one case and fails where a number differs; or says why it cannot be reproduced. */
export type Handler = (oracle: OracleCase) => void

/** What a file in `handlers/` exports: by `venue|model|kind`. */
export interface Handlers {
  readonly handlers: Readonly<Record<string, Handler>>
  /** Kinds whose cases cannot be run, with the reason. */
  readonly unreproducible?: Readonly<Record<string, string>>
}
