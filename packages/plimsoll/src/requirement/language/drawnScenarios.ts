import Type from 'typebox'

const closed = { additionalProperties: false } as const
const figure = Type.Union([Type.Number(), Type.Ref('Parameter')])
const byName = Type.Record(Type.String(), figure, { description: 'By underlying; `*` is everyone else’s.' })
const smile = Type.Union([Type.Literal('sticky-strike'), Type.Literal('sticky-moneyness')])
const conversion = Type.Optional(Type.Union([Type.Literal('shocked'), Type.Literal('now')]))
const windowDays = Type.Optional(figure)
const lambda = Type.Optional(figure)

/** Scenarios that are drawn: from the past, or at random. */
export const drawnScenarios = {
  PastVolatility: Type.Union([
    Type.Object({ kind: Type.Literal('none') }, closed),
    Type.Object({ kind: Type.Literal('beta'), beta: byName, termPerLevel: Type.Optional(figure) }, closed),
    Type.Object(
      { kind: Type.Literal('observed'), beta: Type.Optional(byName), termPerLevel: Type.Optional(figure) },
      closed,
    ),
  ]),
  VolatilityFilter: Type.Union([
    Type.Object({ model: Type.Literal('ewma'), lambda: figure }, closed),
    Type.Object({ model: Type.Literal('garch'), omega: Type.Optional(figure), alpha: figure, beta: figure }, closed),
  ]),
  History: Type.Object(
    {
      kind: Type.Literal('history'),
      smile,
      horizonDays: figure,
      conversion,
      windowDays: figure,
      windowDaysMin: Type.Optional(figure),
      overlapping: Type.Boolean(),
      returns: Type.Union([Type.Literal('relative'), Type.Literal('log')]),
      ageWeight: Type.Optional(figure),
      filter: Type.Optional(Type.Ref('VolatilityFilter')),
      ratio: Type.Optional(Type.Object({ least: Type.Optional(figure), most: Type.Optional(figure) }, closed)),
      volatility: Type.Optional(Type.Ref('PastVolatility')),
      stressed: Type.Optional(
        Type.Object(
          {
            windows: Type.Array(Type.Object({ from: Type.String(), to: Type.String() }, closed), { minItems: 1 }),
            weight: figure,
          },
          closed,
        ),
      ),
    },
    {
      ...closed,
      description:
        'Every past move of all underlyings together is a scenario; the market must carry a history. `ageWeight`: decay of the probability with age. `filter`: past moves brought to the volatility of now. `stressed`: days that are mixed in for ever, unfiltered, with a weight of their own; windows before the history began are left out and the others have their weight. Moves across missing rows are left out. Observed volatilities move as they did, whatever the filter does to prices.',
    },
  ),
  MonteCarlo: Type.Object(
    {
      kind: Type.Literal('monte-carlo'),
      smile,
      horizonDays: figure,
      conversion,
      paths: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
      seed: Type.Integer({ minimum: 0 }),
      antithetic: Type.Optional(Type.Boolean()),
      degreesOfFreedom: Type.Optional(figure),
      volatilities: Type.Union([
        Type.Object({ kind: Type.Literal('stated'), values: byName }, closed),
        Type.Object({ kind: Type.Literal('history'), windowDays, lambda }, closed),
        Type.Object({ kind: Type.Literal('implied'), days: figure }, closed),
      ]),
      correlations: Type.Union([
        Type.Object(
          { kind: Type.Literal('stated'), values: Type.Record(Type.String(), byName), otherwise: figure },
          closed,
        ),
        Type.Object(
          {
            kind: Type.Literal('history'),
            windowDays,
            lambda,
            shrinkage: Type.Union([Type.Literal('ledoit-wolf'), Type.Number(), Type.Ref('Parameter')]),
          },
          closed,
        ),
      ]),
      jumps: Type.Optional(
        Type.Object({ intensityPerYear: figure, common: figure, mean: byName, deviation: byName }, closed),
      ),
      surface: Type.Optional(
        Type.Object(
          {
            levelVolatility: figure,
            levelPriceCorrelation: figure,
            termVolatility: Type.Optional(figure),
            termLevelCorrelation: Type.Optional(figure),
            skewVolatility: Type.Optional(figure),
            skewPriceCorrelation: Type.Optional(figure),
            referenceDays: Type.Optional(figure),
            minDays: Type.Optional(figure),
            skewLimit: Type.Optional(figure),
            floor: Type.Optional(figure),
          },
          closed,
        ),
      ),
    },
    {
      ...closed,
      description:
        'Random futures: correlated Student-t moves of the logarithm of each price, with jumps, and volatility surfaces whose level, term and skew move with them. One seed gives the same bits everywhere.',
    },
  ),
  ScenarioSource: Type.Union([Type.Ref('Grid'), Type.Ref('List'), Type.Ref('History'), Type.Ref('MonteCarlo')]),
} as const
