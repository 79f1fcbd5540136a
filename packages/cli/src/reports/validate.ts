import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import {
  type ConstantBook,
  constantBooks,
  findings,
  ruleBookFigures,
  type Validation,
  validation,
  validationPlots,
  validationReport,
} from '@plimsoll/lab'
import { formatInstant, PlimsollError } from 'plimsoll'
import { CliError } from '../error/cliError.js'
import { dataFolder, readDaily, readHourly } from '../input/readPastData.js'
import { readSpecList } from '../input/readSpecs.js'
import { toJson } from '../output/json.js'
import { refuseExisting, writeDocument } from '../output/writeDocument.js'
import type { Terminal } from '../terminal/terminal.js'
import { version } from '../version.js'

export interface ValidateOptions {
  readonly specs: string
  readonly books: string
  readonly data?: string
  readonly from?: string
  readonly to?: string
  readonly hourly: readonly string[]
  readonly quick?: boolean
  readonly output?: string
  readonly force?: boolean
  readonly json?: boolean
}

const defaultOutput = 'plimsoll-validation'
const defaultFrom = '2018-01-01'
const millisecondsPerDay = 86_400_000
const quickDays = 56
const quickHours = 12

/** `plimsoll validate`. */
export async function reportValidate(options: ValidateOptions, terminal: Terminal): Promise<void> {
  const json = options.json === true
  const output = options.output ?? (json ? undefined : defaultOutput)
  const force = options.force === true
  if (output !== undefined) {
    await mkdir(output, { recursive: true }).catch((cause: unknown) => {
      throw new CliError('FILE_UNWRITABLE', `cannot be made: ${String(cause)}.`, output, { cause })
    })
    for (const name of ['report.md', 'results.json']) await refuseExisting(join(output, name), force)
  }
  const specs = await readSpecList(options.specs, terminal)
  const books = booksOf(options.books)
  const crashes = crashesOf(options)
  const folder = dataFolder(options.data, process.env)
  const coins = [...new Set(['BTC', 'ETH', ...books.flatMap(coinsOf)])]
  const daily = await readDaily(folder, coins, terminal)
  const hourly = crashes.length === 0 ? undefined : await readHourly(folder, coins, terminal)
  if (crashes.length > 0 && hourly === undefined) {
    throw new CliError('FILE_MISSING', 'there are no hourly prices in it; --hourly none does without.', folder)
  }
  const say = progressLine(terminal)
  const quick = options.quick === true
  const result = validation({
    specs,
    books,
    daily: daily.past,
    // A day’s close is at its end.
    from: readDay('--from', options.from ?? defaultFrom) + millisecondsPerDay,
    to: options.to === undefined ? Number.MAX_SAFE_INTEGER : readDay('--to', options.to) + millisecondsPerDay,
    crashes,
    clock: () => performance.now(),
    progress: say.text,
    ...(hourly === undefined ? {} : { hourly: hourly.past }),
    ...(quick ? { everyDays: quickDays, everyHours: quickHours } : {}),
  })
  say.clear()
  const plots = validationPlots(result)
  const about = [
    `Plimsoll ${version()}, run on ${formatInstant(Date.now()).slice(0, 10)}: \`${commandOf(options)}\``,
    `prices: ${[...new Set([...daily.files, ...(hourly?.files ?? [])])].join(', ')}`,
    ...(quick ? [`a quick look: every ${quickDays}th day and every ${quickHours}th hour only`] : []),
  ]
  const results = toJson(resultsView(result, about))
  if (output !== undefined) {
    await writeDocument(join(output, 'report.md'), validationReport(result, plots, about), force)
    await writeDocument(join(output, 'results.json'), results, force)
    for (const { name, svg } of plots) await writeDocument(join(output, name), svg, true)
  }
  if (json) {
    terminal.write(results)
    return
  }
  terminal.write(
    findings(result)
      .map((each) => `${each.replaceAll('**', '')}\n\n`)
      .join(''),
  )
  terminal.write(`Report, results and ${plots.length} plots written to ${output}\n`)
}

function booksOf(list: string): readonly ConstantBook[] {
  if (list === 'all') return constantBooks
  return list.split(',').map((word) => {
    const found = constantBooks.find(({ id }) => id === word.trim())
    if (found !== undefined) return found
    const expected = `one of ${constantBooks.map(({ id }) => id).join(', ')}`
    throw new PlimsollError('INPUT_INVALID', { where: '--books', value: word, expected })
  })
}

function coinsOf({ legs }: ConstantBook): readonly string[] {
  return legs.flatMap((leg) => (leg.kind === 'basket' ? leg.underlyings : [leg.underlying]))
}

function crashesOf({ hourly, quick }: ValidateOptions): readonly { readonly day: string; readonly time: number }[] {
  const days = hourly.flatMap((words) => words.split(',')).filter((word) => word !== 'none')
  return (quick === true ? days.slice(0, 1) : days).map((day) => ({ day, time: readDay('--hourly', day) }))
}

function readDay(option: string, day: string): number {
  const instant = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN
  if (!Number.isNaN(instant)) return instant
  throw new PlimsollError('INPUT_INVALID', { where: option, value: day, expected: 'a day such as 2020-03-12' })
}

/** The command without its folders, which mean nothing to anybody else. */
function commandOf({ specs, books, from, to, hourly, quick }: ValidateOptions): string {
  const given = [
    ['specs', specs === 'all' ? undefined : specs],
    ['books', books === 'all' ? undefined : books],
    ['from', from],
    ['to', to],
    ['hourly', hourly.length === 4 ? undefined : hourly.join(' ')],
  ] as const
  return [
    'plimsoll validate',
    ...given.flatMap(([name, value]) => (value === undefined ? [] : [`--${name} ${value}`])),
    ...(quick === true ? ['--quick'] : []),
  ].join(' ')
}

/** Every figure. Series are left out: they are megabytes, and the command makes them again. */
function resultsView(result: Validation, about: readonly string[]): object {
  return {
    plimsoll: 'validation/1',
    about,
    from: formatInstant(result.from),
    to: formatInstant(result.to),
    days: result.times.length,
    books: result.books,
    specs: result.specs,
    volatility: Object.fromEntries(
      Object.entries(result.volatility).map(([coin, each]) => [
        coin,
        { ...each, steps: each.steps.map(formatInstant) },
      ]),
    ),
    findings: findings(result),
    ruleBooks: ruleBookFigures(result).map(instants),
    pairs: result.pairs.map(instants),
    crashes: result.crashes.map(({ day, times, figures }) => ({
      day,
      from: formatInstant(times[0] ?? 0),
      to: formatInstant(times.at(-1) ?? 0),
      figures: figures.map(instants),
    })),
  }
}

/** Instants as text. */
function instants(figures: object): object {
  return Object.fromEntries(
    Object.entries(figures).map(([key, value]: [string, unknown]) => [
      key,
      key.endsWith('Time') && typeof value === 'number' ? formatInstant(value) : value,
    ]),
  )
}

/** The work never pauses, so no timer could show where it is. */
function progressLine(terminal: Terminal): { readonly text: (text: string) => void; readonly clear: () => void } {
  let last = 0
  return {
    text: (text) => {
      if (!terminal.progress || performance.now() - last < 200) return
      last = performance.now()
      terminal.writeError(`\r\u001b[2K${text}`)
    },
    clear: () => {
      if (terminal.progress) terminal.writeError('\r\u001b[2K')
    },
  }
}
