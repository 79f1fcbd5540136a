import Type from 'typebox'

const closed = { additionalProperties: false } as const
const status = Type.Union(
  [
    Type.Literal('read'),
    Type.Literal('third-party'),
    Type.Literal('derived'),
    Type.Literal('own'),
    Type.Literal('missing'),
  ],
  {
    description:
      '`read`: in the venue’s own text; `third-party`: in somebody else’s; `derived`: computed from what was read; `own`: chosen by the author of the rule book; `missing`: not published, must be supplied.',
  },
)

const positive = Type.Number({ exclusiveMinimum: 0 })
const share = Type.Number({ minimum: 0, maximum: 1 })
const decay = Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 })

/** A rule book as a document. */
export const document = {
  Indicator: Type.Union([
    Type.Object({ kind: Type.Literal('realised-volatility'), underlying: Type.String(), lambda: decay }, closed),
    Type.Object({ kind: Type.Literal('implied-volatility'), underlying: Type.String(), days: positive }, closed),
    Type.Object(
      {
        kind: Type.Literal('correlation'),
        first: Type.String(),
        second: Type.String(),
        lambda: decay,
        shrinkage: share,
        target: Type.Number({ minimum: -1, maximum: 1 }),
      },
      closed,
    ),
    Type.Object(
      {
        kind: Type.Literal('fact'),
        about: Type.Union([
          Type.Literal('market'),
          Type.Literal('underlying'),
          Type.Literal('asset'),
          Type.Literal('instrument'),
        ]),
        of: Type.String(),
        name: Type.String(),
      },
      closed,
    ),
  ]),
  DynamicRule: Type.Object(
    {
      follows: Type.Ref('Indicator'),
      times: Type.Number(),
      plus: Type.Optional(Type.Number()),
      power: Type.Optional(Type.Number()),
      floor: positive,
      cap: positive,
      speedLimit: Type.Object(
        { up: Type.Number({ minimum: 0 }), down: Type.Number({ minimum: 0, exclusiveMaximum: 1 }) },
        closed,
      ),
      buffer: Type.Optional(Type.Object({ share: Type.Number({ minimum: 0 }), release: Type.Number() }, closed)),
      stressed: Type.Optional(Type.Object({ weight: share, level: Type.Number() }, closed)),
      longFloorDays: Type.Optional(positive),
    },
    {
      ...closed,
      description:
        'plus + times × indicator^power; then a stressed level’s weight, a floor of the mean over a long look-back, a buffer that is used up near `release`, floor and cap, and the largest rise and fall a day.',
    },
  ),
  ParameterEntry: Type.Object(
    {
      value: Type.Union([Type.Number(), Type.Null()], {
        description: 'With a rule: what is in force where the market carries nothing of what the rule follows.',
      }),
      rule: Type.Optional(Type.Ref('DynamicRule')),
      status,
      source: Type.Optional(Type.String()),
      unit: Type.Optional(Type.String()),
      description: Type.Optional(Type.String()),
    },
    closed,
  ),
  Provenance: Type.Object(
    {
      of: Type.String({
        description: 'Path in this document, e.g. `scenarios.main`; after a colon, in words, which piece of it.',
      }),
      status,
      source: Type.Optional(Type.String()),
      note: Type.Optional(Type.String()),
    },
    { ...closed, description: 'Where a part of the document that is no named parameter comes from.' },
  ),
  MarginSpec: Type.Object(
    {
      plimsoll: Type.Literal('spec/1'),
      id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]*$' }),
      version: Type.String({ minLength: 1 }),
      asOf: Type.String({
        pattern: '^\\d{4}-\\d{2}-\\d{2}$',
        description: 'Day from which the parameters are in force.',
      }),
      title: Type.String({ minLength: 1 }),
      description: Type.String(),
      sources: Type.Array(Type.String()),
      generation: Type.Union([Type.Literal('isolated'), Type.Literal('cross'), Type.Literal('portfolio')], {
        description: 'Which of the three generations of margin the rule book belongs to.',
      }),
      currency: Type.String({ minLength: 1, description: 'Reporting currency.' }),
      decimals: Type.Integer({
        minimum: 0,
        maximum: 18,
        description: 'Decimal places to which a requirement is rounded up when it becomes money.',
      }),
      parameters: Type.Optional(Type.Record(Type.String(), Type.Ref('ParameterEntry'))),
      provenance: Type.Optional(Type.Array(Type.Ref('Provenance'))),
      notes: Type.Optional(
        Type.Array(Type.String(), { description: 'What the venue does that this document does not say.' }),
      ),
      groups: Type.Optional(
        Type.Record(Type.String(), Type.Array(Type.String()), {
          description: 'Named groups of underlyings for the scope `group`; an underlying in none is its own.',
        }),
      ),
      scenarios: Type.Record(Type.String(), Type.Ref('ScenarioSource')),
      collateral: Type.Ref('CollateralRule'),
      initial: Type.Ref('Amount'),
      maintenance: Type.Ref('Amount'),
    },
    {
      ...closed,
      description:
        'A rule book: a dated, versioned document from which requirements are computed. The engine knows no venue; what differs stands here.',
    },
  ),
} as const
