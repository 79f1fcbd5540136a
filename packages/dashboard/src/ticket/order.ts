import type { InstrumentView, WhatIfRequest } from '@plimsoll/server/contract'
import { decimalOfNumber, readDecimal } from '../format/decimal'

/** The ticket as it is being filled in: texts as typed. */
export interface Draft {
  readonly instrument: InstrumentView | null
  readonly side: 'buy' | 'sell'
  readonly quantity: string
  /** Empty: at the mark. */
  readonly price: string
  readonly as: 'fill' | 'rest'
  /** Resting orders only: it may shrink the position but never turn or open one. */
  readonly reduceOnly: boolean
}

export const emptyDraft: Draft = {
  instrument: null,
  side: 'buy',
  quantity: '',
  price: '',
  as: 'fill',
  reduceOnly: false,
}

export interface DraftErrors {
  readonly instrument?: string
  readonly quantity?: string
  readonly price?: string
}

/** What is wrong with what stands in the fields; a field still empty is only wrong once submitted. */
export function draftErrors(draft: Draft, isSubmitted: boolean): DraftErrors {
  const quantity = readDecimal(draft.quantity)
  const price = readDecimal(draft.price)
  const errors: { instrument?: string; quantity?: string; price?: string } = {}
  if (draft.instrument === null && isSubmitted) errors.instrument = 'Choose an instrument.'
  if (quantity.kind === 'refused') errors.quantity = `Expected ${quantity.expected}.`
  if (quantity.kind === 'empty' && isSubmitted) errors.quantity = 'A quantity is missing.'
  if (price.kind === 'refused') errors.price = `Expected ${price.expected}.`
  return errors
}

type WhatIfOrder = WhatIfRequest['orders'][number]

/** The order to ask about, or null while the ticket is not complete. Without a price the service takes the mark. */
export function orderOf(draft: Draft): WhatIfOrder | null {
  const quantity = readDecimal(draft.quantity)
  const price = readDecimal(draft.price)
  if (draft.instrument === null || quantity.kind !== 'decimal' || price.kind === 'refused') return null
  return {
    instrument: draft.instrument.id,
    side: draft.side,
    quantity: quantity.value,
    as: draft.as,
    ...(price.kind === 'decimal' ? { price: price.value } : {}),
  }
}

/** The same as an order to store, which needs a price: the typed one, else the instrument's mark. */
export function bookedOrderOf(draft: Draft): Required<Omit<WhatIfOrder, 'as'>> | null {
  const order = orderOf(draft)
  if (order === null || draft.instrument === null) return null
  const { instrument, side, quantity } = order
  return { instrument, side, quantity, price: order.price ?? markPrice(draft.instrument) }
}

/** A price one would type: the mark to eight significant figures, not the sixteen of its float. */
const markPrice = (instrument: InstrumentView): string =>
  decimalOfNumber(Number(instrument.mark.toPrecision(markFigures)))
const markFigures = 8
