import type { LiquidationPricesView, WhatIfRequest } from '@plimsoll/server/contract'
import type { AccountIdentity, WhatIfNumbers } from '@plimsoll/server/contract/answers'

/** What the page and its workers say to each other. */

export type Order = WhatIfRequest['orders'][number]

/** A document as the service sent it. */
export interface DocumentMessage {
  readonly type: 'document'
  readonly kind: 'market' | 'book' | 'spec'
  readonly text: string
}

export interface Question {
  readonly want: 'numbers' | 'liquidation'
  readonly account: AccountIdentity
  readonly order: Order
}

export type ToWorker = DocumentMessage | { readonly type: 'ask'; readonly id: number; readonly question: Question }

/** Why the page cannot answer; the service is then asked. */
export interface Unable {
  readonly code: string
  readonly message: string
}

export type Reply =
  | { readonly type: 'numbers'; readonly numbers: WhatIfNumbers; readonly microseconds: number }
  | { readonly type: 'liquidation'; readonly liquidation: readonly LiquidationPricesView[]; readonly asOf: string }
  | { readonly type: 'unable'; readonly reason: Unable }

export interface FromWorker {
  readonly id: number
  readonly reply: Reply
}
