import Type from 'typebox'

const closed = { additionalProperties: false } as const
/** A number, or a parameter of the rule book. */
const figure = Type.Union([Type.Number(), Type.Ref('Parameter')])
const smile = Type.Union([Type.Literal('sticky-strike'), Type.Literal('sticky-moneyness')], {
  description:
    '`sticky-strike`: an option keeps its strike’s volatility when the price moves; `sticky-moneyness`: it takes that of its new K/F.',
})
const conversion = Type.Optional(
  Type.Union([Type.Literal('shocked'), Type.Literal('now')], {
    description: 'Price of the settlement asset at which a profit in it is turned into the reporting currency.',
  }),
)
const basis = Type.Optional(
  Type.Union([Type.Literal('proportional'), Type.Literal('unchanged')], {
    description:
      '`proportional` (where absent): marks and forwards move by the part by which the index moves. `unchanged`: by as many price units, so that their distance to the index stays.',
  }),
)

/** Where scenarios come from. */
export const scenarios = {
  TermRule: Type.Object(
    {
      referenceDays: figure,
      shortPower: figure,
      longPower: figure,
      minDays: figure,
    },
    {
      ...closed,
      description:
        'The shock × (referenceDays / max(days, minDays))^p, p = shortPower up to referenceDays, longPower beyond.',
    },
  ),
  UnchangedRow: Type.Object({ id: Type.String(), kind: Type.Literal('none'), move: Type.Optional(figure) }, closed),
  MovedRow: Type.Object(
    {
      id: Type.String(),
      kind: Type.Union([Type.Literal('relative'), Type.Literal('absolute')]),
      move: figure,
      moves: Type.Optional(
        Type.Record(Type.String(), figure, { description: 'In the place of `move` for options on these underlyings.' }),
      ),
      floor: Type.Optional(figure),
      term: Type.Optional(Type.Ref('TermRule')),
    },
    closed,
  ),
  SkewRow: Type.Object(
    {
      id: Type.String(),
      kind: Type.Literal('skew'),
      shape: Type.Union([Type.Literal('linear'), Type.Literal('absolute')]),
      baseCap: figure,
      slope: figure,
      minWidth: figure,
      widthScale: figure,
      volatilityStatic: figure,
      volatilityScale: figure,
    },
    {
      ...closed,
      description:
        'σ·max(0, 1 + m): k = ln(strike/forward) or its size, cap = slope·√years + baseCap, k* = max(minWidth, √years·widthScale·(volatilityStatic + √years·volatilityScale)); m = min(cap, k·cap/k*) for k ≥ 0, max(−cap, k·cap/k*) below.',
    },
  ),
  SurfaceRow: Type.Object(
    {
      id: Type.String(),
      kind: Type.Literal('surface'),
      level: figure,
      term: Type.Optional(figure),
      skew: Type.Optional(figure),
      referenceDays: Type.Optional(figure),
      minDays: Type.Optional(figure),
      skewLimit: Type.Optional(figure),
      floor: Type.Optional(figure),
    },
    {
      ...closed,
      description:
        'max(floor, σ·exp(level + term·ln(referenceDays / max(days, minDays))) + skew·x), x = ln(strike/forward)/√years within ±skewLimit.',
    },
  ),
  VolatilityRow: Type.Union([
    Type.Ref('UnchangedRow'),
    Type.Ref('MovedRow'),
    Type.Ref('SkewRow'),
    Type.Ref('SurfaceRow'),
  ]),
  Grid: Type.Object(
    {
      kind: Type.Optional(Type.Literal('grid')),
      smile,
      horizonDays: Type.Number({ minimum: 0 }),
      conversion,
      basis,
      range: Type.Record(Type.String(), figure, {
        description: 'Price range per underlying as a fraction (0.16 = ±16 %); `*` is everyone else’s.',
      }),
      absoluteRange: Type.Optional(
        Type.Record(Type.String(), figure, {
          description: 'Range in price units, for underlyings whose prices may be negative.',
        }),
      ),
      moves: Type.Array(figure, { description: 'Price moves in units of the range, e.g. −1 … 1.' }),
      volatility: Type.Array(Type.Ref('VolatilityRow')),
      tailVolatility: Type.Optional(
        Type.Array(Type.Ref('VolatilityRow'), { description: 'Rows that only tails name.' }),
      ),
      tails: Type.Array(
        Type.Object(
          {
            move: figure,
            weight: Type.Union([
              figure,
              Type.Object({ rule: Type.Literal('range-over-move'), factor: figure }, closed),
            ]),
            volatility: Type.String(),
            tag: Type.Optional(Type.String()),
            unit: Type.Optional(
              Type.Union([Type.Literal('price'), Type.Literal('range')], {
                description:
                  '`range`: the move is in units of each underlying’s range, as the moves of the grid are; of a relative one no price loses more than 99 % in it. `price` where absent.',
              }),
            ),
          },
          closed,
        ),
        {
          description:
            'Far moves, relative to the price (not to the range, unless `unit` says so), with the part of the result that counts.',
        },
      ),
    },
    { ...closed, description: 'Every price move with every volatility row, then the tails.' },
  ),
  List: Type.Object(
    {
      kind: Type.Literal('list'),
      smile,
      horizonDays: Type.Number({ minimum: 0 }),
      conversion,
      basis,
      volatility: Type.Array(Type.Ref('VolatilityRow')),
      scenarios: Type.Array(
        Type.Object(
          {
            id: Type.String(),
            weight: Type.Optional(figure),
            weights: Type.Optional(Type.Record(Type.String(), figure)),
            move: Type.Optional(figure),
            moves: Type.Optional(Type.Record(Type.String(), figure)),
            absoluteMoves: Type.Optional(Type.Record(Type.String(), figure)),
            assets: Type.Optional(
              Type.Record(Type.String(), figure, {
                description: 'Relative moves of assets that follow no underlying.',
              }),
            ),
            volatility: Type.String(),
            tag: Type.Optional(Type.String()),
          },
          closed,
        ),
        { minItems: 1 },
      ),
    },
    {
      ...closed,
      description:
        'Scenarios one by one: a relative price move of every underlying (or of each by name), a row, a weight.',
    },
  ),
} as const
