import {
  bookUnderlyings,
  type MarginSpec,
  type MarketSnapshot,
  PlimsollError,
  type Portfolio,
  parseBook,
  parseMarket,
} from 'plimsoll'
import { CliError } from '../error/cliError.js'
import { aboutFile } from '../error/inputError.js'
import type { Terminal } from '../terminal/terminal.js'
import { type BookOptions, defaultSpec } from './bookOptions.js'
import { parseJson } from './parseJson.js'
import { readHistory } from './readHistory.js'
import { readSpec, readSpecList, specWords } from './readSpecs.js'
import { nameOf, readText } from './readText.js'
import { setParameters } from './setParameters.js'

/** What every question about a book starts from. */
export interface Inputs {
  readonly book: Portfolio
  readonly market: MarketSnapshot
  readonly spec: MarginSpec
  /** Both files, for messages about the one on the other. */
  readonly name: string
}

/** Reads a book, the market that it stands in and the rule book; one of the files may be `-`. */
export async function readInputs(bookFile: string, options: BookOptions, terminal: Terminal): Promise<Inputs> {
  const { specs, ...inputs } = await readInputsUnder(bookFile, options, undefined, terminal)
  return { ...inputs, spec: specs[0]! }
}

/** The same under several rule books: that of `--spec` first, then those of a list. */
export async function readInputsUnder(
  bookFile: string,
  options: BookOptions,
  specList: string | undefined,
  terminal: Terminal,
): Promise<Omit<Inputs, 'spec'> & { readonly specs: readonly MarginSpec[] }> {
  const word = options.spec ?? defaultSpec
  refuseTwoFromInput([bookFile, options.market, word, options.history, ...specWords(specList ?? '')])
  const first = await readSpec(word, terminal)
  const others = specList === undefined ? [] : await readSpecList(specList, terminal)
  const specs = [first, ...others.filter((spec) => spec !== first)]
  const set = setParameters(specs, options.set)
  const book = await readDocument(bookFile, terminal, parseBook, 'book')
  const market = await readDocument(options.market, terminal, parseMarket, 'market')
  const name = `${nameOf(bookFile)} in ${nameOf(options.market)}`
  return {
    book,
    market: options.history === undefined ? market : await withHistory(market, book, options.history, name, terminal),
    specs: [set[0]!, ...others.map((spec) => set[specs.indexOf(spec)]!)],
    name,
  }
}

function refuseTwoFromInput(files: readonly (string | undefined)[]): void {
  if (files.filter((file) => file === '-').length < 2) return
  throw new CliError('STDIN_TWICE', 'only one file can come from standard input.')
}

async function readDocument<Document>(
  file: string,
  terminal: Terminal,
  parse: (value: unknown) => Document,
  root: 'book' | 'market',
): Promise<Document> {
  const text = await readText(file, terminal)
  return aboutFile(nameOf(file), () => parse(parseJson(text)), root)
}

/** The market with past prices of what the book depends on. */
async function withHistory(
  market: MarketSnapshot,
  book: Portfolio,
  file: string,
  name: string,
  terminal: Terminal,
): Promise<MarketSnapshot> {
  if (market.history !== undefined) {
    throw new PlimsollError('INPUT_INVALID', {
      where: '--history',
      value: file,
      expected: 'a market document without a history: this one carries its own',
    })
  }
  const text = await readText(file, terminal)
  const own = aboutFile(name, () => bookUnderlyings(book, market))
  const underlyings = own.length > 0 ? own : Object.keys(market.underlyings)
  const signed = (id: string): boolean => market.underlyings[id]?.model === 'normal'
  return aboutFile(nameOf(file), () => ({
    ...market,
    history: readHistory(text, { asOf: market.asOf, underlyings, signed }),
  }))
}
