/** What the exit status of the command says; documented in docs/cli.md. */
export const exitCode = {
  done: 0,
  /** A defect of Plimsoll itself: told on standard error as `INTERNAL`. */
  bug: 1,
  /** `verify`: a record does not hold, as `diff` and `cmp` say that files differ. */
  doesNotHold: 1,
  /** A document, an option or an argument that cannot be accepted. */
  badInput: 2,
  /** A file that cannot be read or written. */
  file: 3,
  /** What-if: the orders would not be accepted. */
  notAccepted: 4,
  /** The service could not start. */
  notStarted: 5,
  /** Interrupted a second time, as shells count signals: 128 + SIGINT. */
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCode)[keyof typeof exitCode]
