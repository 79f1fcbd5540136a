import type { LiquidationPricesView, WhatIfView } from '@plimsoll/server/contract'
import type { Order, Unable } from '../calculator/messages'
import type { PageAnswer } from '../calculator/pageCalculator'
import type { ServedAnswer } from './useServedWhatIf'

/** Along the order's underlying after it; null: not computed yet. `isOld`: of the market before. */
export type ShownLiquidation = { readonly prices: readonly LiquidationPricesView[]; readonly isOld: boolean } | null

export type Answer =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'answer'
      readonly view: Omit<WhatIfView, 'liquidation'>
      readonly liquidation: ShownLiquidation
      readonly isStale: boolean
      readonly by: 'page' | 'service'
      /** Why the page did not compute it. */
      readonly because: Unable | null
    }
  | { readonly kind: 'problem'; readonly error: unknown }

const none: Answer = { kind: 'none' }

/** The page's answer where it has one; else the service's, which is asked only then. */
export function shownAnswer(order: Order | null, page: PageAnswer, served: ServedAnswer): Answer {
  if (order === null || page.kind === 'none') return none
  if (page.kind === 'unable') {
    if (served.kind !== 'answer') return served
    const { liquidation, ...view } = served.view
    return {
      kind: 'answer',
      view,
      liquidation: { prices: liquidation, isOld: false },
      isStale: served.isStale,
      by: 'service',
      because: page.reason,
    }
  }
  const { numbers, microseconds, liquidation } = page
  return {
    kind: 'answer',
    view: { ...numbers, computeMicroseconds: microseconds },
    liquidation:
      liquidation === null ? null : { prices: liquidation.prices, isOld: liquidation.asOf !== numbers.after.valuedAt },
    isStale: page.isStale || page.order !== order,
    by: 'page',
    because: null,
  }
}
