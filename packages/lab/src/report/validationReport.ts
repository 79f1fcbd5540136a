import type { CrashFigures } from '../validation/crashFigures.js'
import type { PairFigures } from '../validation/pairFigures.js'
import type { Validation } from '../validation/validation.js'
import { volatilityRule } from '../validation/volatilityAsKnown.js'
import { findings } from './findings.js'
import { dash, dayOf, fixed, hourOf, inPercent, lossToMargin, markdownTable, probability } from './inText.js'
import { type RuleBookFigures, ruleBookFigures } from './ruleBookFigures.js'
import type { Plot } from './validationPlots.js'

/** The report of a run as Markdown. `about` is said first: date, command, data. */
export function validationReport(result: Validation, plots: readonly Plot[], about: readonly string[]): string {
  const figures = ruleBookFigures(result)
  const picture = (name: string): string => {
    const plot = plots.find((each) => each.name === name)
    return plot === undefined ? '' : `\n![${plot.title}](${plot.name})\n`
  }
  return [
    '# Validation of margin models\n',
    ...about.map((line) => `- ${line}\n`),
    `- daily closes ${dayOf(result.from)} to ${dayOf(result.to)}; ${result.times.length} of these days, ${result.books.length} books, ${result.specs.length} rule books\n`,
    '\n## What it shows\n\n',
    ...findings(result).map((each) => `- ${each}\n`),
    '\n## How to read it\n\n',
    howToRead(result),
    '\n## Rule books over all books\n\n',
    summaryTable(figures.filter(({ days }) => days > 0)),
    '\nToo many, too few: books on which Kupiec’s test rejects 1 % (0.5 %) at 5 %, because there were more, or fewer, breaches. In a row: books on which Christoffersen’s test finds breaches following breaches. Rises and peak to trough are medians over the books. Milliseconds are of one margin, repricing included, on the machine that ran this.\n',
    picture('coverage-against-margin.svg'),
    picture('procyclicality.svg'),
    notEvaluated(result),
    '\n## Book by book\n',
    ...result.books.map(
      ({ id, title }) => `\n### ${id}: ${title}\n${picture(`daily-${id}.svg`)}\n${bookTable(result, id)}`,
    ),
    ...(result.crashes.length === 0 ? [] : ['\n## Hour by hour through the crashes\n\n', crashReading]),
    ...result.crashes.map(({ day, figures: own }) =>
      [`\n### ${day}\n\n`, crashTable(own), ...result.books.map(({ id }) => picture(`crash-${day}-${id}.svg`))].join(
        '',
      ),
    ),
  ].join('')
}

/** How the markets were made, in words. */
function howToRead({ specs, volatility }: Validation): string {
  const { windowsDays, weights, premium, halfLifeDays, longRunDays, smile, observedDays } = volatilityRule
  const slow = specs.filter(({ every }) => every > Math.min(...specs.map((each) => each.every)))
  const stressed = specs.filter(({ stressedFrom }) => stressedFrom.length > 0)
  const lines = [
    'Every day each book is struck anew with the same moneyness, tenors and weights; each rule book is asked for its initial margin at the close (plus the haircut where a book holds collateral); the unchanged book is revalued in full at the next close. A breach is a loss beyond the margin. Every rule book is judged as a margin for one day, whatever horizon or confidence it was built for.',
    'A market holds what was known at its close and nothing later: closes up to that day, forwards from the funding of the week before, and implied volatilities from the past.',
    `Implied volatility at 30 days is ${premium} × (${weights.map((weight, k) => `${weight} × realised over ${windowsDays[k]}`).join(' + ')} days); it returns to the realised volatility of ${longRunDays} days with a half-life of ${halfLifeDays} days along the tenor; smile 1 ${smile.slope < 0 ? '−' : '+'} ${Math.abs(smile.slope)}·x + ${smile.curvature}·x² in deviations of moneyness. Where an index or a chain observed it up to ${observedDays} days before, the level is the observed one carried on by the model’s own moves.`,
    ...Object.entries(volatility).map(([coin, { observedDays: days, steps, compared }]) =>
      [
        `${coin}: ${days} days of the prices lean on an observed volatility`,
        compared === undefined
          ? '.'
          : `; the model alone stood at ${inPercent(compared.meanRatio, 0)} of the observed level in the mean over ${compared.days} observations, with a deviation of ${fixed(compared.deviation, 2)} in logarithms.`,
        steps.length === 0
          ? ''
          : ` The level steps where observations begin or end, on ${steps.map(dayOf).join(', ')}: profits and rises of option books around these days are partly that step.`,
      ].join(''),
    ),
    'Venues that liquidate within minutes ask for less than a day’s loss on purpose; breaches of a margin for one day are then no verdict on them, and rule books for shares are asked here about coins they were not written for.',
    'The coins are those that are still traded in 2026; coins that died are in no book, so that tails of small coins are better here than they were.',
    'Funding payments are in no profit. The history that rule books look back on holds the same closes and volatilities.',
    ...stressed.map(
      ({ spec, stressedFrom }) =>
        `${spec} has stressed windows: each is in it only from the day after it was over (${stressedFrom.join(', ')}). Before the first one it runs without stressed weight.`,
    ),
    ...(slow.length === 0
      ? []
      : [
          `Asked less often because they are slow: ${slow.map(({ spec, every }) => `${spec} every ${every} days (hours)`).join(', ')}; rises over fewer days are then not known.`,
        ]),
    '**Not out of sample in one respect:** parameters were written down in 2026 by people who knew this history (a stressed level, a scan range). Nothing was fitted to this report.',
  ]
  return lines.map((line) => `- ${line}\n`).join('')
}

