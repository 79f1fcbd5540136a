import Type from 'typebox'

const closed = { additionalProperties: false } as const
const label = Type.Optional(
  Type.String({ description: 'What a reader of the result sees instead of the node’s kind.' }),
)
const amount = Type.Ref('Amount')

/** Nodes that make one number of others. */
export const arithmetic = {
  Combine: Type.Object(
    {
      node: Type.Union([Type.Literal('sum'), Type.Literal('max'), Type.Literal('min')]),
      label,
      of: Type.Array(amount),
    },
    { ...closed, description: 'Sum, largest or smallest of the children; 0 of none.' },
  ),
  Scale: Type.Object(
    { node: Type.Literal('scale'), label, by: amount, of: amount },
    { ...closed, description: 'The product of two numbers; parts of legs follow `of`.' },
  ),
  Ratio: Type.Object(
    { node: Type.Literal('ratio'), label, of: amount, over: amount, ifZero: Type.Number() },
    { ...closed, description: '`of` / `over`; `ifZero` where the divisor is 0.' },
  ),
  Power: Type.Object(
    { node: Type.Literal('power'), label, of: amount, exponent: amount },
    { ...closed, description: 'A number ≥ 0 to a power; a negative one counts as 0. 0 to a power ≤ 0 is 1.' },
  ),
  Exponential: Type.Object(
    { node: Type.Literal('exponential'), label, of: amount },
    { ...closed, description: 'e to the power of the child: growth and discount factors.' },
  ),
  Magnitude: Type.Object(
    { node: Type.Literal('magnitude'), label, of: amount },
    { ...closed, description: 'The child without its sign.' },
  ),
  Floor: Type.Object(
    { node: Type.Literal('floor'), label, at: amount, of: amount },
    { ...closed, description: 'The child, at least `at`.' },
  ),
  Cap: Type.Object(
    { node: Type.Literal('cap'), label, at: amount, of: amount },
    { ...closed, description: 'The child, at most `at`.' },
  ),
  Round: Type.Object(
    {
      node: Type.Literal('round'),
      label,
      of: amount,
      decimals: Type.Integer({ minimum: -12, maximum: 12 }),
      mode: Type.Union([
        Type.Literal('up'),
        Type.Literal('down'),
        Type.Literal('nearest'),
        Type.Literal('toward-zero'),
        Type.Literal('away-from-zero'),
      ]),
    },
    {
      ...closed,
      description:
        'Rounding as a rule of the venue. `up` and `down` are towards +∞ and −∞; `nearest` takes a half upwards.',
    },
  ),
  Tiers: Type.Object(
    {
      node: Type.Literal('tiers'),
      label,
      of: amount,
      mode: Type.Union([Type.Literal('marginal'), Type.Literal('whole')]),
      bands: Type.Array(Type.Object({ upTo: Type.Optional(amount), rate: amount }, closed), { minItems: 1 }),
    },
    {
      ...closed,
      description:
        '`marginal`: every band’s rate on the part of the child that lies in it. `whole`: the rate of the band in which the child lies (its upper edge included), on all of it. Bands ascend by `upTo`; the last has none.',
    },
  ),
  When: Type.Object(
    {
      node: Type.Literal('when'),
      label,
      left: amount,
      is: Type.Union([Type.Literal('<'), Type.Literal('<='), Type.Literal('>'), Type.Literal('>=')]),
      right: amount,
      so: amount,
      otherwise: amount,
    },
    {
      ...closed,
      description: '`so` where the comparison holds, `otherwise` where it does not. The other branch is not evaluated.',
    },
  ),
  Bind: Type.Object(
    { node: Type.Literal('bind'), label, name: Type.String({ minLength: 1 }), value: amount, of: amount },
    {
      ...closed,
      description:
        'The child, inside which `bound` of this name is `value` as it is seen here, whatever cell is looked at there.',
    },
  ),
  Bound: Type.Object(
    { node: Type.Literal('bound'), label, name: Type.String({ minLength: 1 }) },
    { ...closed, description: 'The number that the nearest `bind` of this name around this node has given to it.' },
  ),
} as const
