import type { AccountSummary } from '@plimsoll/server/contract'

/** False when no market ever valued the account: its numbers are then zeros that mean nothing and must not be shown. */
export const isValued = (summary: AccountSummary): boolean => summary.valuedAt !== null
