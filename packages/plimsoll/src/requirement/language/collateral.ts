import Type from 'typebox'

const closed = { additionalProperties: false } as const
const haircut = Type.Object({ initial: Type.Number({ minimum: 0 }), maintenance: Type.Number({ minimum: 0 }) }, closed)

export const collateral = {
  Haircut: haircut,
  HaircutTable: Type.Record(Type.String(), haircut, {
    description:
      'Per asset, `*` everyone else’s. Fractions of value: taken off what is held, and added to what is owed.',
  }),
  FlatCollateral: Type.Object(
    {
      mode: Type.Union([Type.Literal('haircut'), Type.Literal('shocked')], {
        description:
          '`haircut`: an asset counts at (1 − haircut) of its price and takes no part in the scenarios. `shocked`: it is also moved in the scenarios with its underlying, so that it hedges what it hedges; only the residual haircut is taken off.',
      }),
      haircuts: Type.Ref('HaircutTable'),
      residualHaircuts: Type.Ref('HaircutTable'),
    },
    closed,
  ),
  RuledCollateral: Type.Object(
    {
      mode: Type.Literal('rule'),
      shocked: Type.Array(Type.String(), {
        description: 'Assets that the scenarios move (risk-cancelling); `*` all of them.',
      }),
      initial: Type.Ref('Amount'),
      maintenance: Type.Ref('Amount'),
      owed: Type.Optional(
        Type.Union([Type.Literal('deducted'), Type.Literal('required')], {
          default: 'deducted',
          description:
            '`deducted`: what is owed lowers equity. `required`: the rule book asks in its requirement for debts, or for the mark of options sold, so that the expression may be negative and give back what the account’s value has already lost.',
        }),
      ),
    },
    {
      ...closed,
      description:
        'What is taken off the account’s value, as an expression over its balances: `for-each` asset sees each of them.',
    },
  ),
  CollateralRule: Type.Union([Type.Ref('FlatCollateral'), Type.Ref('RuledCollateral')]),
} as const
