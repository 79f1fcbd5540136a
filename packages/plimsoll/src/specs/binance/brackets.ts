/** A leverage bracket: up to a notional, the maintenance rate of what lies in it. */
export interface BinanceBracket {
  /** Currency; of the last bracket only a limit on size, beyond which its rate goes on. */
  readonly notionalMost: number
  readonly maintenanceRate: number
}

/** Where a table of brackets is from. */
export const bracketsSource = 'public gist copy of Binance’s BTCUSDT leverage brackets, 2021'

/** BTCUSDT in 2021; the venue changes them often and serves the present ones to accounts only. */
export const bitcoinBrackets2021: readonly BinanceBracket[] = Object.freeze(
  (
    [
      [50_000, 0.004],
      [250_000, 0.005],
      [1_000_000, 0.01],
      [10_000_000, 0.025],
      [20_000_000, 0.05],
      [50_000_000, 0.1],
      [100_000_000, 0.125],
      [200_000_000, 0.15],
      [300_000_000, 0.25],
      [500_000_000, 0.5],
    ] as const
  ).map(([notionalMost, maintenanceRate]) => Object.freeze({ notionalMost, maintenanceRate })),
)
