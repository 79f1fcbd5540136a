import Type from 'typebox'

const closed = { additionalProperties: false } as const
const label = Type.Optional(
  Type.String({ description: 'What a reader of the result sees instead of the node’s kind.' }),
)
const amount = Type.Ref('Amount')
const table = Type.Record(Type.String(), amount)

/** Nodes that look at the exposures, the market or the rule book’s parameters. */
export const leaves = {
  Parameter: Type.Object(
    { parameter: Type.String() },
    {
      ...closed,
      description: 'A named parameter of the rule book. One without a value must be supplied: SPEC_INCOMPLETE.',
    },
  ),
  Scope: Type.Union(
    [
      Type.Literal('position'),
      Type.Literal('strike'),
      Type.Literal('expiry'),
      Type.Literal('underlying'),
      Type.Literal('group'),
      Type.Literal('currency'),
      Type.Literal('asset'),
      Type.Literal('account'),
    ],
    {
      description:
        '`strike`: options of one underlying, expiry and strike. `expiry`: what settles at one instant; perpetuals are one cell, and spot, pools and balances together another. `group`: a group of underlyings named by the rule book. `currency`: what settles in one asset. `asset`: balances of one asset.',
    },
  ),
  Filter: Type.Object(
    {
      kind: Type.Optional(
        Type.Array(
          Type.Union([
            Type.Literal('perpetual'),
            Type.Literal('future'),
            Type.Literal('option'),
            Type.Literal('spot'),
            Type.Literal('amm'),
            Type.Literal('asset'),
          ]),
        ),
      ),
      right: Type.Optional(Type.Union([Type.Literal('call'), Type.Literal('put')])),
      side: Type.Optional(Type.Union([Type.Literal('long'), Type.Literal('short')])),
      settlement: Type.Optional(Type.Union([Type.Literal('linear'), Type.Literal('inverse'), Type.Literal('quanto')])),
      names: Type.Optional(Type.Array(Type.String(), { description: 'Underlyings, or assets of balances.' })),
      not: Type.Optional(Type.Boolean({ description: 'Takes what the names do not name.' })),
      currencies: Type.Optional(
        Type.Array(Type.String(), { description: 'Assets in which it settles; of a balance the asset itself.' }),
      ),
      orders: Type.Optional(Type.Boolean({ description: 'false: open orders do not count; true: nothing else does.' })),
    },
    { ...closed, description: 'Which exposures count; every field that is given must hold.' },
  ),
  Where: Type.Object(
    { node: Type.Literal('where'), label, where: Type.Ref('Filter'), of: amount },
    { ...closed, description: 'The child, seeing only the exposures that pass the filter.' },
  ),
  ForEach: Type.Object(
    {
      node: Type.Literal('for-each'),
      label,
      scope: Type.Ref('Scope'),
      where: Type.Optional(Type.Ref('Filter')),
      combine: Type.Optional(
        Type.Union([Type.Literal('sum'), Type.Literal('max'), Type.Literal('root-sum-square')], { default: 'sum' }),
      ),
      of: amount,
    },
    {
      ...closed,
      description: 'The child evaluated in every cell of the scope, in the order of the cells’ names, and combined.',
    },
  ),
  WorstOf: Type.Object(
    {
      node: Type.Literal('worst-of'),
      label,
      scenarios: Type.String({ description: 'Key into the rule book’s scenarios.' }),
      scope: Type.Ref('Scope'),
      gains: Type.Optional(Type.Union([Type.Literal('pooled'), Type.Literal('trapped')], { default: 'pooled' })),
      of: Type.Optional(Type.Ref('Profile')),
    },
    {
      ...closed,
      description:
        'The worst scenario of each cell, never below 0, summed over cells. `trapped`: a cell locks its whole unrealised profit and option value when that is more. `of`: what each scenario does to the cell; the profits of its exposures when absent.',
    },
  ),
  Tail: Type.Object(
    {
      node: Type.Literal('tail'),
      label,
      scenarios: Type.String(),
      scope: Type.Ref('Scope'),
      measure: Type.Union([Type.Literal('value-at-risk'), Type.Literal('expected-shortfall')]),
      confidence: Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }),
      quantile: Type.Union(
        [
          Type.Literal('kth-worst'),
          Type.Literal('r2'),
          Type.Literal('r7'),
          Type.Literal('rockafellar'),
          Type.Literal('cumulative-exceeds'),
        ],
        { description: 'Convention by which an order statistic is taken; they differ by one observation.' },
      ),
      of: Type.Optional(Type.Ref('Profile')),
    },
    {
      ...closed,
      description:
        'Value at Risk or expected shortfall of each cell over the scenarios, never below 0, summed over cells.',
    },
  ),
  ShortOptionMinimum: Type.Object(
    {
      node: Type.Literal('short-option-minimum'),
      label,
      rate: amount,
      netting: Type.Union([Type.Literal('strike'), Type.Literal('none')]),
    },
    {
      ...closed,
      description:
        '`rate` × index × contract size for every short option (at the worth of what a linear or quanto option settles in). `strike`: shorts net against longs of the same right, and a call against a put, at one strike and expiry; `none`: against nothing but their own instrument.',
    },
  ),
  WorstPayoff: Type.Object(
    { node: Type.Literal('worst-payoff'), label },
    {
      ...closed,
      description:
        'The most that the options in sight would owe if all of them settled at one price, that price being 0 or any of their strikes; never below 0. Between two strikes a payoff is a straight line, so that only what lies beyond the highest strike can be worse: calls sold and not covered by calls. A resting sell order counts as sold, a resting buy order not as bought.',
    },
  ),
  Measure: Type.Object(
    {
      node: Type.Literal('measure'),
      label,
      of: Type.Union([
        Type.Literal('quantity'),
        Type.Literal('units'),
        Type.Literal('notional'),
        Type.Literal('mark-notional'),
        Type.Literal('entry-notional'),
        Type.Literal('strike-notional'),
        Type.Literal('value'),
        Type.Literal('profit'),
        Type.Literal('delta'),
        Type.Literal('delta-value'),
        Type.Literal('gamma-value'),
        Type.Literal('vega-value'),
        Type.Literal('vanna-value'),
        Type.Literal('count'),
        Type.Literal('fill-loss'),
      ]),
      sum: Type.Union([Type.Literal('net'), Type.Literal('gross'), Type.Literal('long'), Type.Literal('short')]),
      orders: Type.Optional(
        Type.Union([Type.Literal('ignored'), Type.Literal('filled'), Type.Literal('worst-side')], {
          default: 'ignored',
        }),
      ),
    },
    {
      ...closed,
      description:
        'A sum over the exposures in sight, with their sign (`net`), without it (`gross`), or of the long or the short ones only (≥ 0). `units`: coins. `notional`: at the index; `mark-notional`: at the mark; `value`: of what is paid for, and of balances; `profit`: unrealised. `delta`: coins; `delta-value`: at the index; `gamma-value`: change of delta-value per 100 % move; `vega-value`: per 1.00 of volatility; `vanna-value`: change of delta-value per 1.00 of volatility. `count`: 1 for each. `worst-side`: per instrument the larger of all its buys filled and all its sells filled.',
    },
  ),
  Attribute: Type.Object(
    {
      node: Type.Literal('attribute'),
      label,
      of: Type.Union([
        Type.Literal('index'),
        Type.Literal('mark'),
        Type.Literal('entry'),
        Type.Literal('strike'),
        Type.Literal('out-of-the-money'),
        Type.Literal('in-the-money'),
        Type.Literal('forward'),
        Type.Literal('rate'),
        Type.Literal('volatility'),
        Type.Literal('years'),
        Type.Literal('days'),
        Type.Literal('contract-size'),
        Type.Literal('price'),
        Type.Literal('daily-funding'),
      ]),
    },
    {
      ...closed,
      description:
        'Something that all exposures of the cell share; 0 where they have no such thing. `out-of-the-money`: max(0, strike − index) of a call, max(0, index − strike) of a put. `price`: of the asset that a balance holds or a contract settles in. `daily-funding`: fraction of notional that longs pay for a day at the present rate.',
    },
  ),
  Fact: Type.Object(
    {
      node: Type.Literal('fact'),
      label,
      about: Type.Union([
        Type.Literal('market'),
        Type.Literal('underlying'),
        Type.Literal('expiry'),
        Type.Literal('asset'),
        Type.Literal('instrument'),
        Type.Literal('account'),
      ]),
      name: Type.String(),
      otherwise: Type.Optional(amount),
      of: Type.Optional(Type.String({ description: 'Which one; the cell’s own when absent.' })),
    },
    {
      ...closed,
      description:
        'An observation that comes with the market or the book, e.g. open interest. Absent and without `otherwise`: FACT_MISSING.',
    },
  ),
  Table: Type.Object(
    {
      node: Type.Literal('table'),
      label,
      by: Type.Union([
        Type.Literal('underlying'),
        Type.Literal('asset'),
        Type.Literal('instrument'),
        Type.Literal('currency'),
        Type.Literal('kind'),
      ]),
      values: table,
      otherwise: amount,
    },
    {
      ...closed,
      description: 'The entry of the cell’s own underlying, asset, instrument, settlement currency or kind.',
    },
  ),
  Credits: Type.Object(
    {
      node: Type.Literal('credits'),
      label,
      of: amount,
      exposure: amount,
      credited: Type.Optional(amount),
      least: Type.Optional(amount),
      pairs: Type.Array(Type.Object({ first: Type.String(), second: Type.String(), credit: amount }, closed), {
        description: 'In order of priority.',
      }),
    },
    {
      ...closed,
      description:
        '`of` of every underlying, less credits between underlyings that stand against each other: of each pair in turn, as much of the two `exposure`s as is of opposite sign and not yet used, times the credit, frees that part of both charges. `credited`: what credits are a part of, where that is less than the whole charge. `least`: what an underlying asks for at least, however much it is credited.',
    },
  ),
  SpotBalances: Type.Object(
    {
      node: Type.Literal('spot-balances'),
      label,
      side: Type.Union([Type.Literal('held'), Type.Literal('owed')]),
      balance: amount,
      heldPrice: amount,
      owedPrice: amount,
      heldWeight: amount,
      owedWeight: amount,
    },
    {
      ...closed,
      description:
        'What the balances of all assets count for (`held`) or against (`owed`), where open spot orders may turn one into another. Every field is asked in each asset’s cell: `balance` in units, of which what spot orders have reserved is taken away; above 0 it counts at `heldWeight` × `heldPrice`, below at `owedWeight` × `owedPrice`. Of every spot instrument the reserved funds come back wholly as the asset or wholly as the currency, whichever adds less to what is held: exchanged at these prices or at the orders’ own, whichever gives less, and added last to a balance which has got all that any order could pay in that asset.',
    },
  ),
} as const