function summaryTable(figures: readonly RuleBookFigures[]): string {
  return markdownTable(
    [
      'rule book',
      'books',
      'book-days',
      'breaches',
      'coverage',
      'worst book',
      'too many 99 %',
      'too many 99.5 %',
      'too few 99 %',
      'in a row',
      'mean margin',
      'largest loss / margin',
      'peak / trough',
      'rise 1 d',
      '5 d',
      '20 d',
      'ms',
    ],
    figures.map((each) => [
      each.spec,
      String(each.books),
      String(each.days),
      String(each.breaches),
      inPercent(each.coverage),
      each.worstBook === null ? dash : `${each.worstBook} ${inPercent(each.worstCoverage)}`,
      String(each.tooMany99),
      String(each.tooMany995),
      String(each.tooFew99),
      String(each.clustered),
      inPercent(each.meanMargin),
      each.largestLossBook === null
        ? dash
        : `${lossToMargin(each.largestLossToMargin)} (${each.largestLossBook}, ${dayOf(each.largestLossTime)})`,
      fixed(each.peakToTrough, 2),
      fixed(each.increase1, 2),
      fixed(each.increase5, 2),
      fixed(each.increase20, 2),
      fixed(each.millisecondsPerMargin, 2),
    ]),
  )
}

function bookTable({ pairs }: Validation, book: string): string {
  const own = pairs.filter((pair) => pair.book === book && pair.days > 0)
  if (own.length === 0) return 'No rule book could be asked.\n'
  return markdownTable(
    [
      'rule book',
      'from',
      'days',
      'breaches',
      'coverage',
      'Kupiec 99 %',
      'Kupiec 99.5 %',
      'independence',
      'conditional 99 %',
      'Z₂',
      'mean margin',
      'largest loss / margin',
      'peak / trough',
      'rise 1 d',
      '5 d',
      '20 d',
    ],
    own.map((pair: PairFigures) => [
      pair.spec,
      dayOf(pair.firstTime),
      String(pair.days),
      String(pair.breaches),
      inPercent(pair.coverage),
      probability(pair.kupiec99?.pValue),
      probability(pair.kupiec995?.pValue),
      probability(pair.independence?.pValue),
      probability(pair.conditional99?.pValue),
      fixed(pair.z2, 2),
      inPercent(pair.meanMargin),
      `${lossToMargin(pair.largestLossToMargin)} (${dayOf(pair.largestLossTime)})`,
      fixed(pair.peakToTrough, 2),
      fixed(pair.increase1, 2),
      fixed(pair.increase5, 2),
      fixed(pair.increase20, 2),
    ]),
  )
}

function notEvaluated({ specs, pairs }: Validation): string {
  const lines = specs.flatMap(({ spec }) => {
    const reasons = new Map<string, string[]>()
    for (const { refusals, book } of pairs.filter((pair) => pair.spec === spec && pair.days === 0)) {
      for (const reason of Object.keys(refusals)) reasons.set(reason, [...(reasons.get(reason) ?? []), book])
    }
    return [...reasons].map(([reason, books]) => `- ${spec}: ${reason} (${books.join(', ')})\n`)
  })
  return lines.length === 0 ? '' : `\n### Not evaluated\n\n${lines.join('')}`
}

const crashReading =
  'The book is struck anew every hour, and the margin for a day is held against the worst close of the unchanged book within the following 24 hours. Hours beyond it, and the largest loss, are over all books; peak over calm is the largest margin over the mean of the first 24 hours, and rises are of the margin, on the book with the most.\n'

function crashTable(figures: readonly CrashFigures[]): string {
  const specs = [...new Set(figures.map(({ spec }) => spec))]
  return markdownTable(
    [
      'rule book',
      'books',
      'books breached',
      'hours beyond in 1 h',
      'hours beyond in 24 h',
      'of hours',
      'largest loss / margin',
      'book',
      'struck',
      'largest peak / calm',
      'largest rise 1 h',
      '24 h',
    ],
    specs.flatMap((spec) => {
      const own = figures.filter((each) => each.spec === spec && each.hours > 0)
      if (own.length === 0) return []
      let worst = own[0]
      for (const each of own) {
        if ((each.largestLossToMargin ?? Infinity) > (worst!.largestLossToMargin ?? Infinity)) worst = each
      }
      const total = (of: (each: CrashFigures) => number): string => String(own.reduce((sum, each) => sum + of(each), 0))
      const most = (of: (each: CrashFigures) => number | null): string => {
        const values = own.map(of).filter((value) => value !== null)
        return fixed(values.length === 0 ? null : Math.max(...values), 2)
      }
      return [
        [
          spec,
          String(own.length),
          String(own.filter(({ breaches24h }) => breaches24h > 0).length),
          total(({ breaches1h }) => breaches1h),
          total(({ breaches24h }) => breaches24h),
          total(({ hours }) => hours),
          lossToMargin(worst?.largestLossToMargin),
          worst?.book ?? dash,
          hourOf(worst?.largestLossTime ?? null),
          most(({ peakMargin, calmMargin }) =>
            calmMargin === null || calmMargin === 0 ? null : peakMargin! / calmMargin,
          ),
          most(({ increase1h }) => increase1h),
          most(({ increase24h }) => increase24h),
        ],
      ]
    }),
  )
}
