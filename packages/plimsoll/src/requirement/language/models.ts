import Type from 'typebox'

const closed = { additionalProperties: false } as const
const label = Type.Optional(
  Type.String({ description: 'What a reader of the result sees instead of the node’s kind.' }),
)
const fraction = Type.Number({ minimum: 0 })
const positive = Type.Number({ exclusiveMinimum: 0 })
const confidence = Type.Number({ exclusiveMinimum: 0.5, exclusiveMaximum: 1 })
const correlation = Type.Number({ minimum: -1, maximum: 1 })
const bucket = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    deltaWeight: positive,
    vegaWeight: positive,
    correlation,
    deltaThreshold: Type.Optional(positive),
    vegaThreshold: Type.Optional(positive),
  },
  closed,
)

/** Whole models that read legs or Greeks in the place of scenarios. */
export const models = {
  Strategy: Type.Object(
    {
      node: Type.Literal('strategy'),
      label,
      rule: Type.Object(
        {
          shortOption: Type.Object(
            { rate: fraction, minimumRate: fraction, leverage: positive, perContractMinimum: fraction },
            closed,
          ),
          longOption: Type.Object(
            {
              rate: fraction,
              longDated: Type.Union([Type.Object({ days: fraction, rate: fraction }, closed), Type.Null()]),
            },
            closed,
          ),
          stock: Type.Object(
            {
              longRate: fraction,
              shortRate: fraction,
              coveredInTheMoney: Type.Union([Type.Literal('free'), Type.Literal('charged')]),
            },
            closed,
          ),
          hedgedStock: Type.Union([Type.Object({ strikeRate: fraction, collarRate: fraction }, closed), Type.Null()]),
          combinations: Type.Union([Type.Literal('pairs'), Type.Literal('fourLegs')]),
          limits: Type.Object(
            {
              combinationsMost: Type.Integer({ minimum: 0, maximum: 100_000 }),
              pivotsMost: Type.Integer({ minimum: 1, maximum: 100_000 }),
            },
            closed,
          ),
        },
        closed,
      ),
    },
    {
      ...closed,
      description:
        'Strategy-based margin: the legs of each underlying divided into covered, spread and naked strategies with the least total. Options, and as stock what moves with the underlying one for one (spot, linear futures and perpetuals); what short options and shares were sold for stays in the account’s value, and is not asked for again. Open orders at the worst of their being filled or not.',
    },
  ),
  Sensitivities: Type.Object(
    {
      node: Type.Literal('sensitivities'),
      label,
      moveConfidence: confidence,
      curvatureConfidence: confidence,
      buckets: Type.Array(bucket, { minItems: 1 }),
      bucketCorrelations: Type.Array(Type.Array(correlation)),
      residual: bucket,
      bucketOf: Type.Record(Type.String(), Type.String(), {
        description: 'Bucket of each underlying; the residual one of others.',
      }),
      vegaTenors: Type.Object(
        {
          tenorDays: Type.Array(positive, { minItems: 1 }),
          weights: Type.Array(positive),
          correlations: Type.Array(Type.Array(correlation)),
        },
        closed,
      ),
    },
    {
      ...closed,
      description:
        'Sensitivity margin: delta, vega and curvature by bucket with correlations, the form of ISDA SIMM. Every number is the rule book’s own.',
    },
  ),
  DeltaGamma: Type.Object(
    {
      node: Type.Literal('delta-gamma'),
      label,
      measure: Type.Union([Type.Literal('value-at-risk'), Type.Literal('expected-shortfall')]),
      confidence,
      horizonDays: positive,
      volatilities: Type.Record(Type.String(), positive, {
        description: 'Annual, by underlying; `*` is everyone else’s.',
      }),
      correlation: Type.Number({ minimum: 0, maximum: 1, description: 'Between any two underlyings.' }),
      surface: Type.Optional(
        Type.Object(
          { levelVolatility: fraction, levelPriceCorrelation: correlation },
          { ...closed, description: 'Annual volatility of ln σ at 30 days, and its correlation with the price.' },
        ),
      ),
    },
    {
      ...closed,
      description:
        'Value at Risk or expected shortfall of the delta-gamma-vega approximation under normal moves, in closed form: Cornish–Fisher inside its domain, the exact distribution of the quadratic outside.',
    },
  ),
  CalendarSpreads: Type.Object(
    {
      node: Type.Literal('calendar-spreads'),
      label,
      exposure: Type.Ref('Amount'),
      priceRisk: Type.Optional(Type.Ref('Amount')),
      spreads: Type.Array(
        Type.Object(
          {
            id: Type.String({ minLength: 1 }),
            between: Type.Union([Type.Literal('series'), Type.Literal('tiers')]),
            priority: Type.Integer({ minimum: 0, maximum: 1000 }),
            method: Type.Union([Type.Literal('flat'), Type.Literal('weighted-price-risk'), Type.Literal('per-month')], {
              description:
                'Rate per spread; per unit of exposure used and of `priceRisk`; per spread and month between its nearest and farthest leg.',
            }),
            rate: Type.Ref('Amount'),
            legs: Type.Array(
              Type.Object(
                {
                  from: Type.Integer({
                    minimum: 0,
                    maximum: 1200,
                    description: 'First contract month, in months from the present one.',
                  }),
                  to: Type.Integer({ minimum: 0, maximum: 1200, description: 'Last contract month of the leg.' }),
                  side: Type.Union([Type.Literal('A'), Type.Literal('B')]),
                  ratio: Type.Number({ exclusiveMinimum: 0 }),
                },
                closed,
              ),
              { minItems: 1, maxItems: 6 },
            ),
          },
          closed,
        ),
      ),
    },
    {
      ...closed,
      description:
        'Charge for exposures in different contract months that stand against each other: `exposure` (e.g. net delta) is asked in every calendar month of expiry, what has no expiry standing in the present month, and spreads are formed by priority, series before tiers, each using up what it takes.',
    },
  ),
} as const
