import Type from 'typebox'

const closed = { additionalProperties: false } as const
const amount = Type.Ref('Amount')
const profile = Type.Ref('Profile')

/** Expressions whose value is one number per scenario: profit positive, loss negative. */
export const profiles = {
  Profits: Type.Object(
    {
      profile: Type.Literal('profits'),
      weighted: Type.Optional(Type.Boolean({ description: 'false: before the scenarios’ weights.', default: true })),
    },
    {
      ...closed,
      description:
        'Profits of the exposures in sight. An open order counts in a scenario only where its fill would hurt.',
    },
  ),
  Values: Type.Object(
    { profile: Type.Literal('values') },
    { ...closed, description: 'Value of the paid positions in sight after the scenario, before weights.' },
  ),
  EachCell: Type.Object(
    {
      profile: Type.Literal('for-each'),
      scope: Type.Ref('Scope'),
      where: Type.Optional(Type.Ref('Filter')),
      of: profile,
    },
    { ...closed, description: 'The child’s profile of every cell, added up scenario by scenario.' },
  ),
  Added: Type.Object(
    { profile: Type.Literal('sum'), of: Type.Array(profile) },
    { ...closed, description: 'Profiles added up scenario by scenario.' },
  ),
  Only: Type.Object(
    { profile: Type.Literal('where'), where: Type.Ref('Filter'), of: profile },
    { ...closed, description: 'The child, seeing only the exposures that pass the filter.' },
  ),
  Sides: Type.Object(
    {
      profile: Type.Literal('sides'),
      of: profile,
      positive: amount,
      negative: amount,
      positiveCap: Type.Optional(amount),
    },
    {
      ...closed,
      description:
        'Positive entries times one number, negative ones times another: an offset on gains, an asymmetric discount. `positiveCap`: the most that a positive entry may be afterwards.',
    },
  ),
  Shifted: Type.Object(
    { profile: Type.Literal('shift'), of: profile, by: amount },
    { ...closed, description: 'Every entry plus one number.' },
  ),
  Weighed: Type.Object(
    { profile: Type.Literal('weigh'), of: profile },
    {
      ...closed,
      description:
        'Every entry times its scenario’s weight; where weights differ by underlying, that of the cell’s own.',
    },
  ),
  AsLoss: Type.Object(
    { profile: Type.Literal('as-loss'), of: profile },
    { ...closed, description: 'Every entry as a loss of its size: −|x|.' },
  ),
  Tagged: Type.Object(
    { profile: Type.Literal('tagged'), tag: Type.String(), yes: profile, no: profile },
    { ...closed, description: 'Scenarios that carry the tag take their entry from `yes`, the others from `no`.' },
  ),
  Relieved: Type.Object(
    { profile: Type.Literal('relieve'), of: profile, by: Type.Record(Type.String(), amount) },
    { ...closed, description: 'A loss in a scenario with the tag is smaller by the number, down to none.' },
  ),
} as const
