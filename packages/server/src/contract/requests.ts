import { type Static, Type } from 'typebox'
import { DecimalString } from './views.js'

export const AccountId = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$' })
const strict = { additionalProperties: false }

export const NewAccount = Type.Object(
  {
    id: AccountId,
    name: Type.String({ minLength: 1, maxLength: 120 }),
    description: Type.Optional(Type.String({ maxLength: 500 })),
    specId: Type.Optional(Type.String()),
  },
  strict,
)
export const AccountChange = Type.Object(
  { name: Type.Optional(Type.String({ minLength: 1, maxLength: 120 })), specId: Type.Optional(Type.String()) },
  strict,
)

/** A trade that happened: changes the position and, for premium-style instruments, the balance. */
export const NewFill = Type.Object(
  {
    instrument: Type.String(),
    side: Type.Union([Type.Literal('buy'), Type.Literal('sell')]),
    quantity: DecimalString,
    price: DecimalString,
  },
  strict,
)
export const NewOrder = Type.Object(
  {
    instrument: Type.String(),
    side: Type.Union([Type.Literal('buy'), Type.Literal('sell')]),
    quantity: DecimalString,
    price: DecimalString,
    reduceOnly: Type.Optional(Type.Boolean()),
  },
  strict,
)
/** amount > 0 deposits, < 0 withdraws. */
export const NewTransfer = Type.Object({ asset: Type.String(), amount: DecimalString }, strict)
/** An expired position settles at a delivery price; the present index of its underlying unless one is given. */
export const NewSettlement = Type.Object({ instrument: Type.String(), price: Type.Optional(DecimalString) }, strict)
/** Price defaults to the mark. `fill` assumes the trade done, `rest` leaves it open in the book at its worst side. */
export const WhatIfRequest = Type.Object(
  {
    orders: Type.Array(
      Type.Object(
        {
          instrument: Type.String(),
          side: Type.Union([Type.Literal('buy'), Type.Literal('sell')]),
          quantity: DecimalString,
          price: Type.Optional(DecimalString),
          as: Type.Optional(Type.Union([Type.Literal('fill'), Type.Literal('rest')])),
        },
        strict,
      ),
      { minItems: 1, maxItems: 50 },
    ),
  },
  strict,
)
export const FeedChange = Type.Object(
  {
    paused: Type.Optional(Type.Boolean()),
    speed: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000 })),
    seek: Type.Optional(Type.Number({ minimum: 0, maximum: 1, description: 'Replay: position 0..1.' })),
  },
  strict,
)
/** Stateless: margin of a book document on a given market document, or on the service's own market when none is given. */
export const MarginRequest = Type.Object(
  { book: Type.Unknown(), market: Type.Optional(Type.Unknown()), specId: Type.Optional(Type.String()) },
  strict,
)

export type NewAccount = Static<typeof NewAccount>
export type AccountChange = Static<typeof AccountChange>
export type NewFill = Static<typeof NewFill>
export type NewOrder = Static<typeof NewOrder>
export type NewTransfer = Static<typeof NewTransfer>
export type NewSettlement = Static<typeof NewSettlement>
export type WhatIfRequest = Static<typeof WhatIfRequest>
export type FeedChange = Static<typeof FeedChange>
export type MarginRequest = Static<typeof MarginRequest>

/** Every refusal has this body. `code` is stable and documented in docs/errors.md. */
export const ErrorBody = Type.Object({
  error: Type.Object({
    code: Type.String(),
    message: Type.String(),
    where: Type.Optional(Type.String()),
    value: Type.Optional(Type.Unknown()),
    expected: Type.Optional(Type.String()),
  }),
})
export type ErrorBody = Static<typeof ErrorBody>
