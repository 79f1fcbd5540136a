import type { RehearsalEvent } from '@plimsoll/server/contract'

/** Kinds of events in words, and the ink they have. */
export const eventKinds: Readonly<Record<RehearsalEvent['kind'], { readonly text: string; readonly ink: string }>> = {
  call: { text: 'Margin call', ink: 'text-call' },
  deposit: { text: 'Deposit', ink: 'text-safe' },
  liquidation: { text: 'Liquidation', ink: 'text-liquidation' },
  auction: { text: 'Auction', ink: 'text-liquidation' },
  takeover: { text: 'Takeover', ink: 'text-warning' },
  adl: { text: 'Deleveraging', ink: 'text-accent' },
  loss: { text: 'Loss paid', ink: 'text-warning' },
  unpaid: { text: 'Unpaid', ink: 'text-liquidation' },
}

const columns = ['at', 'kind', 'account', 'what', 'amount', 'why'] as const

/** Events as lines with tabs between, as spreadsheets take them. */
export const eventsText = (events: readonly RehearsalEvent[]): string =>
  [columns.join('\t'), ...events.map((event) => columns.map((column) => event[column] ?? '').join('\t'))].join('\n')
