import type { Validation } from '../validation/validation.js'
import { dayOf, fixed, hourOf, inPercent, lossToMargin } from './inText.js'
import { type RuleBookFigures, ruleBookFigures, tooMany } from './ruleBookFigures.js'

/** Our own recommendations; what they miss is said first. */
const recommended = ['plimsoll-pm', 'plimsoll-pm-dynamic']
const enough = 0.99

/** What a run shows, one sentence or two for each thing; every figure is the run’s own. */
export function findings(result: Validation): readonly string[] {
  const books = ruleBookFigures(result)
  return [
    ...recommended.flatMap((id) => ownShortfall(result, books, id)),
    ...dearest(result, books),
    ...failing(books),
    ...covering(books),
    ...calling(books),
    ...crashFindings(result),
  ]
}

function ownShortfall({ pairs }: Validation, books: readonly RuleBookFigures[], id: string): readonly string[] {
  const figures = books.find(({ spec }) => spec === id)
  if (figures === undefined || figures.days === 0) return []
  const own = pairs.filter(({ spec, days }) => spec === id && days > 0)
  const short = own.filter((pair) => tooMany(pair, 0.01)).map(({ book }) => book)
  const breached = own.filter(({ breaches }) => breaches > 0)
  const idle = own.filter(({ largestLossToMargin }) => largestLossToMargin !== null && largestLossToMargin < 0.5)
  const sentences = [
    `**${id}** covered ${inPercent(figures.coverage)} of ${figures.days} book-days (${figures.breaches} breaches) for a mean margin of ${inPercent(figures.meanMargin, 1)} of gross notional.`,
    breached.length === 0
      ? 'No book was breached.'
      : `Breached: ${breached.map(({ book, breaches, largestLossToMargin, largestLossTime }) => `${book} (${breaches}, at worst ${lossToMargin(largestLossToMargin)} times the margin after ${dayOf(largestLossTime)})`).join('; ')}.`,
    short.length === 0
      ? 'On no book were there significantly more breaches than 1 %.'
      : `Significantly more breaches than 1 % on: ${short.join(', ')}.`,
    idle.length === 0
      ? ''
      : `It asks for more than it ever needed: no loss reached half of the margin on ${idle.map(({ book, largestLossToMargin }) => `${book} (${lossToMargin(largestLossToMargin)})`).join(', ')}.`,
  ]
  return [sentences.filter((each) => each !== '').join(' ')]
}

function dearest(_: Validation, books: readonly RuleBookFigures[]): readonly string[] {
  const own = books.find(({ spec }) => spec === 'plimsoll-pm')
  if (own?.meanMargin == null || own.worstCoverage === null) return []
  const better = books.filter(
    ({ spec, complete, meanMargin, worstCoverage }) =>
      complete &&
      spec !== own.spec &&
      meanMargin !== null &&
      meanMargin < own.meanMargin! &&
      (worstCoverage ?? 0) >= own.worstCoverage!,
  )
  return better.length === 0
    ? ['No other rule book was both cheaper than plimsoll-pm in the mean and at least as good on its worst book.']
    : [
        `Cheaper than plimsoll-pm in the mean, and at least as good on the worst book: ${better.map(({ spec, meanMargin, worstCoverage }) => `${spec} (${inPercent(meanMargin, 1)}, ${inPercent(worstCoverage)})`).join(', ')}; plimsoll-pm: ${inPercent(own.meanMargin, 1)}, ${inPercent(own.worstCoverage)}.`,
      ]
}

function failing(books: readonly RuleBookFigures[]): readonly string[] {
  const bad = books.filter(({ tooMany99 }) => tooMany99 > 0).sort((one, other) => other.tooMany99 - one.tooMany99)
  if (bad.length === 0) return ['No rule book had significantly more breaches than 1 % on any book.']
  return [
    `Significantly more breaches than 1 % (Kupiec, 5 %): ${bad.map((each) => `${each.spec} on ${each.tooMany99} of ${each.books} books (worst: ${each.worstBook}, ${inPercent(each.worstCoverage)})`).join('; ')}.`,
  ]
}

function covering(books: readonly RuleBookFigures[]): readonly string[] {
  const good = books
    .filter(
      ({ complete, worstCoverage, meanMargin }) =>
        complete && worstCoverage !== null && worstCoverage >= enough && meanMargin !== null,
    )
    .sort((one, other) => one.meanMargin! - other.meanMargin!)
  if (good.length === 0)
    return ['No rule book that could be asked for every book covered 99 % of the days on every book.']
  return [
    `At least 99 % of the days on every book, cheapest first: ${good.map(({ spec, meanMargin }) => `${spec} (${inPercent(meanMargin, 1)})`).join(', ')}.`,
  ]
}

function calling(books: readonly RuleBookFigures[]): readonly string[] {
  const known = books
    .filter(({ complete, increase5 }) => complete && increase5 !== null)
    .sort((one, other) => other.increase5! - one.increase5!)
  if (known.length < 2) return []
  const name = ({ spec, increase5 }: RuleBookFigures): string => `${spec} (${fixed(increase5, 2)})`
  return [
    `Largest five-day rise of the margin, median over the books: most with ${known.slice(0, 3).map(name).join(', ')}; least with ${known.slice(-3).reverse().map(name).join(', ')}. A fixed scan is calm because it is high all the time; read it beside the mean margin.`,
  ]
}

function crashFindings({ crashes }: Validation): readonly string[] {
  return crashes.map(({ day, figures }) => {
    const of = (id: string): string => {
      const own = figures.filter(({ spec, hours }) => spec === id && hours > 0)
      if (own.length === 0) return `${id} could not be asked`
      const breached = own.filter(({ breaches24h }) => breaches24h > 0)
      let worst = own[0]!
      for (const each of own)
        if ((each.largestLossToMargin ?? Infinity) > (worst.largestLossToMargin ?? Infinity)) worst = each
      return `${id} was too small on ${breached.length} of ${own.length} books (largest loss within a day ${lossToMargin(worst.largestLossToMargin)} times the margin: ${worst.book} struck at ${hourOf(worst.largestLossTime)})`
    }
    const specs = [...new Set(figures.map(({ spec }) => spec))]
    const asked = new Set(figures.filter(({ hours }) => hours > 0).map(({ book }) => book)).size
    const held = specs.filter((id) => {
      const own = figures.filter(({ spec, hours }) => spec === id && hours > 0)
      return own.length === asked && own.every(({ breaches24h }) => breaches24h === 0)
    })
    const ours = recommended.filter((id) => specs.includes(id)).map(of)
    return `${day}, hour by hour: ${[...ours, held.length === 0 ? 'no rule book held on every book' : `held on every book: ${held.join(', ')}`].join('; ')}.`
  })
}
